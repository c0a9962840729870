using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;

namespace OAuthMail.MailKit.Benchmarks;

/// <summary>
/// Reads a folder of 10,000 messages, or of the number in the first argument, through Microsoft Graph with one watch, with the server in
/// another process, and shows whether the memory of this process grows. At most 9,000 messages are fetched, because a mailbox has 10,000
/// requests in ten minutes.
/// </summary>
internal static class GraphReadBenchmark
{
    private const int Fetched = 9_000;

    public static async Task RunAsync(string[] arguments)
    {
        var messages = arguments.Length == 0 ? 10_000 : int.Parse(arguments[0], CultureInfo.InvariantCulture);
        using var servers = Process.Start(new ProcessStartInfo(
            Environment.ProcessPath!, ["graph-servers", messages.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        try
        {
            var settings = (await servers.StandardOutput.ReadLineAsync())!.Split(' ');
            await using var provider = CreateServices(settings).BuildServiceProvider();
            await ReadAsync(provider.GetRequiredService<IMailWatcher>(), messages);
        }
        finally
        {
            servers.StandardInput.Close();
            await servers.WaitForExitAsync();
        }
    }

    private static async Task ReadAsync(IMailWatcher watcher, int messages)
    {
        var interval = messages / 10;
        Console.WriteLine("messages | live objects | allocated for each message | resident | position");
        Write(0, 0, position: "");
        var begun = Stopwatch.GetTimestamp();
        var count = 0;
        var allocated = GC.GetTotalAllocatedBytes();
        var options = new MailWatchOptions { From = MailboxPosition.Beginning };
        await foreach (var arrival in watcher.WatchAsync("alerts", options))
        {
            if (arrival.Envelope.Subject != count.ToString(CultureInfo.InvariantCulture)) throw new InvalidOperationException("Lost.");
            if ((long)(count + 1) * Fetched / messages != (long)count * Fetched / messages)
            {
                using var message = await arrival.GetMessageAsync();
                if (message.TextBody!.Length < 3_000) throw new InvalidOperationException("Incomplete.");
            }

            if (++count % interval != 0) continue;
            Write(count, (GC.GetTotalAllocatedBytes() - allocated) / interval, arrival.Position.ToString());
            allocated = GC.GetTotalAllocatedBytes();
            if (count == messages) break;
        }

        Console.WriteLine($"{messages / Stopwatch.GetElapsedTime(begun).TotalSeconds:0} messages/s");
    }

    private static void Write(int count, long allocated, string position)
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        using var self = Process.GetCurrentProcess();
        var live = GC.GetTotalMemory(forceFullCollection: true);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{count,8} | {live / 1024,9} KB | {allocated / 1024,7} KB | {self.WorkingSet64 / 1024 / 1024,4} MB | {position.Length,5} B"));
    }

    private static ServiceCollection CreateServices(string[] settings)
    {
        var authority = X509CertificateLoader.LoadCertificate(Convert.FromBase64String(settings[3]));
        var services = new ServiceCollection();
        services.AddOAuthMail(options => options.Accounts["alerts"] = new MailAccountOptions
        {
            Address = GraphServers.Address, Transport = MailTransport.Graph, Flow = OAuthFlow.ClientCredentials, ClientId = "app",
            ClientSecret = "secret", TokenEndpoint = settings[0], Scope = settings[1], Graph = settings[2],
        }).AddMailKit().AddGraph();
        foreach (var name in new[] { "OAuthMail", "OAuthMail.Graph" })
        {
            services.AddHttpClient(name).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => IsOf(authority, certificate!) },
            });
        }

        return services;
    }

    private static bool IsOf(X509Certificate2 authority, X509Certificate certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build((X509Certificate2)certificate);
    }
}
