using OAuthMail.Accounts;
using OAuthMail.Providers;
using OAuthMail.SignIn;

namespace OAuthMail.Tests.Frozen;

/// <summary>
/// Compares token keys with the pinned ones. The key is the name of the stored record: another key for the same options signs users out.
/// </summary>
public sealed class FrozenTokenKeyTests : IDisposable
{
    private const string Tenant = "3f0f5d1c-8a52-4c37-9a3e-5d0b1c2d3e4f";

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _lines = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Keys_of_all_flows_and_providers_are_pinned()
    {
        foreach (var provider in MailProviders.All)
        {
            foreach (var flow in provider.Flows.Where(flow => flow != OAuthFlow.ManagedIdentity))
            {
                Add(provider.Id, flow, options => options.Provider = provider.Id);
                Add($"{provider.Id} separate", flow, options =>
                {
                    options.Provider = provider.Id;
                    options.Outgoing = new OAuthClientOptions { Scope = null, ClientId = "outgoing-client" };
                    if (flow == OAuthFlow.JwtBearer) options.Outgoing = null;
                });
            }
        }

        FrozenFixture.AssertPinned("token-keys-of-providers.txt", _lines);
    }

    [Fact]
    public void Keys_of_all_option_variants_are_pinned()
    {
        const OAuthFlow user = OAuthFlow.AuthorizationCode;
        const OAuthFlow application = OAuthFlow.ClientCredentials;

        Add("public client", user, options => options.ClientSecret = null);
        Add("sign-in name", user, options => options.SignInName = "Someone.Else@Frozen.example");
        Add("address in upper case", user, options => options.Address = "MAILBOX@FROZEN.EXAMPLE");
        Add("another secret", user, options => options.ClientSecret = "another secret");
        Add("tenant domain", user, options => options.TenantId = "frozen.example");
        Add("tenant id", user, options => options.TenantId = Tenant);
        Add("tenant id in upper case", user, options => options.TenantId = Tenant.ToUpperInvariant());
        Add("scope", user, options => options.Scope = "offline_access https://outlook.office.com/IMAP.AccessAsUser.All");
        Add("scope in another order", user, options =>
            options.Scope = "https://outlook.office.com/IMAP.AccessAsUser.All  offline_access offline_access");
        Add("authorization parameters", user, options => options.AuthorizationParameters["prompt"] = "consent");
        Add("token parameters", user, options =>
        {
            options.TokenParameters["resource"] = "https://outlook.office.com/";
            options.TokenParameters["audience"] = "ä & b";
        });
        Add("redirect URI", user, options => options.RedirectUri = "https://app.frozen.example/back");
        Add("mechanisms", user, options => options.Mechanisms.Add(OAuthMechanism.XOAuth2));
        Add("token endpoint", user, options => options.TokenEndpoint = "https://proxy.frozen.example/{tenant}/oauth2/v2.0/token");
        Add("other client for incoming mail", user, options => options.Incoming = new OAuthClientOptions
        {
            ClientId = "incoming-client",
            ClientSecret = "incoming",
        });
        Add("application for outgoing mail", user, options => options.Outgoing = new OAuthClientOptions
        {
            Flow = application,
            ClientId = "outgoing-client",
            ClientSecret = "outgoing",
            TenantId = Tenant,
        });

        Add("another secret", application, options => options.ClientSecret = "another secret");
        Add("secret file", application, options => (options.ClientSecret, options.ClientSecretFile) = (null, WriteSecret("the-secret\n")));
        Add("secret in the header", application, options => options.ClientSecretPlacement = ClientSecretPlacement.Header);
        Add("certificate file", application, options =>
        {
            options.ClientSecret = null;
            options.Certificate = new CertificateOptions { File = FrozenFixture.PathOf("certificate.pfx"), Password = "frozen" };
        });
        Add("certificate chain", application, options =>
        {
            options.ClientSecret = null;
            options.Certificate = new CertificateOptions { File = FrozenFixture.PathOf("certificate.pfx"), Password = "frozen" };
            options.CertificateAlgorithm = "ES256";
            options.SendCertificateChain = true;
        });
        Add("scope", application, options => options.Scope = "https://outlook.office365.com/.default");
        Add("token parameters", application, options => options.TokenParameters["resource"] = "https://outlook.office.com/");

        Add("custom provider", user, Customize);
        Add("custom provider", OAuthFlow.DeviceCode, Customize);
        Add("custom provider", application, Customize);
        Add("custom provider without scopes", application, options =>
        {
            Customize(options);
            options.Scope = null;
        });
        Add("mailbox", OAuthFlow.JwtBearer, options => options.Provider = "Google");
        Add("mailbox in upper case", OAuthFlow.JwtBearer, options =>
            (options.Provider, options.Address) = ("Google", "MailBox@Frozen.Example"));

        FrozenFixture.AssertPinned("token-keys-of-options.txt", _lines);
    }

    [Fact]
    public void Keys_of_a_custom_cloud_are_pinned()
    {
        var cloud = MailProviders.CreateMicrosoft365(new MicrosoftCloud
        {
            Id = "FrozenCloud",
            LoginHost = "login.frozen.example",
            Resource = "https://outlook.frozen.example",
            MailHost = "outlook.frozen.example",
            SmtpHost = "smtp.frozen.example",
        });
        foreach (var flow in cloud.Flows.Where(flow => flow != OAuthFlow.ManagedIdentity))
        {
            Add("cloud", flow, options => options.Provider = cloud.Id, cloud);
        }

        FrozenFixture.AssertPinned("token-keys-of-clouds.txt", _lines);
    }

    [Fact]
    public void Keys_of_flows_without_an_account_are_pinned()
    {
        var server = new AuthorizationServer(new Uri("https://login.frozen.example/token?tenant=a b"));
        using var browser = new FrozenServer(_ => "{}");
        var http = browser.Http;
        AddFlow("secret", new ClientSecret("the-secret"));
        AddFlow("own signer", new PrivateKeyJwt(new PinnedSigner("RS256", "a-key-in-a-vault")));
        AddFlow("own signer with another algorithm", new PrivateKeyJwt(new PinnedSigner("ES256", "a-key-in-a-vault")));
        AddFlow("assertion", new ClientAssertion("an issuer", _ => new ValueTask<string>("a.b.c")));
        AddFlow("assertion file", ClientAssertion.FromFile("/var/run/secrets/azure/tokens/azure-identity-token"));
        var consent = new RefreshTokenFlow(server, new ClientRegistration("a-client"), ["b", "a"], "Alice@Frozen.example", http);
        Add("consent", consent.GetKey(default));
        var account = new ServiceAccountKey("mailer@frozen.example", new PinnedSigner("RS256", "a-key-in-a-vault"));
        Add("service account", new JwtBearerFlow(server, account, ["a"], http).GetKey(new AccessTokenRequest("Alice@Frozen.example")));
        Add("pending sign-in", SignInRecord.GetKey("the-state"));
        Add("no parts", TokenKey.Create("kind"));
        Add("parts", TokenKey.Create("kind-2", null, "", "a;b", "ä💌", "1:a;"));

        FrozenFixture.AssertPinned("token-keys-of-flows.txt", _lines);

        void AddFlow(string name, ClientCredential credential) =>
            Add(name, new ClientCredentialsFlow(server, new ClientRegistration("a-client", credential), ["b", "a"], http).GetKey(default));
    }

    private static void Customize(MailAccountOptions options)
    {
        options.Provider = null;
        options.TokenEndpoint = "https://login.frozen.example/token";
        options.AuthorizationEndpoint = "https://login.frozen.example/authorize";
        options.DeviceAuthorizationEndpoint = "https://login.frozen.example/device";
        options.Scope = "mail.read mail.send";
        (options.Smtp, options.Imap) = ("smtp.frozen.example:587", "imap.frozen.example:993");
    }

    /// <summary>Adds the keys of an account, which is at Microsoft 365 with a client secret unless the shape says otherwise.</summary>
    private void Add(string shape, OAuthFlow flow, Action<MailAccountOptions> configure, params MailProvider[] providers)
    {
        var options = new MailAccountOptions { Provider = "Microsoft365", Flow = flow, Address = "mailbox@frozen.example" };
        if (flow == OAuthFlow.JwtBearer)
        {
            options.ServiceAccountKeyFile = FrozenAccounts.WriteServiceAccountKey(_folder);
        }
        else
        {
            (options.ClientId, options.ClientSecret) = ("frozen-client", "the-secret");
        }

        if (flow == OAuthFlows.Password) options.Password = "the-password";
        configure(options);
        if (flow == OAuthFlow.ClientCredentials && options.Provider is not null) options.TenantId ??= Tenant;
        var account = MailAccount.Create("frozen", options, providers);
        foreach (var (direction, registration) in new[] { ("incoming", account.Incoming), ("outgoing", account.Outgoing) })
        {
            _lines.Add($"{shape} | {flow} | {direction} | {GetKey(account, registration)}");
        }
    }

    private void Add(string shape, TokenKey key) => _lines.Add($"{shape} | {key}");

    private static TokenKey GetKey(MailAccount account, AccountRegistration registration)
    {
        // The flow itself is in the Microsoft package; its key is the same as that of a consent.
        if (registration.Flow == OAuthFlows.Password) return registration.GetConsentKey(account.SignInName, TimeProvider.System);
        using var server = new FrozenServer(_ => "{}");
        var source = registration.CreateSource(account.Name, account.SignInName, server.Http, TimeProvider.System);
        return source.GetKey(new AccessTokenRequest(account.Address));
    }

    private string WriteSecret(string secret)
    {
        var file = _folder["secret"];
        File.WriteAllText(file, secret);
        return file;
    }

    private sealed class PinnedSigner(string algorithm, string fingerprint) : JwtSigner(algorithm, fingerprint)
    {
        public override ValueTask<byte[]> SignAsync(byte[] signingInput, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
