using System.Security.Cryptography.X509Certificates;
using OAuthMail.Providers;
using OAuthMail.Tests.Credentials;

namespace OAuthMail.Tests.Expiration;

public class CredentialExpirationReaderTests
{
    private const string Secret = Some.Secret;

    [Fact]
    public async Task Credentials_are_listed_once_with_their_accounts_in_order_of_expiration()
    {
        using var folder = new TemporaryFolder();
        await using var world = await TestWorld.StartAsync();
        var now = world.Clock.GetUtcNow();
        using var certificate = Certificates.Create("signer", now.AddDays(30));
        using var shown = Certificates.Create("shown", now.AddDays(20));
        Certificates.Write(folder["signer.pfx"], certificate);
        Certificates.Write(folder["shown.pfx"], shown);
        await File.WriteAllTextAsync(
            folder["key.json"], world.Server.AddServiceAccount("robot@test.example", "box@test.example").KeyFileJson);
        await File.WriteAllTextAsync(folder["token"], "a.b.c");
        var accounts = new OAuthMailOptions
        {
            Clients =
            {
                ["secret"] = Some.Client(c => c.ClientSecretExpires = now.AddDays(10)),
                ["certificate"] = Microsoft(c => c.Certificate = new CertificateOptions { File = folder["signer.pfx"] }),
                ["federated"] = Microsoft(c => c.FederatedTokenFile = folder["token"]),
                ["google"] = new OAuthClientOptions
                {
                    Provider = "Google",
                    Flow = OAuthFlow.JwtBearer,
                    ServiceAccountKeyFile = folder["key.json"],
                },
            },
            Accounts =
            {
                ["billing"] = Some.AccountOf("secret", o => o.Address = "billing@contoso.com"),
                ["alerts"] = AccountWithCertificate("secret", folder["shown.pfx"]),
                ["reports"] = AccountWithCertificate("certificate", folder["shown.pfx"]),
                ["pod"] = Some.AccountOf("federated"),
                ["box"] = Some.AccountOf("google", o => o.Address = "box@test.example"),
            },
        }.CreateAccounts().Values;

        var ends = await ListAsync(world, [.. accounts]);

        Assert.Equal(
            [CredentialKind.ClientSecret, CredentialKind.ConnectionCertificate, CredentialKind.ClientCertificate,
                CredentialKind.FederatedToken, CredentialKind.ServiceAccountKey],
            ends.Select(end => end.Kind));
        Assert.Equal(["alerts,billing", "alerts,reports", "reports", "pod", "box"], ends.Select(end => string.Join(",", end.Accounts)));
        Assert.Equal([now.AddDays(10), Ends(shown), Ends(certificate), null, null], ends.Select(end => end.ExpiresAt));
        Assert.Equal("client secret of id", ends[0].Name);
        Assert.Contains(shown.Thumbprint, ends[1].Name, StringComparison.Ordinal);
        Assert.Contains(certificate.Thumbprint, ends[2].Name, StringComparison.Ordinal);
        Assert.All(ends, end => Assert.Null(end.Problem));
        Assert.All(ends, end => Assert.NotEmpty(end.Remedy));
        Assert.DoesNotContain(ends, end => $"{end} {end.Remedy}".Contains(Secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Secret_of_two_accounts_is_listed_once_with_its_known_expiration()
    {
        await using var world = await TestWorld.StartAsync();
        var end = world.Clock.GetUtcNow().AddDays(3);
        var ends = await ListAsync(
            world, Application("a", o => o.ClientSecretExpires = null), Application("b", o => o.ClientSecretExpires = end),
            Application("c", o => o.ClientSecretExpires = null));
        Assert.Equal(end, Assert.Single(ends).ExpiresAt);
        Assert.Equal(["a", "b", "c"], ends[0].Accounts);

        var unknown = Assert.Single(await ListAsync(world, Application("a", o => o.ClientSecretExpires = null)));
        Assert.Null(unknown.ExpiresAt);
        Assert.Contains("ClientSecretExpires", unknown.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replaced_certificate_is_listed()
    {
        using var folder = new TemporaryFolder();
        await using var world = await TestWorld.StartAsync();
        using var first = Certificates.Create("first", world.Clock.GetUtcNow().AddDays(5));
        using var second = Certificates.Create("second", world.Clock.GetUtcNow().AddDays(500));
        Certificates.Write(folder["certificate"], first);
        var account = Application(
            "a", o => (o.ClientSecret, o.Certificate) = (null, new CertificateOptions { File = folder["certificate"] }));
        Assert.Equal(Ends(first), Assert.Single(await ListAsync(world, account)).ExpiresAt);

        Certificates.Write(folder["certificate"], second);
        Assert.Equal(Ends(second), Assert.Single(await ListAsync(world, account)).ExpiresAt);

        await File.WriteAllTextAsync(folder["certificate"], "an incomplete file");
        var broken = Assert.Single(await ListAsync(world, account));
        Assert.Equal((Ends(second), Problems.CertificateUnusable), (broken.ExpiresAt, broken.Problem));
        Assert.Contains(folder["certificate"], broken.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sign_in_expires_after_a_period_without_use()
    {
        await using var world = await TestWorld.StartAsync();
        var provider = new MailProvider(new MailProviderOptions
        {
            Id = "idle",
            Smtp = new MailEndpoint("localhost", 25, TlsMode.StartTls),
            Mechanisms = { OAuthMechanism.XOAuth2 },
            Flows = { OAuthFlow.AuthorizationCode },
            AuthorizationEndpoint = world.Server.AuthorizationEndpoint.AbsoluteUri,
            TokenEndpoint = world.Server.TokenEndpoint.AbsoluteUri,
            RefreshTokenIdleLimit = TimeSpan.FromDays(90),
        });
        var alice = User(world, "alice", provider);
        var shared = User(world, "info", provider, o => o.SignInName = "alice@test.example");
        var bob = User(world, "bob", provider);
        await world.SignInAsync(alice);
        var signedIn = world.Clock.GetUtcNow();

        var ends = await ListAsync(world, bob, shared, alice);

        Assert.Equal(["bob", "alice,info"], ends.Select(end => string.Join(",", end.Accounts)));
        Assert.Equal(
            (CredentialKind.SignIn, Problems.NotSignedIn, (DateTimeOffset?)null), (ends[0].Kind, ends[0].Problem, ends[0].ExpiresAt));
        Assert.Equal(((Problem?)null, signedIn.AddDays(90)), (ends[1].Problem, ends[1].ExpiresAt));
        Assert.Equal("sign-in of alice@test.example for desktop", ends[1].Name);

        world.Clock.Advance(TimeSpan.FromDays(60));
        await world.TokensOf(alice).GetAccessTokenAsync();
        Assert.Equal(signedIn.AddDays(150), (await ListAsync(world, alice))[0].ExpiresAt);
    }

    [Fact]
    public async Task Sign_in_without_a_known_limit_has_no_expiration()
    {
        await using var world = await TestWorld.StartAsync();
        var account = world.CreatePerson("alice");
        await world.SignInAsync(account);
        var end = Assert.Single(await ListAsync(world, account));
        Assert.Null(end.ExpiresAt);
        Assert.Null(end.Problem);
    }

    [Fact]
    public async Task Deleted_secret_file_is_listed_with_a_problem()
    {
        using var folder = new TemporaryFolder();
        await using var world = await TestWorld.StartAsync();
        await File.WriteAllTextAsync(folder["secret"], Secret);
        var account = Application("a", o => (o.ClientSecret, o.ClientSecretFile) = (null, folder["secret"]));
        Assert.Null(Assert.Single(await ListAsync(world, account)).Problem);

        File.Delete(folder["secret"]);
        var end = Assert.Single(await ListAsync(world, account));
        Assert.Equal(Problems.ClientSecretUnreadable, end.Problem);
        Assert.Contains(folder["secret"], end.Remedy, StringComparison.Ordinal);

        await File.WriteAllTextAsync(folder["secret"], " \n");
        Assert.Equal(Problems.ClientSecretUnreadable, Assert.Single(await ListAsync(world, account)).Problem);
        await File.WriteAllTextAsync(folder["secret"], Secret);
        Assert.Null(Assert.Single(await ListAsync(world, account)).Problem);
    }

    [Fact]
    public async Task Deleted_password_file_is_listed_with_a_problem()
    {
        using var folder = new TemporaryFolder();
        await using var world = await TestWorld.StartAsync();
        await File.WriteAllTextAsync(folder["password"], Secret);
        var account = Application("a", o =>
            (o.Flow, o.ClientSecret, o.PasswordFile) = (OAuthFlows.Password, null, folder["password"]));
        Assert.Null((await FindAsync()).Problem);

        File.Delete(folder["password"]);
        var missing = await FindAsync();

        Assert.Equal(Problems.PasswordUnreadable, missing.Problem);
        Assert.Contains(folder["password"], missing.Remedy, StringComparison.Ordinal);

        async Task<CredentialExpiration> FindAsync() =>
            Assert.Single(await ListAsync(world, account), each => each.Kind == CredentialKind.Password);
    }

    [Fact]
    public async Task Deleted_federated_token_file_is_listed_with_a_problem()
    {
        using var folder = new TemporaryFolder();
        await using var world = await TestWorld.StartAsync();
        await File.WriteAllTextAsync(folder["token"], "a.b.c");
        var account = Application("a", o => (o.ClientSecret, o.FederatedTokenFile) = (null, folder["token"]));

        File.Delete(folder["token"]);
        var end = Assert.Single(await ListAsync(world, account));

        Assert.Equal(Problems.ClientAssertionMissing, end.Problem);
        Assert.Contains(folder["token"], end.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unreadable_record_does_not_hide_others()
    {
        using var folder = new TemporaryFolder();
        await using var world = await TestWorld.StartAsync();
        var account = world.CreatePerson("alice");
        var store = FileTokenStore.Open(folder["tokens"], protect => protect.AllowUnprotected());
        using var tokens = new MailTokens(new MailTokensOptions { Store = store, TimeProvider = world.Clock });
        var key = account.Incoming.GetConsentKey(account.SignInName, world.Clock);
        await File.WriteAllTextAsync(Path.Combine(folder["tokens"], $"{key}.token"), "no record");
        using var certificate = Certificates.Create("c", world.Clock.GetUtcNow().AddDays(1));

        var ends = await new CredentialExpirationReader(new MailAccounts([account, Application("b")], tokens, world.Http), tokens)
            .ListAsync();

        Assert.Equal(["alice", "b"], ends.Select(end => string.Join(",", end.Accounts)));
        Assert.Equal(ProblemKind.Storage, ends[0].Problem!.Kind);
        Assert.Null(ends[1].Problem);
    }

    [Fact]
    public async Task Listing_can_be_canceled()
    {
        await using var world = await TestWorld.StartAsync();
        var expiry = new CredentialExpirationReader(new MailAccounts([Application("a")], world.Tokens, world.Http), world.Tokens);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => expiry.ListAsync(new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Documented_provider_limits_are_known()
    {
        Assert.Equal(TimeSpan.FromDays(90), MailProviders.OutlookCom.RefreshTokenIdleLimit);
        Assert.Equal(TimeSpan.FromDays(180), MailProviders.Google.RefreshTokenIdleLimit);
        Assert.Null(MailProviders.Fastmail.RefreshTokenIdleLimit);
    }

    private static Task<IReadOnlyList<CredentialExpiration>> ListAsync(TestWorld world, params MailAccount[] accounts) =>
        new CredentialExpirationReader(new MailAccounts(accounts, world.Tokens, world.Http), world.Tokens).ListAsync();

    private static OAuthClientOptions Microsoft(Action<OAuthClientOptions> configure) =>
        Some.Client(options =>
        {
            options.ClientSecret = null;
            configure(options);
        });

    private static MailAccountOptions AccountWithCertificate(string client, string file) => Some.AccountOf(
        client,
        options => options.Connection = new MailConnectionOptions { ClientCertificate = new CertificateOptions { File = file } });

    private static MailAccount Application(string name, Action<MailAccountOptions>? configure = null) =>
        MailAccount.Create(name, Some.Application(configure));

    private static MailAccount User(TestWorld world, string name, MailProvider provider, Action<MailAccountOptions>? configure = null)
    {
        // Called for its side effects: it creates the mailbox, its user and the client.
        world.CreatePerson(name);
        var options = new MailAccountOptions
        {
            Provider = provider.Id,
            Flow = OAuthFlow.AuthorizationCode,
            ClientId = "desktop",
            Address = $"{name}@test.example",
            Scope = world.Server.GetMailScope(OAuthFlow.AuthorizationCode),
        };
        configure?.Invoke(options);
        return MailAccount.Create(name, options, provider);
    }

    private static DateTimeOffset Ends(X509Certificate2 certificate) => new(certificate.NotAfter.ToUniversalTime());
}
