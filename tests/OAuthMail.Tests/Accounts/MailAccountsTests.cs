using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace OAuthMail.Tests.Accounts;

public sealed class MailAccountsTests : IDisposable
{
    private readonly MailTokens _tokens = new();
    private readonly OAuthHttp _http = OAuthHttp.Create();

    public void Dispose()
    {
        _tokens.Dispose();
        _http.Dispose();
    }

    [Fact]
    public void An_account_is_found_by_its_name()
    {
        var alerts = Create("alerts");
        var accounts = new MailAccounts([alerts, Create("billing")], _tokens, _http);
        Assert.Same(alerts, accounts.Get("alerts"));
        Assert.Equal(["alerts", "billing"], accounts.All.Select(account => account.Name).Order());
        var failure = Assert.Throws<MailConfigurationException>(() => accounts.Get("Alerts\r\n"));
        Assert.Contains("Accounts:Alerts is missing: known are alerts, billing.", failure.Message, StringComparison.Ordinal);
        Assert.Contains("there are no accounts", Assert.Throws<MailConfigurationException>(() => new MailAccounts([], _tokens, _http).Get("a")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_crowd_of_accounts_is_not_recited()
    {
        var accounts = new MailAccounts(Enumerable.Range(100, 50).Select(i => Create($"n{i}")), _tokens, _http);
        var message = Assert.Throws<MailConfigurationException>(() => accounts.Get("x")).Message;
        Assert.Contains("n119 and 30 more", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_accounts_of_one_name_and_backups_that_are_not_there_are_named_together()
    {
        var failure = Assert.Throws<MailConfigurationException>(() => new MailAccounts([Create("a"), Create("a"), Create("b", "c"), Create("d", "e"), Create("e", "d")], _tokens, _http));
        Assert.Equal(["Accounts:a", "Accounts:b:Backup:Account", "Accounts:d:Backup:Account", "Accounts:e:Backup:Account"], failure.Failures.Select(one => one.Option));
        Assert.Throws<ArgumentNullException>(() => new MailAccounts([null!], _tokens, _http));
    }

    [Fact]
    public void Each_account_has_one_provider_of_tokens_whoever_asks()
    {
        var listed = Create("a");
        var unlisted = Create("a");
        var accounts = new MailAccounts([listed], _tokens, _http);
        var given = new ConcurrentBag<IAccessTokenProvider>();
        var threads = Enumerable.Range(0, 16).Select(_ => new Thread(() => given.Add(accounts.GetTokens(listed)))).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.Single(given.Distinct());
        Assert.Same(accounts.GetTokens(unlisted), accounts.GetTokens(unlisted));
        Assert.NotSame(accounts.GetTokens(unlisted), accounts.GetTokens(listed));
        Assert.Throws<ArgumentNullException>(() => accounts.GetTokens(null!));
    }

    [Fact]
    public void An_account_that_nobody_holds_any_more_is_forgotten()
    {
        var accounts = new MailAccounts([], _tokens, _http);
        var gone = AskAndForget(accounts);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(gone.TryGetTarget(out _));
        GC.KeepAlive(accounts);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference<MailAccount> AskAndForget(MailAccounts accounts)
    {
        var account = Create("a");
        accounts.GetTokens(account);
        return new WeakReference<MailAccount>(account);
    }

    private static MailAccount Create(string name, string? backup = null) => MailAccount.Create(name, new MailAccountOptions
    {
        Provider = "Google",
        Flow = OAuthFlow.AuthorizationCode,
        ClientId = "id",
        ClientSecret = "s",
        Address = "a@gmail.com",
        Backup = backup is null ? null : new MailBackupOptions { Account = backup },
    });
}
