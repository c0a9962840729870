using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using OAuthMail.Testing;

namespace OAuthMail.MailKit.Benchmarks;

/// <summary>
/// Sends through Microsoft Graph, one message after the other: with the package, and with a bare HTTP client that posts the same bytes. The
/// two take turns, so that load of the machine affects both.
/// </summary>
internal static class GraphSendBenchmark
{
    private const string Address = "alerts@contoso.test";
    private const int Rounds = 10;
    private const int Messages = 200;

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

        var (own, bare) = (TimeSpan.Zero, TimeSpan.Zero);
        for (var round = 0; round <= Rounds; round++)
        {
            var ownTime = await MeasureAsync(() => sender.SendAsync("alerts", message));
            var bareTime = await MeasureAsync(async () =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("text/plain");
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
                using var response = await http.SendAsync(request);
                if ((int)response.StatusCode != 202) throw new InvalidOperationException($"Status {response.StatusCode}.");
            });

            // The first round warms up.
            if (round == 0) continue;
            (own, bare) = (own + ownTime, bare + bareTime);
        }

        const int all = Rounds * Messages;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"with the package {all / own.TotalSeconds:0} messages/s, bare HttpClient {all / bare.TotalSeconds:0} messages/s, "
                + $"ratio {bare / own:0.00}"));
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
}
