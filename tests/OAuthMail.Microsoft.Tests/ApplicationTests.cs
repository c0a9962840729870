using System.Net;
using System.Security.Cryptography.X509Certificates;
using OAuthMail.Flows.Requests;
using OAuthMail.Testing;
using OAuthMail.Tests;
using OAuthMail.Tests.Flows;

namespace OAuthMail.Microsoft.Tests;

/// <summary>Tests tokens of an application without a user.</summary>
public sealed class ApplicationTests
{
    private const string Secret = EntraWorld.Secret;
    private const string Claims = """{"access_token":{"acrs":{"essential":true,"value":"c1"}}}""";

    [Fact]
    public async Task Token_acquired_with_a_secret_opens_the_mailbox()
    {
        await using var entra = await EntraWorld.StartAsync();
        var account = entra.CreateApplication();

        await entra.OpenMailboxAsync(account, entra.TokensOf(account));

        var request = Assert.Single(entra.Server.Requests.Token);
        Assert.Equal("https://outlook.office365.com/.default", request.Scope!.Split(' ')[0]);
        Assert.True(IsFromMsal(request));
    }

    [Theory]
    [InlineData("a+b/c==~-._")]
    [InlineData("a b&c=d%2Be?f#g;h:i\\j\"k'l")]
    [InlineData("ключ-schlüssel-🔑")]
    public async Task Secret_with_special_characters_is_sent_unchanged(string secret)
    {
        await using var entra = await EntraWorld.StartAsync();
        entra.Server.AddClient(new TestClient("alerts-app").AddSecret(secret));
        foreach (var placement in new[] { ClientSecretPlacement.Form, ClientSecretPlacement.Header })
        {
            var account = entra.CreateApplicationAccount("alerts", options =>
            {
                (options.ClientSecret, options.ClientSecretPlacement) = (secret, placement);
                options.TokenParameters["placement"] = placement.ToString();
            });
            Assert.NotNull(await entra.TokensOf(account).GetAccessTokenAsync());
        }

        Assert.Equal(2, entra.GrantTypes.Count);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("PS256")]
    [InlineData("RS256")]
    public async Task Token_acquired_with_a_certificate_opens_the_mailbox(string? algorithm)
    {
        await using var entra = await EntraWorld.StartAsync();
        using var folder = new TemporaryFolder();
        using var certificate = TestCertificateAuthority.CreateClientCertificate("alerts-app");
        await File.WriteAllBytesAsync(folder["alerts.pfx"], certificate.Export(X509ContentType.Pfx, "pfx password"));
        entra.Server.AddClient(TestClient.WithCertificate("alerts-app", certificate));
        var account = entra.CreateAccount("alerts", OAuthFlow.ClientCredentials, options =>
        {
            options.ClientId = "alerts-app";
            options.Certificate = new CertificateOptions { File = folder["alerts.pfx"], Password = "pfx password" };
            options.CertificateAlgorithm = algorithm;
        });

        await entra.OpenMailboxAsync(account, entra.TokensOf(account));

        Assert.True(IsFromMsal(Assert.Single(entra.Server.Requests.Token)));
    }

    [Fact]
    public async Task Callback_of_a_federated_token_is_called_for_every_request()
    {
        await using var entra = await EntraWorld.StartAsync();
        using var certificate = TestCertificateAuthority.CreateClientCertificate("workload");
        entra.Server.AddClient(TestClient.WithCertificate("workload", certificate));
        var calls = 0;
        var assertion = new ClientAssertion("issuer", async cancellationToken =>
        {
            calls++;
            return await SignAsync(entra, certificate, cancellationToken);
        });
        var tokens = MicrosoftTokens.ForApplication(EntraWorld.TenantId, "workload", assertion, entra.Options);

        await tokens.GetAccessTokenAsync();
        entra.PassHours(2);
        await tokens.GetAccessTokenAsync();

        Assert.Equal(2, calls);
        Assert.All(entra.Server.Requests.Token, request => Assert.True(IsFromMsal(request)));
    }

    [Fact]
    public async Task Mailboxes_of_one_registration_share_one_token_request()
    {
        await using var entra = await EntraWorld.StartAsync();
        entra.AddApplication();
        foreach (var name in new[] { "alerts", "billing", "support" })
        {
            var account = entra.CreateApplicationAccount(name);
            await entra.OpenMailboxAsync(account, entra.TokensOf(account));
        }

        Assert.Single(entra.GrantTypes);
    }

    [Fact]
    public async Task Token_without_roles_is_accepted()
    {
        await using var entra = await EntraWorld.StartAsync();
        entra.AddApplication().Roles.Clear();
        var account = entra.CreateApplicationAccount("alerts");

        Assert.NotNull(await entra.TokensOf(account).GetAccessTokenAsync());
    }

    [Theory]
    [InlineData("common")]
    [InlineData("consumers")]
    [InlineData("organizations")]
    public void Shared_tenant_is_rejected_before_any_request(string tenant)
    {
        var failure = Assert.Throws<MailConfigurationException>(() => MicrosoftTokens.ForApplication(tenant, "alerts-app", Secret));

        Assert.Contains("An application without a user belongs to one tenant", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tenant_without_value_is_named_as_the_wrong_argument()
    {
        var failure = Assert.Throws<ArgumentNullException>(() => MicrosoftTokens.ForApplication(null!, "alerts-app", Secret));

        Assert.Equal("tenantId", failure.ParamName);
    }

    [Fact]
    public async Task Claims_challenge_is_repeated_unchanged_in_a_second_request()
    {
        await using var entra = await EntraWorld.StartAsync();
        var account = entra.CreateApplication();
        entra.Server.Faults.Token.Next(ServerFault.Entra(53003, Claims));

        await entra.TokensOf(account).GetAccessTokenAsync();

        Assert.Equal(Claims, entra.Server.Requests.Token[1].Parameters["claims"]);
    }

    [Fact]
    public async Task Repeated_claims_challenge_is_reported_after_two_requests()
    {
        await using var entra = await EntraWorld.StartAsync();
        var account = entra.CreateApplication();
        entra.Server.Faults.Token.Always(ServerFault.Entra(53003, Claims));

        var failure = await entra.TokensOf(account).GetFailureAsync();

        Assert.Equal(Problems.SignInBlocked, failure.Problem);
        Assert.Equal(Claims, failure.Claims);
        Assert.Equal(2, entra.GrantTypes.Count);
    }

    [Theory]
    [InlineData(700016, "client-unknown")]
    [InlineData(7000215, "client-secret-wrong")]
    [InlineData(7000222, "client-secret-expired")]
    [InlineData(700027, "client-assertion-refused")]
    [InlineData(90002, "tenant-unknown")]
    [InlineData(500011, "resource-unknown")]
    public async Task Error_response_is_reported_as_by_the_core(int code, string row)
    {
        await using var entra = await EntraWorld.StartAsync();
        var account = entra.CreateApplication();
        entra.Server.Faults.Token.Next(ServerFault.Entra(code));

        var failure = await entra.TokensOf(account).GetFailureAsync();

        Assert.Equal(row, failure.Code);
        Assert.Equal([code], failure.ErrorCodes);
        Assert.NotNull(failure.CorrelationId);
        Assert.NotNull(failure.Timestamp);
        Assert.DoesNotContain(Secret, failure.ToString(), StringComparison.Ordinal);
        Assert.Single(entra.GrantTypes);
    }

    [Fact]
    public async Task Request_to_a_busy_server_is_sent_three_times()
    {
        await using var entra = await EntraWorld.StartAsync();
        var account = entra.CreateApplication();
        entra.Server.Faults.Token.Always(ServerFault.Status(503));
        var request = entra.TokensOf(account).GetAccessTokenAsync().AsTask();
        await Retries.PassAsync(entra.World.Clock, request);

        Assert.Equal(Problems.AuthorizationServerBusy, (await Assert.ThrowsAsync<TokenRequestException>(() => request)).Problem);
        Assert.Equal(3, entra.GrantTypes.Count);

        entra.Server.Faults.Token.Clear();
        entra.PassHours(1);
        Assert.NotNull(await entra.TokensOf(account).GetAccessTokenAsync());
    }

    [Fact]
    public async Task Long_Retry_After_is_reported_without_a_retry()
    {
        await using var entra = await EntraWorld.StartAsync();
        var account = entra.CreateApplication();
        entra.Server.Faults.Token.Next(ServerFault.Status(429, TimeSpan.FromMinutes(1)));

        var failure = await entra.TokensOf(account).GetFailureAsync();

        Assert.Equal(TimeSpan.FromMinutes(1), failure.RetryAfter);
        Assert.Single(entra.GrantTypes);
    }

    [Fact]
    public async Task Redirect_is_not_followed()
    {
        await using var entra = await EntraWorld.StartAsync();
        var account = entra.CreateApplication();
        entra.Server.Faults.Token.Next(ServerFault.Redirect(new Uri("https://elsewhere.example/token")));

        var failure = await entra.TokensOf(account).GetFailureAsync();

        Assert.Equal(Problems.AuthorizationServerIntercepted, failure.Problem);
        Assert.Single(entra.GrantTypes);
    }

    [Fact]
    public async Task Web_page_is_reported_as_an_intercepted_response()
    {
        await using var entra = await EntraWorld.StartAsync();
        var account = entra.CreateApplication();
        entra.Server.Faults.Token.Next(ServerFault.Html());

        var failure = await entra.TokensOf(account).GetFailureAsync();

        Assert.Equal(Problems.AuthorizationServerIntercepted, failure.Problem);
    }

    [Fact]
    public async Task Additional_token_parameters_are_sent()
    {
        await using var entra = await EntraWorld.StartAsync();
        var account = entra.CreateApplication(options => options.TokenParameters["dc"] = "ESTS-TEST");

        await entra.TokensOf(account).GetAccessTokenAsync();

        Assert.Equal("ESTS-TEST", Assert.Single(entra.Server.Requests.Token).Parameters["dc"]);
    }

    [Theory]
    [InlineData("https://proxy.example/oauth2/v2.0/token")]
    [InlineData("https://proxy.example/tenant/more/oauth2/v2.0/token")]
    [InlineData("https://proxy.example/tenant/oauth2/v2.0/token?x=y")]
    [InlineData("https://proxy.example/token")]
    public async Task Core_sends_the_request_to_an_endpoint_that_MSAL_cannot_use(string endpoint)
    {
        var requested = new List<Uri>();
        using var client = new HttpClient(new StubHandler(request =>
        {
            requested.Add(request.RequestUri!);
            const string body = """{"token_type":"Bearer","expires_in":3600,"access_token":"access"}""";
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body) };
        }));
        using var http = OAuthHttp.FromClientWithoutRedirects(client);
        using var tokens = new MailTokens();
        var account = MailAccount.Create("alerts", Some.Application(options => options.TokenEndpoint = endpoint));

        await tokens.ForMicrosoft(account, http).GetAccessTokenAsync();

        Assert.Equal(endpoint, Assert.Single(requested).AbsoluteUri);
    }

    [Fact]
    public async Task Account_of_another_provider_does_not_use_MSAL()
    {
        await using var entra = await EntraWorld.StartAsync(options => options.Dialect = AuthorizationDialect.Generic);
        entra.AddApplication();
        var account = entra.World.CreateAccount(
            "alerts", OAuthFlow.ClientCredentials,
            options => (options.ClientId, options.ClientSecret) = (EntraWorld.ApplicationId, Secret));

        await entra.OpenMailboxAsync(account, entra.TokensOf(account));

        Assert.False(IsFromMsal(Assert.Single(entra.Server.Requests.Token)));
    }

    [Fact]
    public async Task Log_of_MSAL_contains_no_secret()
    {
        await using var entra = await EntraWorld.StartAsync();
        var account = entra.CreateApplication();
        using var loggers = new LineLogger();

        var token = await entra.TokensOf(account, loggers).GetAccessTokenAsync();

        Assert.NotEmpty(loggers.Lines);
        Assert.All(loggers.Lines, line =>
        {
            Assert.DoesNotContain(Secret, line, StringComparison.Ordinal);
            Assert.DoesNotContain(token.Value, line, StringComparison.Ordinal);
        });
    }

    /// <summary>Determines whether MSAL sent the request. Only MSAL adds <c>client_info</c>.</summary>
    private static bool IsFromMsal(LoggedRequest request) => request.Parameters.ContainsKey("client_info");

    /// <summary>Creates an assertion, signed with the application's own key instead of another issuer's.</summary>
    private static async Task<string> SignAsync(EntraWorld entra, X509Certificate2 certificate, CancellationToken cancellationToken)
    {
        var request = new TokenRequest(entra.World.Clock, entra.Server.TokenEndpoint.AbsoluteUri);
        await PrivateKeyJwt.FromCertificate(certificate).ApplyAsync(request, "workload", cancellationToken);
        return request.Form["client_assertion"];
    }
}
