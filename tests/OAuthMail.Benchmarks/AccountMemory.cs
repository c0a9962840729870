using System.Globalization;
using OAuthMail.Accounts;
using OAuthMail.Tokens;

namespace OAuthMail.Benchmarks;

/// <summary>How many bytes an account costs that stays in memory with its provider: sharing one token, and with one each.</summary>
internal static class AccountMemory
{
    private const int Count = 100_000;

    public static async Task MeasureAsync()
    {
        using var entra = await EntraHost.StartAsync();
        using (var tokens = new MailTokens())
        {
            var accounts = new (MailAccount Account, IAccessTokenProvider Provider)[Count];
            await ReportAsync("an account made by itself with its own registration, with its provider, all sharing one application's token", async i =>
            {
                var account = entra.CreateAccount("account-" + i.ToString(CultureInfo.InvariantCulture), $"user{i}@contoso.com");
                accounts[i] = (account, tokens.For(account, entra.Http));
                await accounts[i].Provider.GetAccessTokenAsync();
            });
            GC.KeepAlive(accounts);
        }

        using (var tokens = new MailTokens())
        {
            var options = entra.CreateOptions();
            for (var i = 0; i < Count; i++) options.Accounts["account-" + i.ToString(CultureInfo.InvariantCulture)] = new MailAccountOptions { Client = "contoso", Address = $"user{i}@contoso.com" };
            var made = options.CreateAccounts().Values.ToArray();
            options.Accounts.Clear();
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var held = made.Select(account => (Account: account, Provider: tokens.For(account, entra.Http))).ToArray();
            await held[0].Provider.GetAccessTokenAsync();
            var providers = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Count;
            GC.KeepAlive(held);
            held = null;
            before = GC.GetTotalMemory(forceFullCollection: true);
            made = null;
            var accounts = (before - GC.GetTotalMemory(forceFullCollection: true)) / (double)Count;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Count:N0} accounts: {accounts + providers:N0} bytes for an account of one configuration that shares a registration ({accounts:N0}), with its provider ({providers:N0})"));
        }

        using (var tokens = new MailTokens())
        {
            var value = new string('t', 1500);
            var providers = new IAccessTokenProvider[Count];
            await ReportAsync("a token of 1,500 characters of its own (3,000 bytes), not stored", async i =>
            {
                providers[i] = tokens.From(TokenSource.FromDelegate("user", (_, _) =>
                    new ValueTask<AccessToken>(new AccessToken(value + i.ToString("D6", CultureInfo.InvariantCulture), DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddHours(1)))));
                await providers[i].GetAccessTokenAsync();
            });
            GC.KeepAlive(providers);
        }
    }

    private static async Task ReportAsync(string what, Func<int, Task> addAsync)
    {
        await addAsync(0);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 1; i < Count; i++) await addAsync(i);
        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)(Count - 1);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Count:N0} accounts: {bytes:N0} bytes for {what}"));
    }
}
