using System.Globalization;

namespace OAuthMail.Benchmarks;

/// <summary>Measures the memory of an account with its token provider, with a shared token and with separate tokens.</summary>
internal static class AccountMemory
{
    private const int Count = 100_000;

    public static async Task MeasureAsync()
    {
        // Separate methods, so that the objects of one measurement are not reachable in the next.
        using var entra = await EntraHost.StartAsync();
        MeasureSharedRegistration(entra);
        await MeasureOwnRegistrationsAsync(entra);
        await MeasureOwnTokensAsync();
    }

    private static void MeasureSharedRegistration(EntraHost entra)
    {
        using var tokens = new MailTokens();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var options = entra.CreateOptions();
        for (var i = 0; i < Count; i++)
        {
            options.Accounts["account-" + i.ToString(CultureInfo.InvariantCulture)] = new MailAccountOptions
            {
                Client = "contoso",
                Address = $"user{i}@contoso.com",
            };
        }
        var held = options.CreateAccounts().Values.Select(account => (Account: account, Provider: tokens.For(account, entra.Http)))
            .ToArray();
        options.Accounts.Clear();
        Report(
            "an account from configuration with a shared registration, and its provider",
            (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Count);
        GC.KeepAlive(held);
        GC.KeepAlive(options);
    }

    private static async Task MeasureOwnRegistrationsAsync(EntraHost entra)
    {
        using var tokens = new MailTokens();
        var accounts = new (MailAccount Account, IAccessTokenProvider Provider)[Count];
        await ReportAsync("an account with its own registration, and its provider; all share the token of one application", async i =>
        {
            var account = entra.CreateAccount("account-" + i.ToString(CultureInfo.InvariantCulture), $"user{i}@contoso.com");
            accounts[i] = (account, tokens.For(account, entra.Http));
            await accounts[i].Provider.GetAccessTokenAsync();
        });
        GC.KeepAlive(accounts);
    }

    private static async Task MeasureOwnTokensAsync()
    {
        using var tokens = new MailTokens();
        var value = new string('t', 1500);
        var providers = new IAccessTokenProvider[Count];
        await ReportAsync("a separate token of 1,500 characters (3,000 bytes), not stored", async i =>
        {
            providers[i] = tokens.From(TokenSource.FromDelegate("user", (_, _) =>
                new ValueTask<AccessToken>(
                    new AccessToken(
                        value + i.ToString("D6", CultureInfo.InvariantCulture), DateTimeOffset.UtcNow,
                        DateTimeOffset.UtcNow.AddHours(1)))));
            await providers[i].GetAccessTokenAsync();
        });
        GC.KeepAlive(providers);
    }

    private static async Task ReportAsync(string what, Func<int, Task> addAsync)
    {
        await addAsync(0);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 1; i < Count; i++) await addAsync(i);
        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)(Count - 1);
        Report(what, bytes);
    }

    private static void Report(string what, double bytes) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Count:N0} accounts: {bytes:N0} bytes for {what}"));
}
