using Microsoft.Identity.Client;

namespace OAuthMail.Testing.Vendors.Tests.Msal;

/// <summary>MSAL for .NET, unmodified, against the Entra dialect.</summary>
public sealed class MsalTests : IAsyncLifetime, IDisposable
{
    private const string Alice = "alice@contoso.test";
    private const string TenantId = "3f0f5d1c-8a52-4c37-9a3e-5d0b1c2d3e4f";
    private static readonly string[] ApplicationScopes = ["https://outlook.office365.com/.default"];
    private static readonly string[] UserScopes = ["https://outlook.office.com/IMAP.AccessAsUser.All"];

    private MailTestHost _host = null!;
    private MsalHttp _http = null!;

    private TestAuthorizationServer Server => _host.AuthorizationServer;

    private string Authority => $"https://localhost:{Server.TokenEndpoint.Port}/{TenantId}";

    public async Task InitializeAsync()
    {
        _host = await MailTestHost.StartAsync(options =>
        {
            options.Dialect = AuthorizationDialect.Entra;
            options.Authorization.DeviceCodeInterval = TimeSpan.FromSeconds(1);
        });
        _host.AddMailbox(Alice);
        _http = new MsalHttp(_host.CreateHttpClient());
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_application_authenticates_with_a_certificate(bool sendX5c)
    {
        using var certificate = TestCertificateAuthority.CreateClientCertificate("app");
        Server.AddClient(TestClient.WithCertificate("app", certificate));
        var application = Confidential("app").WithCertificate(certificate, sendX5c).Build();

        var result = await application.AcquireTokenForClient(ApplicationScopes).ExecuteAsync();

        Assert.Equal(TokenVerdict.Accepted, Server.CheckAccessToken(result.AccessToken, Alice, MailProtocol.Imap));
        Assert.Equal(ClientAuthentication.PrivateKeyJwt, Server.Requests.Token[^1].ClientAuthentication);
    }

    [Fact]
    public async Task An_application_authenticates_with_a_secret()
    {
        Server.AddClient(TestClient.Confidential("app", "secret"));
        var result = await Confidential("app").WithClientSecret("secret").Build().AcquireTokenForClient(ApplicationScopes).ExecuteAsync();
        Assert.Equal(TokenVerdict.Accepted, Server.CheckAccessToken(result.AccessToken, Alice, MailProtocol.Smtp));
    }

    [Fact]
    public async Task A_wrong_secret_is_the_error_of_Entra()
    {
        Server.AddClient(TestClient.Confidential("app", "secret"));
        var application = Confidential("app").WithClientSecret("wrong").Build();
        var error = await Assert.ThrowsAsync<MsalServiceException>(
            () => application.AcquireTokenForClient(ApplicationScopes).ExecuteAsync());
        Assert.Contains("AADSTS7000215", error.Message, StringComparison.Ordinal);
        Assert.Equal("invalid_client", error.ErrorCode);
    }

    [Fact]
    public async Task A_user_signs_in_on_another_device()
    {
        Server.AddClient(TestClient.Native("app"));
        var application = Public("app").Build();

        var result = await application.AcquireTokenWithDeviceCode(UserScopes, code =>
        {
            Assert.True(Server.ApproveDevice(code.UserCode, Alice));
            return Task.CompletedTask;
        }).ExecuteAsync();

        Assert.Equal("device_code", Server.Requests.Token[^1].GrantType);
        Assert.Equal(TokenVerdict.Accepted, Server.CheckAccessToken(result.AccessToken, Alice, MailProtocol.Imap));
        Assert.Equal(Alice, result.Account.Username);
        var silent = await application.AcquireTokenSilent(UserScopes, result.Account).WithForceRefresh(true).ExecuteAsync();
        Assert.Equal(global::Microsoft.Identity.Client.TokenSource.IdentityProvider, silent.AuthenticationResultMetadata.TokenSource);
    }

    [Fact]
    public async Task A_user_signs_in_with_the_browser()
    {
        Server.AddClient(TestClient.Native("app"));
        var result = await Public("app").WithRedirectUri("http://localhost").Build()
            .AcquireTokenInteractive(UserScopes)
            .WithLoginHint(Alice)
            .WithUseEmbeddedWebView(false)
            .WithSystemWebViewOptions(new SystemWebViewOptions
            {
                // MSAL begins to listen after this call, so the call must not wait for the response.
                OpenBrowserAsync = uri =>
                {
                    _ = _host.OpenInBrowserAsync(uri);
                    return Task.CompletedTask;
                },
            })
            .ExecuteAsync();

        Assert.Equal(TokenVerdict.Accepted, Server.CheckAccessToken(result.AccessToken, Alice, MailProtocol.Imap));
    }

    [Theory]
    [InlineData(true, "AADSTS500131")]
    [InlineData(false, "AADSTS50013")]
    public async Task On_behalf_of_is_rejected_as_Entra_does(bool ownToken, string code)
    {
        var client = Server.AddClient(TestClient.Confidential("app", "secret"));
        var assertion = ownToken ? Server.IssueAccessToken(client, Alice, UserScopes[0]) : "e30.e30.AAAA";
        var application = Confidential("app").WithClientSecret("secret").Build();

        var error = await Assert.ThrowsAnyAsync<MsalServiceException>(
            () => application.AcquireTokenOnBehalfOf(UserScopes, new UserAssertion(assertion)).ExecuteAsync());

        Assert.Contains(code + ":", error.Message, StringComparison.Ordinal);
        Assert.Equal("invalid_grant", error.ErrorCode);
    }

    private ConfidentialClientApplicationBuilder Confidential(string id) => ConfidentialClientApplicationBuilder.Create(id)
        .WithAuthority(Authority, validateAuthority: false).WithInstanceDiscovery(false).WithHttpClientFactory(_http);

    private PublicClientApplicationBuilder Public(string id) => PublicClientApplicationBuilder.Create(id)
        .WithAuthority(Authority, validateAuthority: false).WithInstanceDiscovery(false).WithHttpClientFactory(_http);
}
