using System.Diagnostics;
using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using MailKit;

namespace OAuthMail.MailKit.Benchmarks;

/// <summary>
/// Measures threads and memory of many concurrent watches in one process, with the servers in another process. With <c>bare</c>, the same
/// connections are in IDLE without a watch, which shows the share of MailKit and TLS.
/// </summary>
internal static class WatchBenchmark
{
    private const int Most = 500;

    public static async Task RunAsync(string[] args)
    {
        var isBare = args.Contains("bare");
        using var servers = Process.Start(new ProcessStartInfo(
            Environment.ProcessPath!, ["watch-servers", (Most + 1).ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        try
        {
            var settings = (await servers.StandardOutput.ReadLineAsync())!.Split(' ');
            using var client = CreateHttpClient(settings[3]);
            using var http = OAuthHttp.FromClientWithoutRedirects(client);
            using var tokens = new MailTokens();
            var accounts = new MailAccounts(CreateAccounts(settings), tokens, http);
            var factory = new MailClientFactory(
                accounts, new MailClientFactoryOptions { ServerCertificateValidationCallback = Validate(settings[3]) });
            using var stop = new CancellationTokenSource();
            var arrived = new Arrivals();

            // The first watch is not counted: it compiles code and acquires the token.
            var running = new List<Task> { BeginAsync(accounts, factory, 0, isBare, arrived, stop.Token) };
            await arrived.WaitForOpenAsync(1);
            var before = Footprint.Take();
            var begun = Stopwatch.GetTimestamp();
            for (var i = 1; i <= Most; i++) running.Add(BeginAsync(accounts, factory, i, isBare, arrived, stop.Token));
            await TellAsync(servers, "idle");
            var state = isBare ? "connections are in IDLE" : "mailboxes are watched";
            Console.WriteLine($"{Most} {state} after {Stopwatch.GetElapsedTime(begun).TotalSeconds:0.0} s");
            (Footprint.Take() - before).Write("while no messages arrive", Most);
            if (!isBare)
            {
                begun = Stopwatch.GetTimestamp();
                await TellAsync(servers, "deliver");
                await arrived.WaitAsync(Most + 1);
                Console.WriteLine($"a message for each has arrived after {Stopwatch.GetElapsedTime(begun).TotalSeconds:0.0} s");
                await TellAsync(servers, "idle");
                (Footprint.Take() - before).Write("after a message for each", Most);
            }

            await stop.CancelAsync();
            await Task.WhenAll(running);
        }
        finally
        {
            servers.StandardInput.Close();
            await servers.WaitForExitAsync();
        }
    }

    private static async Task BeginAsync(
        MailAccounts accounts, MailClientFactory factory, int mailbox, bool isBare, Arrivals arrived, CancellationToken stop)
    {
        var account = accounts.Get(BenchmarkWorld.NameOf(mailbox));
        try
        {
            if (isBare)
            {
                await using var lease = await factory.ConnectImapAsync(account, stop);
                await lease.Client.Inbox!.OpenAsync(FolderAccess.ReadWrite, stop);
                arrived.Open();
                await lease.Client.IdleAsync(stop, CancellationToken.None);
                return;
            }

            // Only the first watch waits until it is connected.
            if (mailbox == 0) await new MailWatcher(factory).GetPositionAsync(account, cancellationToken: stop);
            arrived.Open();
            await foreach (var arrival in new MailWatcher(factory).WatchAsync(account, cancellationToken: stop)) arrived.Add();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The measurement is over.
        }
    }

    private static async Task TellAsync(Process servers, string what)
    {
        await servers.StandardInput.WriteLineAsync(what);
        await servers.StandardInput.FlushAsync();
        await servers.StandardOutput.ReadLineAsync();
    }

    private static IEnumerable<MailAccount> CreateAccounts(string[] settings)
    {
        var options = new OAuthMailOptions();
        options.Clients["all"] = new OAuthClientOptions
        {
            Flow = OAuthFlow.ClientCredentials,
            ClientId = "service",
            ClientSecret = "a secret for benchmarks",
            TokenEndpoint = settings[0],
            Scope = settings[1],
        };
        for (var i = 0; i <= Most; i++)
        {
            options.Accounts[BenchmarkWorld.NameOf(i)] = new MailAccountOptions
            {
                Client = "all",
                Address = BenchmarkWorld.AddressOf(i),
                Imap = settings[2],
            };
        }
        return options.CreateAccounts().Values;
    }

    private static HttpClient CreateHttpClient(string root)
    {
        var validate = Validate(root);
        var handler = new HttpClientHandler { AllowAutoRedirect = false, ServerCertificateCustomValidationCallback = (
            request, certificate, chain, errors) => validate(request, certificate, chain, errors) };
        return new HttpClient(handler, disposeHandler: true);
    }

    private static RemoteCertificateValidationCallback Validate(string root)
    {
        var authority = X509CertificateLoader.LoadCertificate(Convert.FromBase64String(root));
        return (_, certificate, _, _) =>
        {
            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.Add(authority);
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            return chain.Build((X509Certificate2)certificate!);
        };
    }

    private sealed class Arrivals
    {
        private int _arrived;
        private int _open;

        public void Add() => Interlocked.Increment(ref _arrived);

        public void Open() => Interlocked.Increment(ref _open);

        public Task WaitForOpenAsync(int count) => WaitAsync(() => Volatile.Read(ref _open) >= count);

        public Task WaitAsync(int count) => WaitAsync(() => Volatile.Read(ref _arrived) >= count);

        private static async Task WaitAsync(Func<bool> condition)
        {
            while (!condition()) await Task.Delay(5);
        }
    }

    private sealed record Footprint(long Managed, long Resident, int Threads)
    {
        public static Footprint Take()
        {
            for (var i = 0; i < 3; i++)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                GC.WaitForPendingFinalizers();
            }

            using var self = Process.GetCurrentProcess();
            return new Footprint(GC.GetTotalMemory(forceFullCollection: true), self.WorkingSet64, self.Threads.Count);
        }

        public static Footprint operator -(Footprint after, Footprint before) =>
            new(after.Managed - before.Managed, after.Resident - before.Resident, after.Threads);

        public void Write(string when, int count) => Console.WriteLine(
            $"{when}: {Managed / 1024.0 / count:0.0} KB of objects and {Resident / 1024.0 / count:0.0} KB resident for each; "
                + $"{Threads} threads in the whole process");
    }
}
