using System.Buffers.Text;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Web;
using OAuthMail.Testing;

namespace OAuthMail.Tests.Credentials;

/// <summary>The clock of this machine may be ahead of the server's clock.</summary>
public class AssertionTimeTests
{
    [Fact]
    public async Task Assertion_is_issued_and_begins_one_minute_in_the_past()
    {
        var clock = new ManualTimeProvider(DateTimeOffset.UtcNow);
        using var certificate = TestCertificateAuthority.CreateClientCertificate("service");
        using var recorder = new Recorder();
        using var client = new HttpClient(recorder);
        using var http = OAuthHttp.FromClientWithoutRedirects(client);
        using var tokens = new MailTokens(new MailTokensOptions { TimeProvider = clock });
        var flow = new ClientCredentialsFlow(
            new AuthorizationServer(new Uri("https://id.example.net/token")),
            new ClientRegistration("service", PrivateKeyJwt.FromCertificate(certificate)), ["mail"], http,
            new FlowOptions { TimeProvider = clock });
        await tokens.From(flow).GetAccessTokenAsync();

        var assertion = HttpUtility.ParseQueryString(recorder.Body!)["client_assertion"]!;
        using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(assertion.Split('.')[1]));
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        Assert.Equal(now - 60, claims.RootElement.GetProperty("iat").GetInt64());
        Assert.Equal(now - 60, claims.RootElement.GetProperty("nbf").GetInt64());
        Assert.Equal(now + 300, claims.RootElement.GetProperty("exp").GetInt64());
    }

    private sealed class Recorder : HttpMessageHandler
    {
        public string? Body { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Body = await request.Content!.ReadAsStringAsync(cancellationToken);
            return new HttpResponseMessage(HttpStatusCode.OK)
            {
                RequestMessage = request,
                Content = new StringContent("""{"access_token":"T","expires_in":3600}""", Encoding.UTF8, "application/json"),
            };
        }
    }
}
