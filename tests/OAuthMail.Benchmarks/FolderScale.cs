using System.Diagnostics;
using System.Globalization;
using OAuthMail.Storage;

namespace OAuthMail.Benchmarks;

/// <summary>Measures a file store with many accounts in one folder: opening, reading, writing, beginning a sign-in.</summary>
internal static class FolderScale
{
    private const int Runs = 7;

    public static async Task MeasureAsync()
    {
        foreach (var count in new[] { 1_000, 10_000, 50_000 })
        {
            var folder = Path.Combine(
                Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), "oauthmail-" + Guid.NewGuid().ToString("N"));
            try
            {
                await MeasureAsync(folder, count);
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static async Task MeasureAsync(string folder, int count)
    {
        Directory.CreateDirectory(folder);
        var key = Path.Combine(folder, "key");
        TokenProtection.CreateKeyFile(key);
        FileTokenStore Open() => FileTokenStore.Open(Path.Combine(folder, "tokens"), protect => protect.WithKeyFile(key));
        var store = Open();
        await Parallel.ForEachAsync(Enumerable.Range(0, count), async (i, _) => await WriteAsync(store, i));

        Console.WriteLine($"{count:N0} accounts");
        await ReportAsync("open", () => Task.FromResult(Open()));
        await ReportAsync("read", async () => await store.ReadAsync(KeyOf(Random.Shared.Next(count))));
        await ReportAsync("write", () => WriteAsync(store, Random.Shared.Next(count)));
        await ReportAsync("list all records", () => store.ForEachAsync((_, _) => Task.CompletedTask));

        // Expired sign-ins are searched for when a store begins its first one.
        using var http = OAuthHttp.Create();
        await ReportAsync("begin the first sign-in of a process", () => BeginAsync(Open(), http), "of which opening the store, see above");
        await ReportAsync("begin a further sign-in", () => BeginAsync(store, http));
    }

    private static async Task<PendingSignIn> BeginAsync(FileTokenStore store, OAuthHttp http)
    {
        using var tokens = new MailTokens(new MailTokensOptions { Store = store });
        var options = new MailAccountOptions
        {
            Flow = OAuthFlow.AuthorizationCode, Address = $"{Guid.NewGuid():N}@example.net", ClientId = "client",
            AuthorizationEndpoint = "https://login.example.net/authorize", TokenEndpoint = "https://login.example.net/token",
            Scope = "mail", Smtp = "smtp.example.net:465",
        };
        return await new MailSignIn(MailAccount.Create("support", options), tokens, http).BeginAsync(new Uri("http://localhost/"));
    }

    private static TokenKey KeyOf(int number) => TokenKey.Create("consent", number.ToString(CultureInfo.InvariantCulture));

    private static async Task WriteAsync(FileTokenStore store, int number)
    {
        await using var lease = await store.AcquireAsync(KeyOf(number));
        await lease.WriteAsync(new TokenRecord { AccessToken = new string('a', 1500), RefreshToken = new string('r', 1000) });
    }

    private static async Task ReportAsync(string what, Func<Task> run, string? remark = null)
    {
        var times = new List<double>();
        for (var i = 0; i < Runs; i++)
        {
            var watch = Stopwatch.StartNew();
            await run();
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        times.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{times[Runs / 2],8:N1} ms  {what}{(remark is null ? "" : $" ({remark})")}"));
    }
}
