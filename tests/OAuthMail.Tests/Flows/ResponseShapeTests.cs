using System.Net;
using System.Text;

namespace OAuthMail.Tests.Flows;

/// <summary>Responses in forms that the standards do not describe, but that servers and gateways send.</summary>
public class ResponseShapeTests
{
    private const string Issuer = "https://id.example.net/tenant";
    private const string Metadata = $$"""{"issuer":"{{Issuer}}","token_endpoint":"https://id.example.net/token"}""";

    [Theory]
    [InlineData("{\"access_token\":\"T\",\"token_type\":\"Bearer\",\"expires_in\":3600}", "application/json")]
    [InlineData("\uFEFF{\"access_token\":\"T\",\"token_type\":\"Bearer\",\"expires_in\":3600}", "application/json")]
    [InlineData("{\"access_token\":\"T\",\"scope\":\"\\ud800\",\"expires_in\":3600}", "application/json")]
    [InlineData("{\"access_token\":\"T\",\"expires_in\":3600}", "application/x-www-form-urlencoded")]
    [InlineData("token_type=bearer&access_token=T&expires_in=3600", "application/x-www-form-urlencoded")]
    [InlineData("access_token=T&token_type=bearer&expires_in=3600", "text/plain")]
    public async Task Token_response_is_read_in_every_known_form(string body, string mediaType)
    {
        var token = await TokenAsync(HttpStatusCode.OK, body, mediaType);
        Assert.Equal("T", token.Value);
        Assert.Equal(TimeSpan.FromHours(1), token.Lifetime);
    }

    [Theory]
    [InlineData("\uFEFF{\"error\":\"invalid_client\",\"error_description\":\"no such client\"}", "invalid_client", "no such client")]
    [InlineData("{\"error\":\"invalid_client\",\"error_description\":\"\\ud800\"}", "invalid_client", "invalid_client")]
    [InlineData("{\"error\":{\"code\":\"denied\",\"message\":\"no such client\"}}", "denied", "no such client")]
    [InlineData("{\"error\":{\"message\":\"no such client\"}}", null, "no such client")]
    [InlineData("{\"msg\":\"no such client\"}", null, "no such client")]
    [InlineData("{\"message\":\"no such client\"}", null, "no such client")]
    [InlineData("{\"type\":\"about:blank\",\"title\":\"no such client\"}", null, "no such client")]
    public async Task Error_response_shows_the_servers_words_in_every_known_form(string body, string? error, string words)
    {
        var failure = await Assert.ThrowsAsync<TokenRequestException>(
            () => TokenAsync(HttpStatusCode.BadRequest, body, "application/json"));
        Assert.Equal(error, failure.Error);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError, "")]
    [InlineData(HttpStatusCode.OK, "{}")]
    [InlineData(HttpStatusCode.OK, "not JSON")]
    [InlineData(HttpStatusCode.OK, "{\"issuer\":\"https://other.example\",\"token_endpoint\":\"https://other.example/token\"}")]
    [InlineData(HttpStatusCode.OK, "{\"issuer\":\"https://id.example.net/tenant\"}")]
    public async Task Failure_at_one_metadata_address_leads_to_the_other(HttpStatusCode status, string body)
    {
        var server = await DiscoverAsync(address => address.AbsolutePath.EndsWith("openid-configuration", StringComparison.Ordinal)
            ? (HttpStatusCode.OK, Metadata)
            : (status, body));
        Assert.Equal("https://id.example.net/token", server.TokenEndpoint.AbsoluteUri);
    }

    [Fact]
    public async Task Error_names_the_issuer_that_was_found()
    {
        var failure = await Assert.ThrowsAsync<TokenRequestException>(() => DiscoverAsync(_ =>
            (HttpStatusCode.OK, "{\"issuer\":\"https://id.example.net/tenant/\",\"token_endpoint\":\"https://id.example.net/token\"}")));
        Assert.Equal("metadata-invalid", failure.Code);
        Assert.Contains(
            "'https://id.example.net/tenant/' instead of 'https://id.example.net/tenant'", failure.Message, StringComparison.Ordinal);
    }

    private static async Task<AccessToken> TokenAsync(HttpStatusCode status, string body, string mediaType)
    {
        using var client = new HttpClient(new Responder(_ => (status, body, mediaType)));
        using var http = OAuthHttp.FromClientWithoutRedirects(client);
        using var tokens = new MailTokens();
        var flow = new ClientCredentialsFlow(
            new AuthorizationServer(new Uri("https://id.example.net/token")), new ClientRegistration("id", new ClientSecret("SECRETVALUE")),
            ["mail"], http);
        return await tokens.From(flow).GetAccessTokenAsync();
    }

    private static async Task<AuthorizationServer> DiscoverAsync(Func<Uri, (HttpStatusCode Status, string Body)> respond)
    {
        using var client = new HttpClient(new Responder(address => (respond(address).Status, respond(address).Body, "application/json")));
        using var http = OAuthHttp.FromClientWithoutRedirects(client);
        return await AuthorizationServerDiscovery.FindAsync(Issuer, http);
    }

    private sealed class Responder(Func<Uri, (HttpStatusCode Status, string Body, string MediaType)> respond) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var (status, body, mediaType) = respond(request.RequestUri!);
            return Task.FromResult(new HttpResponseMessage(status)
            {
                RequestMessage = request, Content = new StringContent(body, Encoding.UTF8, mediaType),
            });
        }
    }
}
