using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using OAuthMail.Credentials;
using OAuthMail.Flows.Requests;
using OAuthMail.Testing;

namespace OAuthMail.Tests.Credentials;

public class RenewedCredentialTests
{
    private static readonly TimeSpan TokensLast = TimeSpan.FromMinutes(90);

    public static TheoryData<bool> Forms =>
#if CORE_IS_NETSTANDARD
        [false];
#else
        [false, true];
#endif

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Replaced_certificate_signs_the_next_request(bool pem)
    {
        using var folder = new TemporaryFolder();
        await using var world = await TestWorld.StartAsync();
        using var first = Certificates.Create("first", world.Clock.GetUtcNow().AddHours(4));
        using var second = Certificates.Create("second", world.Clock.GetUtcNow().AddDays(90));
        world.Server.AddClient(TestClient.WithCertificate("service", first).AddCertificate(second));
        Certificates.Write(folder["certificate"], first, pem);
        var watch = AssertionWatch.Over(world, out var http);
        var tokens = world.Tokens.For(
            Application(world, options => options.Certificate = new CertificateOptions { File = folder["certificate"] }), http);
        var before = await tokens.GetAccessTokenAsync();
        Assert.Equal(Thumbprint(first), (string?)watch.Header["x5t#S256"]);

        Certificates.Write(folder["certificate"], second, pem);
        Assert.Same(before, await tokens.GetAccessTokenAsync());
        world.Clock.Advance(TokensLast);
        await tokens.GetAccessTokenAsync();
        Assert.Equal(Thumbprint(second), (string?)watch.Header["x5t#S256"]);

        world.Clock.Advance(TimeSpan.FromHours(6));
        await tokens.GetAccessTokenAsync();
        Assert.Equal(3, watch.Assertions.Count);
        http.Dispose();
    }

    [Fact]
    public async Task Corrected_secret_is_used_at_once()
    {
        using var folder = new TemporaryFolder();
        await using var world = await TestWorld.StartAsync();
        world.Server.AddClient(TestClient.Confidential("service", "right"));
        await File.WriteAllTextAsync(folder["secret"], "wrong");
        var tokens = world.TokensOf(Application(world, options => options.ClientSecretFile = folder["secret"]));
        await RefusedAsync(world, tokens);

        await File.WriteAllTextAsync(folder["secret"], "right");

        Assert.NotNull(await tokens.GetAccessTokenAsync());
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Corrected_certificate_is_used_at_once(bool pem)
    {
        using var folder = new TemporaryFolder();
        await using var world = await TestWorld.StartAsync();
        using var wrong = Certificates.Create("wrong", world.Clock.GetUtcNow().AddDays(1));
        using var right = Certificates.Create("right", world.Clock.GetUtcNow().AddDays(1));
        world.Server.AddClient(TestClient.WithCertificate("service", right));
        Certificates.Write(folder["certificate"], wrong, pem);
        var tokens = world.TokensOf(
            Application(world, options => options.Certificate = new CertificateOptions { File = folder["certificate"] }));
        await RefusedAsync(world, tokens);

        Certificates.Write(folder["certificate"], right, pem);

        Assert.NotNull(await tokens.GetAccessTokenAsync());
    }

    [Fact]
    public async Task Federated_token_that_appears_later_is_used_at_once()
    {
        using var folder = new TemporaryFolder();
        await using var world = await TestWorld.StartAsync();
        using var certificate = Certificates.Create("workload", world.Clock.GetUtcNow().AddDays(1));
        world.Server.AddClient(TestClient.WithCertificate("service", certificate));
        await WriteAsync();
        var tokens = world.TokensOf(Application(world, options => options.FederatedTokenFile = folder["token"]));
        File.Delete(folder["token"]);
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(Problems.ClientAssertionMissing,
                (await Assert.ThrowsAsync<TokenRequestException>(async () => await tokens.GetAccessTokenAsync())).Problem);
        }

        await WriteAsync();
        Assert.NotNull(await tokens.GetAccessTokenAsync());

        async Task WriteAsync()
        {
            var request = new TokenRequest(world.Clock, world.Server.TokenEndpoint.AbsoluteUri);
            await PrivateKeyJwt.FromCertificate(certificate).ApplyAsync(request, "service", CancellationToken.None);
            await File.WriteAllTextAsync(folder["token"], request.Form["client_assertion"]);
        }
    }

    /// <summary>
    /// As with a secret in Kubernetes, the file is a link through another link to a folder, and only the folder is exchanged.
    /// </summary>
    [Fact]
    public async Task Certificate_behind_an_unchanged_link_is_reloaded_when_its_target_changes()
    {
        if (OperatingSystem.IsWindows()) return;
        using var folder = new TemporaryFolder();
        await using var world = await TestWorld.StartAsync();
        using var first = Certificates.Create("first", world.Clock.GetUtcNow().AddHours(4));
        using var second = Certificates.Create("second", world.Clock.GetUtcNow().AddDays(90));
        world.Server.AddClient(TestClient.WithCertificate("service", first).AddCertificate(second));
        foreach (var (version, certificate) in new[] { ("..1", first), ("..2", second) })
        {
            Directory.CreateDirectory(folder[version]);
            Certificates.Write(Path.Combine(folder[version], "tls.pfx"), certificate);
        }

        Directory.CreateSymbolicLink(folder["..data"], "..1");
        File.CreateSymbolicLink(folder["tls.pfx"], "..data/tls.pfx");
        var watch = AssertionWatch.Over(world, out var http);
        var tokens = world.Tokens.For(
            Application(world, options => options.Certificate = new CertificateOptions { File = folder["tls.pfx"] }), http);
        await tokens.GetAccessTokenAsync();

        Directory.Delete(folder["..data"]);
        Directory.CreateSymbolicLink(folder["..data"], "..2");
        world.Clock.Advance(TokensLast);
        await tokens.GetAccessTokenAsync();

        Assert.Equal(Thumbprint(second), (string?)watch.Header["x5t#S256"]);
        http.Dispose();
    }

    [Fact]
    public async Task Previous_certificate_is_used_until_it_expires_while_the_new_one_cannot_be_read()
    {
        using var folder = new TemporaryFolder();
        await using var world = await TestWorld.StartAsync();
        using var certificate = Certificates.Create("service", world.Clock.GetUtcNow().AddHours(4));
        world.Server.AddClient(TestClient.WithCertificate("service", certificate));
        Certificates.Write(folder["certificate"], certificate);
        var tokens = world.TokensOf(
            Application(world, options => options.Certificate = new CertificateOptions { File = folder["certificate"] }));
        await tokens.GetAccessTokenAsync();

        await File.WriteAllTextAsync(folder["certificate"], "half a file");
        world.Clock.Advance(TokensLast);
        await tokens.GetAccessTokenAsync();
        Assert.Equal(2, world.Server.Requests.Token.Count);

        world.Clock.Advance(TimeSpan.FromHours(3));
        var failure = await Assert.ThrowsAsync<TokenRequestException>(async () => await tokens.GetAccessTokenAsync());
        Assert.Equal(Problems.CertificateUnusable, failure.Problem);
        Assert.Contains("expired at", failure.Detail, StringComparison.Ordinal);
        Assert.Contains(folder["certificate"], failure.Detail, StringComparison.Ordinal);
        Assert.Equal(2, world.Server.Requests.Token.Count);
    }

    [Fact]
    public async Task Certificate_is_found_by_its_thumbprint_and_used_after_its_removal()
    {
        await using var world = await TestWorld.StartAsync();
        using var certificate = Certificates.Create("OAuthMail test", world.Clock.GetUtcNow().AddDays(1));
        world.Server.AddClient(TestClient.WithCertificate("service", certificate));
        using var store = new X509Store(StoreName.My, StoreLocation.CurrentUser);
        store.Open(OpenFlags.ReadWrite);
        store.Add(certificate);
        IAccessTokenProvider tokens;
        try
        {
            tokens = world.TokensOf(
                Application(world, options => options.Certificate = new CertificateOptions { Thumbprint = certificate.Thumbprint }));
            await tokens.GetAccessTokenAsync();
        }
        finally
        {
            store.Remove(certificate);
        }

        world.Clock.Advance(TokensLast);
        await tokens.GetAccessTokenAsync();
        Assert.Equal(2, world.Server.Requests.Token.Count);
        Assert.Throws<MailConfigurationException>(
            () => Application(world, options => options.Certificate = new CertificateOptions { Thumbprint = certificate.Thumbprint },
                "other"));
    }

    [Fact]
    public async Task Changed_certificate_of_a_function_does_not_change_the_token_key()
    {
        await using var world = await TestWorld.StartAsync();
        using var first = Certificates.Create("first", world.Clock.GetUtcNow().AddDays(1));
        using var second = Certificates.Create("second", world.Clock.GetUtcNow().AddDays(90));
        world.Server.AddClient(TestClient.WithCertificate("service", first).AddCertificate(second));
        var current = first;
        var credential = PrivateKeyJwt.FromCertificate(() => current);
        var fingerprint = credential.Fingerprint;
        var watch = AssertionWatch.Over(world, out var http);
        var flow = new ClientCredentialsFlow(
            new AuthorizationServer(world.Server.TokenEndpoint), new ClientRegistration("service", credential), ["mail"], http,
                new FlowOptions { TimeProvider = world.Clock });
        await flow.RequestTokenAsync(new TokenSourceContext(default, null), CancellationToken.None);
        Assert.Equal(first.NotAfter.ToUniversalTime(), credential.ExpiresAt!.Value.UtcDateTime);

        current = second;
        await flow.RequestTokenAsync(new TokenSourceContext(default, null), CancellationToken.None);

        Assert.Equal(Thumbprint(second), (string?)watch.Header["x5t#S256"]);
        Assert.Equal(second.NotAfter.ToUniversalTime(), credential.ExpiresAt!.Value.UtcDateTime);
        Assert.Equal(fingerprint, credential.Fingerprint);
        Assert.Contains(second.Thumbprint, credential.ToString(), StringComparison.Ordinal);
        http.Dispose();
    }

    [Fact]
    public void Function_that_returns_no_certificate_is_an_error()
    {
        Assert.Throws<ArgumentNullException>(() => PrivateKeyJwt.FromCertificate((Func<X509Certificate2>)null!));
        Assert.Throws<InvalidOperationException>(() => PrivateKeyJwt.FromCertificate(() => null!));
    }

    [Fact]
    public async Task Assertion_carries_the_chain_with_the_leaf_first_and_without_the_root()
    {
        using var folder = new TemporaryFolder();
        await using var world = await TestWorld.StartAsync();
        var (root, issuer, leaf) = Certificates.CreateChain("service");
        world.Server.AddClient(TestClient.WithCertificate("service", leaf));
        await File.WriteAllBytesAsync(
            folder["chain.pfx"], new X509Certificate2Collection { root, issuer, leaf }.Export(X509ContentType.Pkcs12)!);
        var watch = AssertionWatch.Over(world, out var http);

        await world.Tokens.For(
            Application(world, options =>
                (options.Certificate, options.SendCertificateChain) = (new CertificateOptions { File = folder["chain.pfx"] }, true)),
                    http).GetAccessTokenAsync();

        Assert.Equal([Convert.ToBase64String(leaf.RawData), Convert.ToBase64String(issuer.RawData)],
            watch.Header["x5c"]!.AsArray().Select(each => (string?)each));
        http.Dispose();
    }

    [Fact]
    public async Task Assertion_carries_the_chain_only_if_it_is_configured()
    {
        await using var world = await TestWorld.StartAsync();
        using var certificate = Certificates.Create("service", world.Clock.GetUtcNow().AddDays(1));
        world.Server.AddClient(TestClient.WithCertificate("service", certificate));
        var watch = AssertionWatch.Over(world, out var http);
        foreach (var wanted in new[] { false, true })
        {
            var client = new ClientRegistration("service", PrivateKeyJwt.FromCertificate(certificate, sendCertificateChain: wanted));
            var flow = new ClientCredentialsFlow(
                new AuthorizationServer(world.Server.TokenEndpoint), client, ["mail"], http,
                    new FlowOptions { TimeProvider = world.Clock });
            await flow.RequestTokenAsync(new TokenSourceContext(default, null), CancellationToken.None);
            Assert.Equal(wanted ? [Convert.ToBase64String(certificate.RawData)] : null,
                watch.Header["x5c"]?.AsArray().Select(each => (string?)each));
        }

        http.Dispose();
    }

    [Theory]
    [InlineData(null, "PS256")]
    [InlineData("PS256", "PS256")]
    [InlineData("RS256", "RS256")]
    public async Task Algorithm_of_assertions_can_be_configured(string? chosen, string expected)
    {
        using var folder = new TemporaryFolder();
        await using var world = await TestWorld.StartAsync(options => options.Dialect = AuthorizationDialect.Entra);
        using var certificate = Certificates.Create("service", world.Clock.GetUtcNow().AddDays(1));
        world.Server.AddClient(TestClient.WithCertificate("service", certificate));
        Certificates.Write(folder["certificate"], certificate);
        var watch = AssertionWatch.Over(world, out var http);
        var account = Application(
            world, options => (options.Certificate, options.CertificateAlgorithm) = (
                new CertificateOptions { File = folder["certificate"] }, chosen));

        var token = await world.Tokens.For(account, http).GetAccessTokenAsync();

        Assert.Equal(expected, (string?)watch.Header["alg"]);
        Assert.Equal(TokenVerdict.Accepted, world.Server.CheckAccessToken(token.Value, account.Address, MailProtocol.Imap));
        http.Dispose();
    }

    [Fact]
    public async Task Replaced_secret_is_used_by_the_next_request()
    {
        using var folder = new TemporaryFolder();
        await using var world = await TestWorld.StartAsync();
        var ends = world.Clock.GetUtcNow().AddHours(1);
        world.Server.AddClient(new TestClient("service").AddSecret("the first secret", ends).AddSecret("the second secret"));
        await File.WriteAllTextAsync(folder["secret"], "the first secret\n");
        var account = Application(world, options => options.ClientSecretFile = folder["secret"]);
        var fingerprint = account.Outgoing.Client.Credential.Fingerprint;
        var tokens = world.TokensOf(account);
        var before = await tokens.GetAccessTokenAsync();

        await File.WriteAllTextAsync(folder["secret"], "the second secret\n");
        Assert.Same(before, await tokens.GetAccessTokenAsync());
        world.Clock.Advance(TokensLast);
        Assert.NotEqual(before, await tokens.GetAccessTokenAsync());
        Assert.Equal(fingerprint, account.Outgoing.Client.Credential.Fingerprint);

        File.Delete(folder["secret"]);
        world.Clock.Advance(TokensLast);
        await tokens.GetAccessTokenAsync();
        await File.WriteAllTextAsync(folder["secret"], "");
        world.Clock.Advance(TokensLast);
        await tokens.GetAccessTokenAsync();
        Assert.Equal(4, world.Server.Requests.Token.Count(request => request.Succeeded));
    }

    [Fact]
    public async Task Federated_token_is_read_for_every_request()
    {
        using var folder = new TemporaryFolder();
        await using var world = await TestWorld.StartAsync(options => options.Dialect = AuthorizationDialect.Entra);
        using var issuer = Certificates.Create("issuer", world.Clock.GetUtcNow().AddDays(1));
        world.Server.AddClient(TestClient.WithCertificate("service", issuer));
        await WriteFederatedTokenAsync(world, issuer, folder["token"]);
        var watch = AssertionWatch.Over(world, out var http);
        var tokens = world.Tokens.For(Application(world, options => options.FederatedTokenFile = folder["token"]), http);
        for (var renewal = 1; renewal <= 3; renewal++)
        {
            await tokens.GetAccessTokenAsync();
            Assert.Equal((await File.ReadAllTextAsync(folder["token"])).Trim(), watch.Assertions[^1]);
            world.Clock.Advance(TokensLast);
            await WriteFederatedTokenAsync(world, issuer, folder["token"]);
        }

        Assert.Equal(3, watch.Assertions.Distinct().Count());
        http.Dispose();
    }

    [Theory]
    [InlineData(null, "can't be read")]
    [InlineData(" \n", "is empty")]
    [InlineData("SECRETVALUE", "contains no signed JWT")]
    [InlineData("a.b.", "contains no signed JWT")]
    [InlineData("a.b.c d", "contains no signed JWT")]
    public async Task Missing_federated_token_is_a_configuration_error(string? content, string expected)
    {
        using var folder = new TemporaryFolder();
        await using var world = await TestWorld.StartAsync();
        await File.WriteAllTextAsync(folder["token"], "a.b.c\n");
        var tokens = world.TokensOf(Application(world, options => options.FederatedTokenFile = folder["token"]));
        if (content is null) File.Delete(folder["token"]);
        else await File.WriteAllTextAsync(folder["token"], content);

        var failure = await Assert.ThrowsAsync<TokenRequestException>(async () => await tokens.GetAccessTokenAsync());

        Assert.Equal(Problems.ClientAssertionMissing, failure.Problem);
        Assert.Equal(ProblemKind.Configuration, failure.Problem.Kind);
        Assert.Contains($"'{folder["token"]}' {expected}", failure.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRETVALUE", failure.ToString(), StringComparison.Ordinal);
        Assert.Empty(world.Server.Requests.Token);
        Assert.Throws<MailConfigurationException>(
            () => Application(world, options => options.FederatedTokenFile = folder["token"], "other"));
    }

    private static async Task WriteFederatedTokenAsync(TestWorld world, X509Certificate2 issuer, string file)
    {
        var now = world.Clock.GetUtcNow();
        var token = await Jwt.SignAsync(
            new CertificateSigner(issuer, "RS256", null),
            claims =>
            {
                claims.WriteString("iss", "service");
                claims.WriteString("sub", "service");
                claims.WriteString("aud", world.Server.TokenEndpoint.AbsoluteUri);
                claims.WriteString("jti", Guid.NewGuid().ToString());
                claims.WriteNumber("exp", now.AddMinutes(10).ToUnixTimeSeconds());
            },
            CancellationToken.None);
        await File.WriteAllTextAsync(file, token + "\n");
    }

    /// <summary>Requests a token twice. The second time, the remembered failure is returned without a request.</summary>
    private static async Task RefusedAsync(TestWorld world, IAccessTokenProvider tokens)
    {
        for (var i = 0; i < 2; i++) await Assert.ThrowsAsync<TokenRequestException>(async () => await tokens.GetAccessTokenAsync());
        Assert.Single(world.Server.Requests.Token);
    }

    private static MailAccount Application(TestWorld world, Action<MailAccountOptions> configure, string name = "robot") =>
        world.CreateAccount(name, OAuthFlow.ClientCredentials, options =>
        {
            options.ClientId = "service";
            configure(options);
        });

    private static string Thumbprint(X509Certificate2 certificate) =>
        System.Buffers.Text.Base64Url.EncodeToString(SHA256.HashData(certificate.RawData));
}
