using System.Diagnostics;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace OAuthMail.MailKit.Benchmarks;

/// <summary>
/// Sends a thousand messages of 4 KB: through the pool, over one client that is kept open, and with a connection for each message.
/// </summary>
internal static class SendBenchmark
{
    private const int Messages = 1000;
    private const int Rounds = 7;
    private const int AloneMessages = 100;

    public static async Task RunAsync(string[] args)
    {
        await using var world = await BenchmarkWorld.StartAsync();
        var account = BenchmarkWorld.NameOf(0);
        var server = world.Host.Smtp;

        // The pool uses one connection for all messages, as the single client does. The single client is one of the factory, so that both
        // have NoDelay set. MailKit's own socket waits for the acknowledgement of each first 4 KB, so it is measured separately.
        await using var sender = new MailSender(
            world.Factory, new MailSenderOptions { MaxMessagesPerConnection = int.MaxValue });
        await using var byHand = await world.Factory.ConnectSmtpAsync(account);
        Task ThroughPool() => sender.SendAsync(account, BenchmarkWorld.NewMessage());
        Task ByHand() => byHand.Client.SendAsync(BenchmarkWorld.NewMessage());

        async Task ConnectEachTimeAsync()
        {
            await using var lease = await world.Factory.ConnectSmtpAsync(account);
            await lease.Client.SendAsync(BenchmarkWorld.NewMessage());
        }

        for (var i = 0; i < 200; i++)
        {
            await ThroughPool();
            await ByHand();
        }

        // The single client connected first, then the pool. Later connections displace their transcripts.
        var transcripts = server.Transcripts;
        for (var i = 0; i < 20; i++) await ConnectEachTimeAsync();

        // Alternating in groups of one hundred, so that other load on the machine affects both. The best round counts.
        var pool = new List<double>();
        var raw = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            var (ours, theirs) = (0d, 0d);
            for (var part = 0; part < Messages / 100; part++)
            {
                ours += await TimeAsync(100, ThroughPool);
                theirs += await TimeAsync(100, ByHand);
            }

            pool.Add(ours);
            raw.Add(theirs);
        }

        var each = await TimeAsync(Messages, ConnectEachTimeAsync);
        var eachTrips = server.Transcripts[^1].RoundTrips;
        var alone = await SendAloneAsync(world, account);
        var (rawTrips, poolTrips) = (PerMessage(transcripts[0].RoundTrips), PerMessage(transcripts[1].RoundTrips));
        Console.WriteLine($"{Messages:N0} messages of 4 KB over TLS, {Rounds} rounds; connections: {server.Connections:N0}");
        Console.WriteLine($"through the pool      {pool.Min(),8:N0} ms, {poolTrips:0.00} round trips per message");
        Console.WriteLine($"one open client       {raw.Min(),8:N0} ms, {rawTrips:0.00} round trips per message");
        Console.WriteLine($"a connection for each {each,8:N0} ms, {eachTrips} round trips per message");
        Console.WriteLine($"MailKit's own socket  {alone,8:N0} ms for a thousand, measured with {AloneMessages}");
        Console.WriteLine(
            $"the pool's speed: {raw.Min() / pool.Min():0.00} of the single client (medians: {Median(raw) / Median(pool):0.00}), "
                + $"{each / pool.Min():0.0} times that of connecting each time");
    }

    /// <summary>Measures MailKit's client with its own socket.</summary>
    private static async Task<double> SendAloneAsync(BenchmarkWorld world, string name)
    {
        var account = world.Accounts.Get(name);
        var endpoint = account.GetEndpoint(MailProtocol.Smtp)!;
        using var client = new SmtpClient
        {
            ServerCertificateValidationCallback = world.Host.CertificateAuthority.ValidationCallback,
            CheckCertificateRevocation = false,
        };
        await client.ConnectAsync(endpoint.Host, endpoint.Port, SecureSocketOptions.StartTls);
        await client.AuthenticateAsync(world.Accounts.GetTokens(account), account.Address);
        var time = await TimeAsync(AloneMessages, () => client.SendAsync(BenchmarkWorld.NewMessage()));
        await client.DisconnectAsync(quit: true);
        return time * Messages / AloneMessages;
    }

    private static double PerMessage(int roundTrips) => roundTrips / (200d + Messages * Rounds);

    private static async Task<double> TimeAsync(int count, Func<Task> sendAsync)
    {
        var begun = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++) await sendAsync();
        return Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
