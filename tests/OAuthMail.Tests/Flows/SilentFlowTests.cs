using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using OAuthMail.Testing;

namespace OAuthMail.Tests.Flows;

public class SilentFlowTests
{
    [Theory]
    [InlineData(ClientSecretPlacement.Form, "plain")]
    [InlineData(ClientSecretPlacement.Header, "plain")]
    [InlineData(ClientSecretPlacement.Form, "a+b=c&d%e f:g~ü")]
    [InlineData(ClientSecretPlacement.Header, "a+b=c&d%e f:g~ü")]
    public async Task Secret_with_any_characters_is_transmitted_correctly(ClientSecretPlacement placement, string secret)
    {
        await using var world = await TestWorld.StartAsync();
        world.Server.AddClient(TestClient.Confidential("service:1", secret));
        var account = Application(
            world, options => (options.ClientId, options.ClientSecret, options.ClientSecretPlacement) = ("service:1", secret, placement));

        await RequireAcceptedAsync(world, account);

        Assert.Equal(
            placement == ClientSecretPlacement.Form ? ClientAuthentication.SecretPost : ClientAuthentication.SecretBasic,
            world.Server.Requests.Token.Single().ClientAuthentication);
    }

    [Theory]
    [InlineData(false, null)]
    [InlineData(false, "RS256")]
    [InlineData(false, "PS256")]
    [InlineData(true, null)]
    public async Task Certificate_signs_an_assertion(bool elliptic, string? algorithm)
    {
        await using var world = await TestWorld.StartAsync();
        using var certificate = TestCertificateAuthority.CreateClientCertificate("service", elliptic);
        world.Server.AddClient(TestClient.WithCertificate("service", certificate));
        var flow = new ClientCredentialsFlow(
            ServerOf(world), new ClientRegistration(
                "service",
                PrivateKeyJwt.FromCertificate(certificate, algorithm)), ["mail"], world.Http,
            new FlowOptions { TimeProvider = world.Clock });

        var token = await world.Tokens.From(flow).GetAccessTokenAsync();

        Assert.Equal(TokenVerdict.Accepted, world.Server.CheckAccessToken(token.Value, Mailbox(world), MailProtocol.Smtp));
        Assert.Equal(ClientAuthentication.PrivateKeyJwt, world.Server.Requests.Token.Single().ClientAuthentication);
    }

    [Theory]
    [InlineData("invalid_client")]
    [InlineData("unauthorized_client")]
    public async Task Refused_assertion_names_its_algorithm(string error)
    {
        await using var world = await TestWorld.StartAsync();
        using var certificate = TestCertificateAuthority.CreateClientCertificate("service");
        world.Server.Faults.Token.Next(ServerFault.Error(error, "The assertion is invalid.", 401));
        var flow = new ClientCredentialsFlow(
            ServerOf(world), new ClientRegistration("service", PrivateKeyJwt.FromCertificate(certificate)), ["mail"], world.Http,
            new FlowOptions { TimeProvider = world.Clock });

        var failure = await Assert.ThrowsAsync<TokenRequestException>(async () => await world.Tokens.From(flow).GetAccessTokenAsync());

        Assert.Contains("PS256", failure.Message, StringComparison.Ordinal);
        Assert.Contains("CertificateAlgorithm", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_attempt_has_its_own_assertion()
    {
        await using var world = await TestWorld.StartAsync();
        using var certificate = TestCertificateAuthority.CreateClientCertificate("service");
        world.Server.AddClient(TestClient.WithCertificate("service", certificate));
        world.Server.Faults.Token.Next(ServerFault.CutConnection(ConnectionCut.BeforeAnswer));
        var flow = new ClientCredentialsFlow(
            ServerOf(world), new ClientRegistration(
                "service",
                PrivateKeyJwt.FromCertificate(certificate)), ["mail"], world.Http, new FlowOptions { TimeProvider = world.Clock });

        var asking = world.Tokens.From(flow).GetAccessTokenAsync().AsTask();
        await Retries.PassAsync(world.Clock, asking);

        await asking;
        Assert.Equal(2, world.Server.Requests.Token.Count);
    }

    [Theory]
    [InlineData("pfx")]
    [InlineData("pem")]
    [InlineData("encrypted-pem")]
    public async Task Certificate_is_loaded_from_its_file(string form)
    {
        using var folder = new TemporaryFolder();
        await using var world = await TestWorld.StartAsync();
        using var certificate = TestCertificateAuthority.CreateClientCertificate("service");
        world.Server.AddClient(TestClient.WithCertificate("service", certificate));
        var file = folder["certificate"];
        using var key = certificate.GetRSAPrivateKey()!;
        var account = () => Application(world, options =>
        {
            options.ClientId = "service";
            options.Certificate = new CertificateOptions { File = file };
            if (form == "pfx")
            {
                File.WriteAllBytes(file, certificate.Export(X509ContentType.Pkcs12, options.Certificate.Password = "pass word"));
            }
            else if (form == "pem") File.WriteAllText(file, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
            else
            {
                File.WriteAllText(file, certificate.ExportCertificatePem());
                options.Certificate.KeyFile = folder["key"];
                options.Certificate.Password = "pass word";
                File.WriteAllText(options.Certificate.KeyFile,
                    key.ExportEncryptedPkcs8PrivateKeyPem(
                        "pass word", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)));
            }
        });
#if CORE_IS_NETSTANDARD
        if (form != "pfx")
        {
            Assert.Contains("openssl pkcs12", Assert.Throws<MailConfigurationException>(account).Message, StringComparison.Ordinal);
            return;
        }
#endif
        await RequireAcceptedAsync(world, account());
    }

    [Fact]
    public async Task Expired_certificate_is_refused_before_the_request()
    {
        await using var world = await TestWorld.StartAsync();
        using var certificate = TestCertificateAuthority.CreateClientCertificate("service");
        var flow = new ClientCredentialsFlow(
            ServerOf(world), new ClientRegistration(
                "service",
                PrivateKeyJwt.FromCertificate(certificate)), ["mail"], world.Http, new FlowOptions { TimeProvider = world.Clock });
        world.Clock.Advance(TimeSpan.FromDays(4000));

        var failure = await Assert.ThrowsAsync<TokenRequestException>(async () => await world.Tokens.From(flow).GetAccessTokenAsync());

        Assert.Equal(Problems.CertificateUnusable, failure.Problem);
        Assert.Contains(certificate.Thumbprint, failure.Message, StringComparison.Ordinal);
        Assert.Empty(world.Server.Requests.Token);
    }

    [Fact]
    public async Task Service_account_acquires_a_token_for_each_mailbox()
    {
        using var folder = new TemporaryFolder();
        await using var world = await TestWorld.StartAsync();
        var serviceAccount = world.Server.AddServiceAccount("robot@test.example", "one@test.example", "two@test.example");
        var file = folder["key.json"];
        await File.WriteAllTextAsync(file, serviceAccount.KeyFileJson);
        var account = world.CreateAccount("one", OAuthFlow.JwtBearer, options => options.ServiceAccountKeyFile = file);
        world.Host.AddMailbox("two@test.example");
        var tokens = world.TokensOf(account);

        var one = await tokens.GetAccessTokenAsync();
        var two = await tokens.GetAccessTokenAsync(new AccessTokenRequest("two@test.example"));

        Assert.NotEqual(one.Value, two.Value);
        Assert.Equal(TokenVerdict.Accepted, world.Server.CheckAccessToken(one.Value, "one@test.example", MailProtocol.Imap));
        Assert.Equal(TokenVerdict.Accepted, world.Server.CheckAccessToken(two.Value, "two@test.example", MailProtocol.Pop3));
        Assert.Same(one, await tokens.GetAccessTokenAsync(new AccessTokenRequest("ONE@test.example")));
        var failure = await Assert.ThrowsAnyAsync<OAuthMailException>(
            async () => await tokens.GetAccessTokenAsync(new AccessTokenRequest("stranger@test.example")));
        Assert.Equal(ProblemKind.Configuration, failure.Problem.Kind);
    }

    [Fact]
    public async Task Mailboxes_of_one_application_share_one_request()
    {
        await using var world = await TestWorld.StartAsync();
        world.Server.AddClient(TestClient.Confidential("service", "secret"));
        var accounts = Enumerable.Range(0, 500)
            .Select(i => Application(world, options => (options.ClientId, options.ClientSecret) = ("service", "secret"), $"box{i}"))
                .ToList();

        await Task.WhenAll(accounts.Select(account => world.TokensOf(account).GetAccessTokenAsync().AsTask()));

        Assert.Single(world.Server.Requests.Token);
    }

    [Fact]
    public async Task Rotated_refresh_token_replaces_the_previous_one()
    {
        await using var world = await TestWorld.StartAsync(
            options => options.Authorization.RefreshTokenRotation = RefreshTokenRotation.OneTime);
        var account = world.CreatePerson("alice");
        await world.SignInAsync(account);
        world.Server.Requests.Clear();
        for (var hour = 0; hour < 5; hour++)
        {
            world.Clock.Advance(TimeSpan.FromHours(1));
            await world.TokensOf(account).GetAccessTokenAsync();
        }

        Assert.Equal(5, world.Server.Requests.RefreshTokens.Distinct().Count());
    }

    [Fact]
    public async Task Refresh_token_that_is_not_rotated_is_kept()
    {
        await using var world = await TestWorld.StartAsync(
            options => options.Authorization.RefreshTokenRotation = RefreshTokenRotation.None);
        var account = world.CreatePerson("alice");
        await world.SignInAsync(account);
        world.Server.Requests.Clear();
        for (var hour = 0; hour < 3; hour++)
        {
            world.Clock.Advance(TimeSpan.FromHours(1));
            await world.TokensOf(account).GetAccessTokenAsync();
        }

        Assert.Equal(3, world.Server.Requests.RefreshTokens.Count);
        Assert.Single(world.Server.Requests.RefreshTokens.Distinct());
    }

    [Fact]
    public async Task Revoked_consent_requires_a_sign_in_after_one_request()
    {
        await using var world = await TestWorld.StartAsync();
        var account = world.CreatePerson("alice");
        await world.SignInAsync(account);
        world.Server.RevokeAll(account.Address);
        world.Clock.Advance(TimeSpan.FromHours(1));
        world.Server.Requests.Clear();
        for (var i = 0; i < 3; i++)
        {
            var failure = await Assert.ThrowsAsync<SignInRequiredException>(
                async () => await world.TokensOf(account).GetAccessTokenAsync());
            Assert.Equal(Problems.RefreshTokenRefused, failure.Problem);
            Assert.Equal("alice", failure.Account);
        }

        Assert.Single(world.Server.Requests.Token);
    }

    [Fact]
    public async Task Wrong_secret_is_reported_without_quoting_it()
    {
        await using var world = await TestWorld.StartAsync();
        world.Server.AddClient(TestClient.Confidential("service", "right"));
        var account = Application(world, options => (options.ClientId, options.ClientSecret) = ("service", "WRONGSECRET"));

        var failure = await Assert.ThrowsAsync<TokenRequestException>(async () => await world.TokensOf(account).GetAccessTokenAsync());

        Assert.Equal(Problems.ClientRefused, failure.Problem);
        Assert.Equal("invalid_client", failure.Error);
        Assert.DoesNotContain("WRONGSECRET", failure.ToString(), StringComparison.Ordinal);
        Assert.Single(world.Server.Requests.Token);
    }

    [Fact]
    public async Task Entra_error_codes_are_reported()
    {
        await using var world = await TestWorld.StartAsync(options => options.Dialect = AuthorizationDialect.Entra);
        world.Server.AddClient(TestClient.Confidential("service", "right"));
        var account = Application(world, options => (options.ClientId, options.ClientSecret) = ("service", "wrong"));

        var failure = await Assert.ThrowsAsync<TokenRequestException>(async () => await world.TokensOf(account).GetAccessTokenAsync());

        Assert.Equal(7000215, failure.ErrorCodes[0]);
        Assert.NotNull(failure.CorrelationId);
        Assert.NotNull(failure.Timestamp);
        Assert.Contains("AADSTS7000215", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(AuthorizationDialect.Generic)]
    [InlineData(AuthorizationDialect.Entra)]
    [InlineData(AuthorizationDialect.Google)]
    public async Task User_can_sign_in_with_every_dialect(AuthorizationDialect dialect)
    {
        await using var world = await TestWorld.StartAsync(options => options.Dialect = dialect);
        var account = world.CreatePerson("alice");
        await world.SignInAsync(account);
        world.Clock.Advance(TimeSpan.FromMinutes(59));
        var token = await world.TokensOf(account).GetAccessTokenAsync();
        Assert.Equal(TokenVerdict.Accepted, world.Server.CheckAccessToken(token.Value, account.Address, MailProtocol.Smtp));
    }

    [Fact]
    public async Task Metadata_is_found_by_both_rules_and_only_for_its_own_issuer()
    {
        await using var world = await TestWorld.StartAsync(options => options.Authorization.IssuerPath = "/realms/mail");
        var server = await AuthorizationServerDiscovery.FindAsync(world.Server.Issuer, world.Http);
        Assert.Equal(world.Server.TokenEndpoint, server.TokenEndpoint);
        Assert.Equal(world.Server.DeviceAuthorizationEndpoint, server.DeviceAuthorizationEndpoint);
        Assert.True(server.SendsIssuerInRedirects);

        world.Server.Faults.Discovery.Next(ServerFault.Status(404));
        Assert.Equal(
            world.Server.TokenEndpoint, (await AuthorizationServerDiscovery.FindAsync(world.Server.Issuer, world.Http)).TokenEndpoint);

        foreach (var issuer in new[] { world.Server.Issuer + "/", world.Server.Issuer + "?x=1", "http://localhost/x", "nonsense" })
        {
            var failure = await Assert.ThrowsAsync<TokenRequestException>(() => AuthorizationServerDiscovery.FindAsync(issuer, world.Http));
            Assert.Equal(Problems.MetadataInvalid, failure.Problem);
        }
    }

    private static MailAccount Application(TestWorld world, Action<MailAccountOptions> configure, string name = "robot") =>
        world.CreateAccount(name, OAuthFlow.ClientCredentials, configure);

    private static string Mailbox(TestWorld world)
    {
        world.Host.AddMailbox("box@test.example");
        return "box@test.example";
    }

    private static AuthorizationServer ServerOf(TestWorld world) => new(world.Server.TokenEndpoint);

    private static async Task RequireAcceptedAsync(TestWorld world, MailAccount account)
    {
        var token = await world.TokensOf(account).GetAccessTokenAsync();
        foreach (var protocol in new[] { MailProtocol.Smtp, MailProtocol.Imap, MailProtocol.Pop3 })
        {
            Assert.Equal(TokenVerdict.Accepted, world.Server.CheckAccessToken(token.Value, account.Address, protocol));
        }
    }
}
