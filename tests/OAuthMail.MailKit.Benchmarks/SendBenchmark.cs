using System.Diagnostics;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace OAuthMail.MailKit.Benchmarks;

/// <summary>
/// A thousand messages of 4 KB: through the pool, over one client that is kept open by hand, and with a connection for each.
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

        // One connection for all, as the client by hand has it: what is compared is the way to the wire. The client by hand has a
        // socket that holds nothing back, as ours have; MailKit's own waits for the confirmation of each first 4 KB, and stands apart
        // for that.
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

        // The client by hand connected first, then the pool; later connections push their transcripts out.
        var transcripts = server.Transcripts;
        for (var i = 0; i < 20; i++) await ConnectEachTimeAsync();

        // In turns of a hundred, so that whatever else the machine does disturbs all alike; the best round counts.
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
        Console.WriteLine($"through the pool      {pool.Min(),8:N0} ms, {poolTrips:0.00} round trips a message");
        Console.WriteLine($"one client by hand    {raw.Min(),8:N0} ms, {rawTrips:0.00} round trips a message");
        Console.WriteLine($"a connection for each {each,8:N0} ms, {eachTrips} round trips a message");
        Console.WriteLine($"MailKit's own socket  {alone,8:N0} ms for a thousand, measured with {AloneMessages}");
        Console.WriteLine(
            $"the pool's speed: {raw.Min() / pool.Min():0.00} of the client by hand (medians: {Median(raw) / Median(pool):0.00}), {each / pool.Min():0.0} times that of connecting each time");
    }

    /// <summary>MailKit's client as it connects by itself.</summary>
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
