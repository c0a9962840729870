using OAuthMail.Flows.Requests;
using OAuthMail.Testing;
using OAuthMail.Tests.Flows;

namespace OAuthMail.Microsoft.Tests;

/// <summary>A service without a user.</summary>
public sealed class ApplicationTests
{
    private const string Secret = "the-secret-value";
    private const string Claims = """{"access_token":{"acrs":{"essential":true,"value":"c1"}}}""";

    [Fact]
    public async Task A_secret_gets_a_token_that_opens_the_mailbox()
    {
        await using var entra = await EntraWorld.StartAsync();
        var account = CreateAccount(entra);

        await entra.OpenMailboxAsync(account, entra.TokensOf(account));

        var request = Assert.Single(entra.Server.Requests.Token);
        Assert.Equal("https://outlook.office365.com/.default", request.Scope!.Split(' ')[0]);
        Assert.True(IsMsals(request));
    }

    [Theory]
    [InlineData("a+b/c==~-._")]
    [InlineData("a b&c=d%2Be?f#g;h:i\\j\"k'l")]
    [InlineData("ключ-schlüssel-🔑")]
    public async Task A_secret_arrives_as_it_is_whatever_its_characters(string secret)
    {
        await using var entra = await EntraWorld.StartAsync();
        entra.Server.AddClient(new TestClient("alerts-app").AddSecret(secret));
        foreach (var placement in new[] { ClientSecretPlacement.Form, ClientSecretPlacement.Header })
        {
            var account = entra.CreateAccount("alerts", OAuthFlow.ClientCredentials, options =>
            {
                (options.ClientId, options.ClientSecret, options.ClientSecretPlacement) = ("alerts-app", secret, placement);
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
    public async Task A_certificate_gets_a_token_that_opens_the_mailbox(string? algorithm)
    {
        await using var entra = await EntraWorld.StartAsync();
        using var folder = new OAuthMail.Tests.TemporaryFolder();
        using var certificate = TestCertificateAuthority.CreateClientCertificate("alerts-app");
        await File.WriteAllBytesAsync(
            folder["alerts.pfx"], certificate.Export(System.Security.Cryptography.X509Certificates.X509ContentType.Pfx, "pfx password"));
        entra.Server.AddClient(TestClient.WithCertificate("alerts-app", certificate));
        var account = entra.CreateAccount("alerts", OAuthFlow.ClientCredentials, options =>
        {
            options.ClientId = "alerts-app";
            options.Certificate = new CertificateOptions { File = folder["alerts.pfx"], Password = "pfx password" };
            options.CertificateAlgorithm = algorithm;
        });

        await entra.OpenMailboxAsync(account, entra.TokensOf(account));

        Assert.True(IsMsals(Assert.Single(entra.Server.Requests.Token)));
    }

    [Fact]
    public async Task A_federated_token_from_a_callback_is_fetched_anew_for_every_request()
    {
        await using var entra = await EntraWorld.StartAsync();
        using var certificate = TestCertificateAuthority.CreateClientCertificate("workload");
        entra.Server.AddClient(TestClient.WithCertificate("workload", certificate));
        var asked = 0;
        var assertion = new ClientAssertion("issuer", async cancellationToken =>
        {
            asked++;
            return await SignAsync(entra, certificate, cancellationToken);
        });
        var tokens = MicrosoftTokens.ForApplication(EntraWorld.TenantId, "workload", assertion, entra.Options);

        await tokens.GetAccessTokenAsync();
        entra.PassHours(2);
        await tokens.GetAccessTokenAsync();

        Assert.Equal(2, asked);
        Assert.All(entra.Server.Requests.Token, request => Assert.True(IsMsals(request)));
    }

    [Fact]
    public async Task Mailboxes_of_one_registration_share_one_request()
    {
        await using var entra = await EntraWorld.StartAsync();
        entra.Server.AddClient(new TestClient("alerts-app").AddSecret(Secret));
        foreach (var name in new[] { "alerts", "billing", "support" })
        {
            var account = entra.CreateAccount(
                name, OAuthFlow.ClientCredentials, options => (options.ClientId, options.ClientSecret) = ("alerts-app", Secret));
            await entra.OpenMailboxAsync(account, entra.TokensOf(account));
        }

        Assert.Single(entra.GrantTypes);
    }

    [Fact]
    public async Task A_token_without_roles_is_taken_as_it_is()
    {
        await using var entra = await EntraWorld.StartAsync();
        entra.Server.AddClient(new TestClient("alerts-app").AddSecret(Secret)).Roles.Clear();
        var account = entra.CreateAccount(
            "alerts", OAuthFlow.ClientCredentials, options => (options.ClientId, options.ClientSecret) = ("alerts-app", Secret));

        Assert.NotNull(await entra.TokensOf(account).GetAccessTokenAsync());
    }

    [Theory]
    [InlineData("common")]
    [InlineData("consumers")]
    [InlineData("organizations")]
    [InlineData(null)]
    public void A_tenant_that_is_none_is_refused_before_anybody_is_asked(string? tenant)
    {
        var failure = Assert.Throws<MailConfigurationException>(() => MicrosoftTokens.ForApplication(tenant!, "alerts-app", Secret));

        Assert.Contains("An application without a user belongs to one tenant", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_claims_challenge_is_answered_once_and_word_for_word()
    {
        await using var entra = await EntraWorld.StartAsync();
        var account = CreateAccount(entra);
        entra.Server.Faults.Token.Next(ServerFault.Entra(53003, Claims));

        await entra.TokensOf(account).GetAccessTokenAsync();

        Assert.Equal(Claims, entra.Server.Requests.Token[1].Parameters["claims"]);
    }

    [Fact]
    public async Task A_claims_challenge_that_comes_again_is_told()
    {
        await using var entra = await EntraWorld.StartAsync();
        var account = CreateAccount(entra);
        entra.Server.Faults.Token.Always(ServerFault.Entra(53003, Claims));

        var failure = await Assert.ThrowsAsync<TokenRequestException>(async () => await entra.TokensOf(account).GetAccessTokenAsync());

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
    public async Task A_refusal_is_the_one_that_the_core_would_report(int code, string row)
    {
        await using var entra = await EntraWorld.StartAsync();
        var account = CreateAccount(entra);
        entra.Server.Faults.Token.Next(ServerFault.Entra(code));

        var failure = await Assert.ThrowsAsync<TokenRequestException>(async () => await entra.TokensOf(account).GetAccessTokenAsync());

        Assert.Equal(row, failure.Code);
        Assert.Equal([code], failure.ErrorCodes);
        Assert.NotNull(failure.CorrelationId);
        Assert.NotNull(failure.Timestamp);
        Assert.DoesNotContain(Secret, failure.ToString(), StringComparison.Ordinal);
        Assert.Single(entra.GrantTypes);
    }

    [Fact]
    public async Task A_busy_server_is_asked_three_times_and_no_more()
    {
        await using var entra = await EntraWorld.StartAsync();
        var account = CreateAccount(entra);
        entra.Server.Faults.Token.Always(ServerFault.Status(503));
        var asking = entra.TokensOf(account).GetAccessTokenAsync().AsTask();
        await Retries.PassAsync(entra.World.Clock, asking);

        Assert.Equal(Problems.AuthorizationServerBusy, (await Assert.ThrowsAsync<TokenRequestException>(() => asking)).Problem);
        Assert.Equal(3, entra.GrantTypes.Count);

        entra.Server.Faults.Token.Clear();
        entra.PassHours(1);
        Assert.NotNull(await entra.TokensOf(account).GetAccessTokenAsync());
    }

    [Fact]
    public async Task A_server_that_asks_for_a_pause_is_left_alone_that_long()
    {
        await using var entra = await EntraWorld.StartAsync();
        var account = CreateAccount(entra);
        entra.Server.Faults.Token.Next(ServerFault.Status(429, TimeSpan.FromMinutes(1)));

        var failure = await Assert.ThrowsAsync<TokenRequestException>(async () => await entra.TokensOf(account).GetAccessTokenAsync());

        Assert.Equal(TimeSpan.FromMinutes(1), failure.RetryAfter);
        Assert.Single(entra.GrantTypes);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var entra = await EntraWorld.StartAsync();
        var account = CreateAccount(entra);
        entra.Server.Faults.Token.Next(ServerFault.Redirect(new Uri("https://elsewhere.example/token")));

        var failure = await Assert.ThrowsAsync<TokenRequestException>(async () => await entra.TokensOf(account).GetAccessTokenAsync());

        Assert.Equal(Problems.AuthorizationServerIntercepted, failure.Problem);
        Assert.Single(entra.GrantTypes);
    }

    [Fact]
    public async Task A_web_page_in_the_place_of_an_answer_is_told_as_that()
    {
        await using var entra = await EntraWorld.StartAsync();
        var account = CreateAccount(entra);
        entra.Server.Faults.Token.Next(ServerFault.Html());

        var failure = await Assert.ThrowsAsync<TokenRequestException>(async () => await entra.TokensOf(account).GetAccessTokenAsync());

        Assert.Equal(Problems.AuthorizationServerIntercepted, failure.Problem);
    }

    [Fact]
    public async Task Further_parameters_reach_the_token_endpoint()
    {
        await using var entra = await EntraWorld.StartAsync();
        entra.Server.AddClient(new TestClient("alerts-app").AddSecret(Secret));
        var account = entra.CreateAccount("alerts", OAuthFlow.ClientCredentials, options =>
        {
            (options.ClientId, options.ClientSecret) = ("alerts-app", Secret);
            options.TokenParameters["dc"] = "ESTS-TEST";
        });

        await entra.TokensOf(account).GetAccessTokenAsync();

        Assert.Equal("ESTS-TEST", Assert.Single(entra.Server.Requests.Token).Parameters["dc"]);
    }

    [Theory]
    [InlineData("https://proxy.example/oauth2/v2.0/token")]
    [InlineData("https://proxy.example/tenant/more/oauth2/v2.0/token")]
    [InlineData("https://proxy.example/tenant/oauth2/v2.0/token?x=y")]
    [InlineData("https://proxy.example/token")]
    public async Task An_endpoint_that_msal_cannot_be_told_is_asked_by_the_core(string endpoint)
    {
        var asked = new List<Uri>();
        using var client = new HttpClient(new AnsweringHandler(request =>
        {
            asked.Add(request.RequestUri!);
            return new HttpResponseMessage(System.Net.HttpStatusCode.OK) { Content = new StringContent(
                """{"token_type":"Bearer","expires_in":3600,"access_token":"access"}""") };
        }));
        using var http = OAuthHttp.FromClientWithoutRedirects(client);
        using var tokens = new MailTokens();
        var account = MailAccount.Create("alerts", new MailAccountOptions
        {
            Provider = "Microsoft365",
            Flow = OAuthFlow.ClientCredentials,
            TenantId = "contoso.com",
            ClientId = "app",
            ClientSecret = Secret,
            Address = "alerts@contoso.com",
            TokenEndpoint = endpoint,
        });

        await tokens.ForMicrosoft(account, http).GetAccessTokenAsync();

        Assert.Equal(endpoint, Assert.Single(asked).AbsoluteUri);
    }

    [Fact]
    public async Task An_account_elsewhere_gets_its_tokens_as_the_core_does()
    {
        await using var entra = await EntraWorld.StartAsync(options => options.Dialect = AuthorizationDialect.Generic);
        entra.Server.AddClient(new TestClient("alerts-app").AddSecret(Secret));
        var account = entra.World.CreateAccount(
            "alerts", OAuthFlow.ClientCredentials, options => (options.ClientId, options.ClientSecret) = ("alerts-app", Secret));

        await entra.OpenMailboxAsync(account, entra.TokensOf(account));

        Assert.False(IsMsals(Assert.Single(entra.Server.Requests.Token)));
    }

    [Fact]
    public async Task What_msal_logs_has_no_secret_in_it()
    {
        await using var entra = await EntraWorld.StartAsync();
        var account = CreateAccount(entra);
        using var loggers = new LineLogger();

        var token = await entra.TokensOf(account, loggers).GetAccessTokenAsync();

        Assert.NotEmpty(loggers.Lines);
        Assert.All(loggers.Lines, line =>
        {
            Assert.DoesNotContain(Secret, line, StringComparison.Ordinal);
            Assert.DoesNotContain(token.Value, line, StringComparison.Ordinal);
        });
    }

    /// <summary>Nobody but MSAL asks for it.</summary>
    private static bool IsMsals(LoggedRequest request) => request.Parameters.ContainsKey("client_info");

    private static MailAccount CreateAccount(EntraWorld entra)
    {
        entra.Server.AddClient(new TestClient("alerts-app").AddSecret(Secret));
        return entra.CreateAccount(
            "alerts", OAuthFlow.ClientCredentials, options => (options.ClientId, options.ClientSecret) = ("alerts-app", Secret));
    }

    /// <summary>What another issuer would hand out: here it is the application's own key that signs.</summary>
    private static async Task<string> SignAsync(
        EntraWorld entra, System.Security.Cryptography.X509Certificates.X509Certificate2 certificate, CancellationToken cancellationToken)
    {
        var request = new TokenRequest(entra.World.Clock, entra.Server.TokenEndpoint.AbsoluteUri);
        await PrivateKeyJwt.FromCertificate(certificate).ApplyAsync(request, "workload", cancellationToken);
        return request.Form["client_assertion"];
    }
}
