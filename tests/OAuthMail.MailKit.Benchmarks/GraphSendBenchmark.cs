using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using OAuthMail.Testing;

namespace OAuthMail.MailKit.Benchmarks;

/// <summary>
/// Sends through Microsoft Graph, one message after the other: with the package, and with a bare HTTP client that posts the same bytes. The
/// two take turns after every few messages, so that load of the machine affects both.
/// </summary>
internal static class GraphSendBenchmark
{
    private const string Address = "alerts@contoso.test";
    private const int WarmUpRounds = 10;
    private const int Rounds = 15;
    private const int Blocks = 20;
    private const int Messages = 20;

    public static async Task RunAsync(string[] arguments)
    {
        await using var host = await MailTestHost.StartAsync(options => options.Dialect = AuthorizationDialect.Entra);
        host.AddMailbox(Address);
        var client = host.AuthorizationServer.AddClient(TestClient.Confidential("app", "secret"));
        client.Roles.Add("Mail.Send");
        var graph = await host.AddGraphServerAsync();
        var account = graph.CreateAccountOptions(Address, OAuthFlow.ClientCredentials);
        (account.ClientId, account.ClientSecret) = ("app", "secret");
        var services = new ServiceCollection();
        services.AddOAuthMail(options => options.Accounts["alerts"] = account).AddMailKit().AddGraph().UseTestHost(host);
        await using var provider = services.BuildServiceProvider();
        var sender = provider.GetRequiredService<IMailSender>();
        var tokens = provider.GetRequiredKeyedService<IAccessTokenProvider>("alerts");
        var token = await tokens.GetAccessTokenAsync(new AccessTokenRequest(protocol: MailProtocol.Smtp));
        using var http = host.CreateHttpClient();
        using var message = Create();
        var body = Encode(message);
        var address = new Uri(graph.Address, $"/v1.0/users/{Uri.EscapeDataString(Address)}/sendMail");

        var rounds = new List<(TimeSpan Own, TimeSpan Bare)>();
        for (var round = 0; round < WarmUpRounds + Rounds; round++)
        {
            // The code of both is compiled again while it runs, which takes longer than a short measurement.
            if (round == WarmUpRounds) await Task.Delay(TimeSpan.FromSeconds(1));
            var (own, bare) = (TimeSpan.Zero, TimeSpan.Zero);
            for (var block = 0; block < Blocks; block++)
            {
                own += await MeasureAsync(() => sender.SendAsync("alerts", message));
                bare += await MeasureAsync(async () =>
                {
                    using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
                    request.Content.Headers.ContentType = new MediaTypeHeaderValue("text/plain");
                    request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
                    using var response = await http.SendAsync(request);
                    if ((int)response.StatusCode != 202) throw new InvalidOperationException($"Status {response.StatusCode}.");
                });
            }

            if (round >= WarmUpRounds) rounds.Add((own, bare));
        }

        await MeasureAloneAsync(host, account, message);
        var all = Rounds * Blocks * Messages;
        var (ownTime, bareTime) = (rounds.Sum(one => one.Own.TotalSeconds), rounds.Sum(one => one.Bare.TotalSeconds));
        var ratios = rounds.Select(one => one.Bare / one.Own).Order().ToArray();
        var best = rounds.Min(one => one.Bare) / rounds.Min(one => one.Own);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"with the package {all / ownTime:0} messages/s, bare HttpClient {all / bareTime:0} messages/s, "
                + $"ratio {bareTime / ownTime:0.00}; "
                + $"of the rounds: median {ratios[ratios.Length / 2]:0.00} ({ratios[0]:0.00} to {ratios[^1]:0.00}), best {best:0.00}"));
    }

    /// <summary>Measures the package alone, with a handler that accepts each request at once.</summary>
    private static async Task MeasureAloneAsync(MailTestHost host, MailAccountOptions account, MimeMessage message)
    {
        var services = new ServiceCollection();
        services.AddOAuthMail(options => options.Accounts["alerts"] = account).AddMailKit().AddGraph().UseTestHost(host);
        services.AddHttpClient("OAuthMail.Graph").ConfigurePrimaryHttpMessageHandler(() => new AcceptingHandler());
        await using var provider = services.BuildServiceProvider();
        var sender = provider.GetRequiredService<IMailSender>();
        for (var round = 0; round < WarmUpRounds * Blocks; round++) await MeasureAsync(() => sender.SendAsync("alerts", message));
        await Task.Delay(500);
        var allocated = GC.GetTotalAllocatedBytes();
        var best = TimeSpan.MaxValue;
        for (var round = 0; round < Rounds * Blocks; round++)
        {
            var time = await MeasureAsync(() => sender.SendAsync("alerts", message));
            if (time < best) best = time;
        }

        allocated = GC.GetTotalAllocatedBytes() - allocated;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"the package alone, best round: {best.TotalMicroseconds / Messages:0} µs and "
                + $"{allocated / Rounds / Blocks / Messages / 1024.0:0.0} KB for each message"));
    }

    private static async Task<TimeSpan> MeasureAsync(Func<Task> send)
    {
        var begun = Stopwatch.GetTimestamp();
        for (var i = 0; i < Messages; i++) await send();
        return Stopwatch.GetElapsedTime(begun);
    }

    private static MimeMessage Create()
    {
        var message = new MimeMessage { Subject = "Disk full", Body = new TextPart("plain") { Text = new string('x', 4000) } };
        message.From.Add(new MailboxAddress("", Address));
        message.To.Add(new MailboxAddress("", "nobody@contoso.test"));
        return message;
    }

    private static byte[] Encode(MimeMessage message)
    {
        using var stream = new MemoryStream();
        message.WriteTo(stream);
        return Encoding.ASCII.GetBytes(Convert.ToBase64String(stream.GetBuffer(), 0, (int)stream.Length));
    }

    private sealed class AcceptingHandler : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await request.Content!.CopyToAsync(Stream.Null, cancellationToken);
            return new HttpResponseMessage(HttpStatusCode.Accepted) { RequestMessage = request };
        }
    }
}
