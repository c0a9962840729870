using System.Diagnostics;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Net.Pop3;
using MailKit.Net.Smtp;
using MailKit.Security;
using OAuthMail.Testing;

namespace OAuthMail.MailKit.Benchmarks;

/// <summary>
/// Compares this package's login with a cached token to MailKit's own login with the same token. Only the login is timed.
/// </summary>
internal static class LoginBenchmark
{
    private const int Rounds = 400;

    public static async Task RunAsync(string[] args)
    {
        await using var world = await BenchmarkWorld.StartAsync();
        var account = world.Accounts.Get(BenchmarkWorld.NameOf(0));
        var tokens = world.Accounts.GetTokens(account);
        Console.WriteLine("protocol  MailKit µs  ours µs  ratio  round trips (MailKit, ours)");
        await CompareAsync(world, account, tokens, MailProtocol.Smtp, () => new SmtpClient(), world.Host.Smtp);
        await CompareAsync(world, account, tokens, MailProtocol.Imap, () => new ImapClient(), world.Host.Imap);
        await CompareAsync(world, account, tokens, MailProtocol.Pop3, () => new Pop3Client(), world.Host.Pop3);
    }

    private static async Task CompareAsync(
        BenchmarkWorld world, MailAccount account, IAccessTokenProvider tokens, MailProtocol protocol, Func<MailService> create,
        MailTestServer server)
    {
        var token = await tokens.GetAccessTokenAsync();
        var endpoint = account.GetEndpoint(protocol)!;
        var theirs = new List<double>();
        var ours = new List<double>();
        for (var i = 0; i < Rounds + 20; i++)
        {
            var their = await TimeAsync(
                world, create, endpoint, client => client.AuthenticateAsync(new SaslMechanismOAuth2(account.Address, token.Value)));
            var our = await TimeAsync(world, create, endpoint, client => client.AuthenticateAsync(tokens, account.Address));
            if (i < 20) continue;
            theirs.Add(their);
            ours.Add(our);
        }

        var transcripts = server.Transcripts;
        var (theirTrips, ourTrips) = (RoundTrips(transcripts[^2]), RoundTrips(transcripts[^1]));
        Console.WriteLine(
            $"{protocol,-8}  {Median(theirs),10:0}  {Median(ours),7:0}  {Median(ours) / Median(theirs),5:0.00}  {theirTrips}, {ourTrips}");
    }

    private static async Task<double> TimeAsync(
        BenchmarkWorld world, Func<MailService> create, MailEndpoint endpoint, Func<MailService, Task> login)
    {
        using var client = create();
        client.CheckCertificateRevocation = false;
        client.ServerCertificateValidationCallback = world.Host.CertificateAuthority.ValidationCallback;
        await client.ConnectAsync(
            endpoint.Host, endpoint.Port,
            endpoint.Tls == TlsMode.Implicit ? SecureSocketOptions.SslOnConnect : SecureSocketOptions.StartTls);
        var begun = Stopwatch.GetTimestamp();
        await login(client);
        var taken = Stopwatch.GetElapsedTime(begun);
        await client.DisconnectAsync(quit: true);
        return taken.TotalMicroseconds;
    }

    /// <summary>Returns the number of round trips: the changes from lines of the client to lines of the server.</summary>
    private static int RoundTrips(MailTranscript transcript)
    {
        var lines = transcript.Lines;
        return lines.Skip(1).Zip(lines, (line, before) => line.Side == TranscriptSide.Server && before.Side == TranscriptSide.Client)
            .Count(turn => turn);
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
