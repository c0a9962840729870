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
    public void Account_is_found_by_its_name_in_any_case()
    {
        var alerts = Create("alerts");
        var accounts = new MailAccounts([alerts, Create("billing")], _tokens, _http);
        Assert.Same(alerts, accounts.Get("alerts"));
        Assert.Same(alerts, accounts.Get("ALERTS"));
        Assert.Equal(["alerts", "billing"], accounts.All.Select(account => account.Name).Order());
        var failure = Assert.Throws<MailConfigurationException>(() => accounts.Get("Alert\r\n"));
        Assert.Contains("Accounts: 'Alert' isn't a valid account. Valid values: alerts, billing.", failure.Message,
            StringComparison.Ordinal);
        Assert.Contains("No accounts are configured.",
            Assert.Throws<MailConfigurationException>(() => new MailAccounts([], _tokens, _http).Get("a")).Message,
                StringComparison.Ordinal);
    }

    [Fact]
    public void Long_list_of_accounts_is_cut()
    {
        var accounts = new MailAccounts(Enumerable.Range(100, 50).Select(i => Create($"n{i}")), _tokens, _http);
        var message = Assert.Throws<MailConfigurationException>(() => accounts.Get("x")).Message;
        Assert.Contains("n119 and 30 more", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Duplicate_names_and_missing_backups_are_reported_together()
    {
        MailAccount[] given = [Create("a"), Create("A"), Create("b", "c"), Create("d", "e"), Create("e", "d")];
        var errors = Some.ErrorsOf(() => _ = new MailAccounts(given, _tokens, _http));
        Assert.Equal(
            ["Accounts:a", "Accounts:b:Backup:Account", "Accounts:d:Backup:Account", "Accounts:e:Backup:Account"],
            errors.Select(error => error.Option));
        Assert.Throws<ArgumentNullException>(() => new MailAccounts([null!], _tokens, _http));
    }

    [Fact]
    public void Account_always_has_the_same_token_provider()
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
    public void Token_provider_of_an_unreferenced_account_is_released()
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

    private static MailAccount Create(string name, string? backup = null) =>
        MailAccount.Create(name, Some.Account(o => o.Backup = backup is null ? null : new MailBackupOptions { Account = backup }));
}
