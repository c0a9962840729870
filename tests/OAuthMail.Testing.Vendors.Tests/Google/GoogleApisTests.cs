using Google.Apis.Auth.OAuth2;
using Google.Apis.Auth.OAuth2.Flows;
using Google.Apis.Auth.OAuth2.Responses;
using Google.Apis.Http;

namespace OAuthMail.Testing.Vendors.Tests.Google;

/// <summary>Google.Apis.Auth, unmodified, against the Google dialect.</summary>
public sealed class GoogleApisTests : IAsyncLifetime
{
    private const string Alice = "alice@example.com";
    private const string MailScope = "https://mail.google.com/";

    private MailTestHost _host = null!;

    private TestAuthorizationServer Server => _host.AuthorizationServer;

    public async Task InitializeAsync()
    {
        _host = await MailTestHost.StartAsync(options => options.Dialect = AuthorizationDialect.Google);
        _host.AddMailbox(Alice);
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_service_account_acts_for_a_user()
    {
        var account = Server.AddServiceAccount("robot@project.example", Alice);
        var file = System.Text.Json.Nodes.JsonNode.Parse(account.KeyFileJson)!;
        var credential = new ServiceAccountCredential(
            new ServiceAccountCredential.Initializer(account.Email, Server.TokenEndpoint.AbsoluteUri)
            {
                User = Alice,
                Scopes = [MailScope],
                KeyId = (string)file["private_key_id"]!,
                HttpClientFactory = new TrustingFactory(_host),
            }.FromPrivateKey((string)file["private_key"]!));

        var token = await credential.GetAccessTokenForRequestAsync();

        Assert.Equal(TokenVerdict.Accepted, Server.CheckAccessToken(token, Alice, MailProtocol.Imap));
    }

    [Fact]
    public async Task A_code_is_exchanged_the_token_refreshed_and_revoked()
    {
        Server.AddClient(new TestClient("desktop") { IsNative = true }.AddSecret("secret")).RedirectUris.Add("http://127.0.0.1/callback");
        using var flow = new GoogleAuthorizationCodeFlow(
            new Endpoints(Server)
            {
                ClientSecrets = new ClientSecrets { ClientId = "desktop", ClientSecret = "secret" },
                Scopes = [MailScope],
                HttpClientFactory = new TrustingFactory(_host),
            });
        var request = flow.CreateAuthorizationCodeRequest("http://127.0.0.1/callback");
        using var browser = _host.CreateHttpClient();
        using var response = await browser.GetAsync(new Uri(request.Build() + "&login_hint=" + Uri.EscapeDataString(Alice)));
        var code = System.Web.HttpUtility.ParseQueryString(response.Headers.Location!.Query)["code"]!;

        var token = await flow.ExchangeCodeForTokenAsync(Alice, code, "http://127.0.0.1/callback", CancellationToken.None);
        Assert.Equal(TokenVerdict.Accepted, Server.CheckAccessToken(token.AccessToken, Alice, MailProtocol.Imap));
        var refreshed = await flow.RefreshTokenAsync(Alice, token.RefreshToken, CancellationToken.None);
        Assert.NotEqual(token.AccessToken, refreshed.AccessToken);

        await flow.RevokeTokenAsync(Alice, refreshed.AccessToken, CancellationToken.None);
        Assert.Equal(TokenVerdict.Revoked, Server.CheckAccessToken(refreshed.AccessToken, Alice, MailProtocol.Imap));
        var error = await Assert.ThrowsAsync<TokenResponseException>(
            () => flow.RefreshTokenAsync(Alice, token.RefreshToken, CancellationToken.None));
        Assert.Equal("invalid_grant", error.Error.Error);
    }

    /// <summary>Replaces the library's endpoints.</summary>
    private sealed class Endpoints(TestAuthorizationServer server) : GoogleAuthorizationCodeFlow.Initializer(
        server.AuthorizationEndpoint.AbsoluteUri, server.TokenEndpoint.AbsoluteUri, server.RevocationEndpoint!.AbsoluteUri);

    /// <summary>Creates the library's HTTP client on a handler that trusts the test servers.</summary>
    private sealed class TrustingFactory(MailTestHost host) : HttpClientFactory
    {
        protected override HttpMessageHandler CreateHandler(CreateHttpClientArgs args) => new SocketsHttpHandler
        {
            SslOptions = { RemoteCertificateValidationCallback = host.CertificateAuthority.ValidationCallback },
        };
    }
}
