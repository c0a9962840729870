using System.Text.Json.Nodes;
using OAuthMail.Compatibility;
using OAuthMail.Flows.Requests;
using OAuthMail.Tests.Credentials;

namespace OAuthMail.Tests.Configuration;

public class MailAccountOptionsTests
{
    [Fact]
    public void All_errors_are_reported_together_with_their_configuration_paths()
    {
        var options = Some.Options(
            ("Alerts!", Some.AccountOf("contoso")),
            ("billing", Some.AccountOf("contosso", o => o.Address = "billing")),
            ("support", Some.Account(o => (o.Provider, o.Imap) = ("Gogle", "imap.gmail.com"))));
        options.Clients["contoso"] = Some.Client(o => (o.TenantId, o.ClientSecret) = ("common", null));

        var failure = Assert.Throws<MailConfigurationException>(options.CreateAccounts);

        Assert.Equal(
            [
                "Accounts:Alerts!", "Accounts:Alerts!:Certificate", "Accounts:billing:Address", "Accounts:billing:Client",
                "Accounts:support:Imap", "Accounts:support:Provider", "Clients:contoso:TenantId",
            ],
            failure.Errors.Select(error => error.Option).Order(StringComparer.Ordinal));
        Assert.All(failure.Errors, error => Assert.Contains($"\n- {error}", failure.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Missing_client_id_wrong_provider_and_wrong_flow_are_reported_together()
    {
        var errors = Some.ErrorsOf(Some.Options(("a", Some.Account(o => (o.Provider, o.Flow, o.ClientId) = ("Gogle", (OAuthFlow)9, " ")))));
        Assert.Equal(["Accounts:a:Provider", "Accounts:a:Flow", "Accounts:a:ClientId"], errors.Select(error => error.Option));
        Assert.StartsWith("'Gogle' isn't a valid provider. Valid values: Microsoft365, ", errors[0].Message, StringComparison.Ordinal);
        Assert.StartsWith("'9' isn't a valid flow. Valid values: AuthorizationCode, ", errors[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_server_is_not_reported_as_missing_too()
    {
        var errors = Some.ErrorsOf(Some.Options(("a", Some.CustomAccount(o => (o.Imap, o.Smtp) = (null, "smtp.example.net")))));
        Assert.Equal("Accounts:a:Smtp", Assert.Single(errors).Option);
    }

    [Fact]
    public void Error_of_a_shared_registration_is_reported_once_and_there()
    {
        var options = Some.Options(("a", Some.AccountOf("contoso")), ("b", Some.AccountOf("CONTOSO")));
        options.Clients["contoso"].RedirectUri = "nonsense";
        Assert.Equal("Clients:contoso:RedirectUri",
            Assert.Single(Some.ErrorsOf(options), error => error.Option.StartsWith("Clients:c", StringComparison.Ordinal)).Option);
    }

    [Fact]
    public void Options_validator_reports_the_same_errors()
    {
        var options = Some.Options(("alerts", new MailAccountOptions { Provider = "Google", Flow = OAuthFlow.DeviceCode }));
        var expected = Some.ErrorsOf(options).Select(error => error.ToString());
        Assert.Equal(expected, new OAuthMailOptionsValidator().Validate(null, options).Failures);
        Assert.True(new OAuthMailOptionsValidator().Validate(null, new OAuthMailOptions()).Succeeded);
    }

    [Fact]
    public void Accounts_of_one_client_share_its_registration()
    {
        var options = Some.Options(
            ("alerts", Some.AccountOf("contoso")), ("billing", Some.AccountOf("Contoso", o => o.Address = "billing@contoso.com")));
        options.Clients["contoso"].Provider = "microsoft365";

        var accounts = options.CreateAccounts();

        Assert.Same(accounts["alerts"].Outgoing, accounts["billing"].Outgoing);
        Assert.Equal(MailProviders.Microsoft365, accounts["alerts"].GetProvider(MailProtocol.Imap));
        Assert.Equal(new MailEndpoint("smtp.office365.com", 587, TlsMode.StartTls), accounts["billing"].GetEndpoint(MailProtocol.Smtp));
        Assert.Equal("billing@contoso.com", accounts["billing"].GetUserName(MailProtocol.Smtp));
        Assert.Equal("https://login.microsoftonline.com/contoso.com/oauth2/v2.0/token",
            accounts["alerts"].Outgoing.Server.TokenEndpoint.AbsoluteUri);
        Assert.Equal(["https://outlook.office365.com/.default"], accounts["alerts"].Outgoing.Scopes);
    }

    [Fact]
    public void Names_ignore_case()
    {
        var options = Some.Options(("Alerts", Some.AccountOf("CONTOSO", o => o.Backup = new MailBackupOptions { Account = "SUPPORT" })));
        options.Accounts["support"] = Some.Account(o => o.Provider = "GOOGLE");

        var accounts = options.CreateAccounts();

        Assert.Equal("alerts", accounts["ALERTS"].Name);
        Assert.Equal("support", accounts["alerts"].Backup!.AccountName);
        Assert.Throws<ArgumentException>(() => options.Accounts.Add("ALERTS", Some.Account()));
        Assert.Equal("alerts", MailAccount.Create("Alerts", Some.Account()).Name);
    }

    [Fact]
    public void Delegate_sends_under_their_own_name_and_reads_under_the_address_of_the_mailbox()
    {
        var account = MailAccount.Create("shared", Some.Application(o =>
        {
            (o.Flow, o.ClientSecret, o.Address, o.SignInName) = (OAuthFlow.AuthorizationCode, null, "info@contoso.com", "jane@contoso.com");
        }));
        Assert.Equal("jane@contoso.com", account.GetUserName(MailProtocol.Smtp));
        Assert.Equal("info@contoso.com", account.GetUserName(MailProtocol.Imap));
        Assert.Equal("info@contoso.com", account.GetUserName(MailProtocol.Pop3));
    }

    [Fact]
    public void Incoming_and_outgoing_mail_can_have_different_registrations()
    {
        var account = MailAccount.Create("legacy", new MailAccountOptions
        {
            Address = "ops@example.net",
            Incoming = Some.Account(),
            Outgoing = Some.Client(
                o => (o.Provider, o.TenantId, o.TokenEndpoint, o.Scope) = (null, null, "https://id.example.net/token", "mail")),
            Smtp = "smtp.example.net:465",
        });
        Assert.Equal(OAuthFlow.ClientCredentials, account.GetFlow(MailProtocol.Smtp));
        Assert.Equal(OAuthFlow.AuthorizationCode, account.GetFlow(MailProtocol.Imap));
        Assert.Equal("smtp.example.net:465", account.GetEndpoint(MailProtocol.Smtp)!.ToString());
        Assert.Equal("imap.gmail.com", account.GetEndpoint(MailProtocol.Imap)!.Host);
    }

    [Fact]
    public void Unknown_provider_needs_only_its_endpoints()
    {
        var account = MailAccount.Create("legacy", Some.CustomAccount(o =>
        {
            (o.Scope, o.Smtp, o.Imap) = ("mail offline_access", "smtp.example.net:465", "starttls://imap.example.net:1143");
        }));
        Assert.Equal(TlsMode.StartTls, account.GetEndpoint(MailProtocol.Imap)!.Tls);
        Assert.Null(account.GetEndpoint(MailProtocol.Pop3));
        Assert.Equal(["mail", "offline_access"], account.Incoming.Scopes);
        Assert.Equal(["mail"], account.Incoming.MailScopes);
    }

    public static TheoryData<string, Action<MailAccountOptions>, string> Mistakes => new()
    {
        { "Flow", o => o.Flow = null, "Required. Valid values: AuthorizationCode, DeviceCode, ClientCredentials" },
        { "Flow", o => o.Flow = OAuthFlow.JwtBearer, "use ClientCredentials" },
        { "Flow", o => o.Flow = (OAuthFlow)9, "'9' isn't a valid flow" },
        { "Provider", o => o.Provider = " ", "Required." },
        { "ClientId", o => o.ClientId = " ", "Required." },
        { "TenantId", o => o.TenantId = null, "Set its domain or GUID" },
        { "TenantId", o => o.TenantId = " ", "Set its domain or GUID" },
        { "TenantId", o => o.TenantId = "consumers", "Set its domain or GUID" },
        { "TenantId", o => o.TenantId = "a/../b", "neither a domain nor a GUID" },
        { "TenantId", o => o.TenantId = "..", "neither a domain nor a GUID" },
        { "TenantId", o => o.TenantId = "contoso..com", "neither a domain nor a GUID" },
        { "Certificate", o => o.ClientSecret = null, "ClientSecretFile" },
        { "Certificate", o => o.ClientSecret = "", "Required." },
        { "Certificate", o => o.ClientSecret = "  ", "Required." },
        { "ClientSecretFile", o => o.ClientSecretFile = "/nowhere", "Keep one credential" },
        { "FederatedTokenFile", o => o.FederatedTokenFile = "/nowhere", "Keep one credential" },
        { "Certificate", o => o.Certificate = new CertificateOptions { File = "/nowhere" }, "Keep one credential" },
        { "RedirectUri", o => o.RedirectUri = "http://example.net/cb", "isn't a redirect URI" },
        { "RedirectUri", o => o.RedirectUri = "file:///cb", "isn't a redirect URI" },
        { "Address", o => o.Address = null, "Required." },
        { "Address", o => o.Address = " ", "Required." },
        { "Address", o => o.Address = "a@b\r\nX", "isn't an e-mail address" },
        { "Smtp", o => o.Smtp = "host:99999", "isn't a server in the form host:port" },
        { "AuthorizationParameters:state", o => o.AuthorizationParameters["state"] = "x", "sets this parameter itself" },
        { "TokenParameters:client_id", o => o.TokenParameters["client_id"] = "x", "sets this parameter itself" },
        { "ClientSecretPlacement", o => o.ClientSecretPlacement = (ClientSecretPlacement)9, "Valid values: Form, Header" },
        { "Certificate:File", o => (o.ClientSecret, o.Certificate) = (null, new CertificateOptions { File = "a\0b" }), "can't be used" },
        { "ServiceAccountKeyFile", o => (o.Flow, o.Provider, o.TenantId) = (OAuthFlow.JwtBearer, "Google", null), "Required." },
        { "ClientSecret", o => o.ClientSecret = "5f4c2b1e-0d3a-4c6b-9e8f-7a6b5c4d3e2f", "the id of a secret and never its value" },
        { "FederatedTokenFile", o => (o.ClientSecret, o.FederatedTokenFile) = (null, "/nowhere"), "can't be used" },
        { "SendCertificateChain", o => o.SendCertificateChain = true, "Has no effect without Certificate" },
        { "ClientSecretExpires", o => (o.ClientSecret, o.ClientSecretExpires) = (null, DateTimeOffset.UnixEpoch),
            "Has no effect without ClientSecretFile" },
        { "ClientSecretPlacement", o => (o.ClientSecret, o.ClientSecretPlacement) = (null, ClientSecretPlacement.Header),
            "Has no effect without" },
        { "CertificateAlgorithm", o => o.CertificateAlgorithm = "RS256", "Has no effect without Certificate" },
        { "Certificate:KeyFile", o => o.Certificate = new CertificateOptions { KeyFile = "/nowhere" }, "Has no effect without File" },
        { "Certificate:Password", o => o.Certificate = new CertificateOptions { Password = Some.Secret }, "Has no effect without File" },
        {
            "Certificate:PasswordFile",
            o => (o.ClientSecret, o.Certificate) = (null, new CertificateOptions { Thumbprint = "00", PasswordFile = "/nowhere" }),
            "Has no effect without File"
        },
        {
            "Certificate:PasswordFile",
            o => (o.ClientSecret, o.Certificate) = (
                null, new CertificateOptions { File = "/nowhere", Password = Some.Secret, PasswordFile = "/nowhere" }),
            "Can't be combined with Password"
        },
        {
            "Certificate:File",
            o => (o.ClientSecret, o.Certificate) = (null, new CertificateOptions { File = "/nowhere", Thumbprint = "00" }),
            "Can't be combined with Thumbprint"
        },
        {
            "CertificateAlgorithm",
            o => (o.ClientSecret, o.Certificate, o.CertificateAlgorithm) = (null, new CertificateOptions { File = "/nowhere" }, "HS256"),
            "Valid values: RS256, PS256, ES256"
        },
        {
            "TokenParameters",
            o => (o.Flow, o.ClientId, o.ClientSecret, o.TokenParameters["x"]) = (OAuthFlow.ManagedIdentity, null, null, "y"),
            "managed identity"
        },
        { "Mechanisms", o => o.Mechanisms.Add((OAuthMechanism)9), "'9' isn't a valid mechanism. Valid values: XOAuth2, OAuthBearer." },
        { "Issuer", o => o.SendsIssuerInRedirects = true, "Required." },
        { "TokenEndpoint", o => o.TokenEndpoint = "nonsense", "isn't an absolute https address" },
        { "TokenEndpoint", o => o.TokenEndpoint = "http://id.example/token", "isn't an absolute https address" },
        { "AuthorizationEndpoint", o => o.AuthorizationEndpoint = "http://id.example/authorize", "isn't an absolute https address" },
        { "RevocationEndpoint", o => o.RevocationEndpoint = "https://id.example/{other}", "{tenant} can stand for the tenant" },
        { "TokenEndpoint", o => o.TokenEndpoint = "https://user:SECRETVALUE@id.example/token", "Contains '@'" },
        {
            "TokenEndpoint",
            o => (o.Provider, o.TenantId, o.Smtp, o.TokenEndpoint) = (
                null, null, "smtp.example.net:465", "https://user:SECRETVALUE@id.example/token"),
            "Contains '@'"
        },
        { "PasswordFile", o => o.PasswordFile = "/nowhere", "Is only for the flow Password" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Mistake_is_reported_with_its_option(string option, Action<MailAccountOptions> change, string expected)
    {
        MailAccount.Create("fine", Some.Application());
        var failure = Assert.Throws<MailConfigurationException>(() => MailAccount.Create("a", Some.Application(change)));
        Assert.Contains(failure.Errors, error => error.Option == $"a:{option}"
            && error.Message.Contains(expected, StringComparison.Ordinal));
        Assert.All(failure.Errors, error => Assert.Matches(@"^['A-Z].*\.$", error.Message));
        Assert.DoesNotContain(Some.Secret, failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TenantId")]
    [InlineData("Provider")]
    [InlineData("RedirectUri")]
    [InlineData("TokenEndpoint")]
    [InlineData("Client")]
    public void Values_in_errors_contain_no_line_breaks(string option)
    {
        var options = Some.Application(o => (o.Flow, o.ClientSecret) = (OAuthFlow.AuthorizationCode, null));
        typeof(MailAccountOptions).GetProperty(option)!.SetValue(options, "a b\r\nfake: line");
        Assert.All(Some.ErrorsOf(() => MailAccount.Create("a", options)), error => Assert.DoesNotContain(error.Message, char.IsControl));
    }

    [Fact]
    public void Guid_is_a_valid_secret_unless_the_provider_says_otherwise() =>
        Assert.NotNull(MailAccount.Create("a", Some.Account(o => o.ClientSecret = "5f4c2b1e-0d3a-4c6b-9e8f-7a6b5c4d3e2f")));

    [Theory]
    [InlineData("common", true)]
    [InlineData("organizations", true)]
    [InlineData("consumers", true)]
    [InlineData("contoso.com", true)]
    [InlineData("5f4c2b1e-0d3a-4c6b-9e8f-7a6b5c4d3e2f", true)]
    [InlineData("Common", false)]
    [InlineData("organizations", false)]
    [InlineData("consumers", false)]
    public void Users_can_come_from_any_tenant_and_applications_from_one(string tenant, bool isUser)
    {
        var options = Some.Application(o => o.TenantId = tenant);
        if (isUser) (options.Flow, options.ClientSecret) = (OAuthFlow.AuthorizationCode, null);
        if (isUser)
        {
            var server = MailAccount.Create("a", options).Outgoing.Server;
            Assert.Equal($"https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token", server.TokenEndpoint.AbsoluteUri);
            return;
        }

        var error = Assert.Single(Some.ErrorsOf(() => MailAccount.Create("a", options)));
        Assert.Equal("a:TenantId", error.Option);
        Assert.Equal(
            $"'{tenant}' isn't one tenant. An application without a user belongs to one tenant. Set its domain or GUID.", error.Message);
    }

    [Fact]
    public void Account_options_override_the_provider()
    {
        var account = MailAccount.Create("a", Some.Account(o =>
        {
            (o.Provider, o.ClientSecret, o.AuthorizationEndpoint) = ("Fastmail", null, "https://proxy.example/authorize");
            o.Mechanisms.Add(OAuthMechanism.XOAuth2);
        }));
        Assert.Equal(new Uri("https://proxy.example/authorize"), account.Incoming.Server.AuthorizationEndpoint);
        Assert.Equal(MailProviders.Fastmail.CreateAuthorizationServer().TokenEndpoint, account.Incoming.Server.TokenEndpoint);
        Assert.Equal([OAuthMechanism.XOAuth2], account.GetProvider(MailProtocol.Imap).Mechanisms);
        Assert.Equal("Fastmail", account.GetProvider(MailProtocol.Imap).Id);
    }

    [Fact]
    public void Tenant_replaces_the_placeholder_in_an_endpoint_of_the_account()
    {
        var account = MailAccount.Create("a", Some.Application(o => o.TokenEndpoint = "https://proxy.example/{tenant}/token"));
        Assert.Equal(new Uri("https://proxy.example/contoso.com/token"), account.Outgoing.Server.TokenEndpoint);
    }

    [Fact]
    public async Task Details_of_a_credential_apply_to_the_shared_credential()
    {
        using var folder = new TemporaryFolder();
        using var certificate = Certificates.Create("service", DateTimeOffset.UtcNow.AddDays(1));
        Certificates.Write(folder["certificate"], certificate);
        var expires = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var options = Some.Options(
            ("secret", Some.AccountOf("contoso")),
            ("dated", Some.AccountOf("contoso", o => o.ClientSecretExpires = expires)),
            ("placed", Some.AccountOf("contoso", o => o.ClientSecretPlacement = ClientSecretPlacement.Header)),
            ("certificate", Some.AccountOf("certificate")),
            ("old", Some.AccountOf("certificate", o => o.CertificateAlgorithm = "RS256")),
            ("chained", Some.AccountOf("certificate", o => o.SendCertificateChain = true)),
            ("own", Some.AccountOf("certificate", o => (o.ClientSecret, o.ClientSecretExpires) = ("own", expires))));
        options.Clients["certificate"] =
            Some.Client(o => (o.ClientSecret, o.Certificate) = (null, new CertificateOptions { File = folder["certificate"] }));

        var accounts = options.CreateAccounts();

        Assert.Null(Secret("secret").ExpiresAt);
        Assert.Equal(expires, Secret("dated").ExpiresAt);
        Assert.Equal(ClientSecretPlacement.Header, Secret("placed").Placement);
        Assert.Equal(expires, Secret("own").ExpiresAt);
        Assert.Equal("PS256", (string?)(await HeaderAsync("certificate"))["alg"]);
        Assert.Equal("RS256", (string?)(await HeaderAsync("old"))["alg"]);
        Assert.Null((await HeaderAsync("certificate"))["x5c"]);
        Assert.NotNull((await HeaderAsync("chained"))["x5c"]);

        ClientSecret Secret(string name) => Assert.IsType<ClientSecret>(accounts[name].Incoming.Client.Credential);

        async Task<JsonNode> HeaderAsync(string name)
        {
            var request = new TokenRequest(TimeProvider.System, "https://login.example/token");
            await accounts[name].Incoming.Client.Credential.ApplyAsync(request, "id", CancellationToken.None);
            return JsonNode.Parse(Hashing.FromBase64Url(request.Form["client_assertion"].Split('.')[0])!)!;
        }
    }

    [Fact]
    public void Details_of_another_credential_than_the_shared_one_are_an_error()
    {
        var errors = Some.ErrorsOf(Some.Options(("a", Some.AccountOf("contoso", o => o.SendCertificateChain = true))));
        Assert.Equal("Accounts:a:SendCertificateChain", Assert.Single(errors).Option);
    }

    [Fact]
    public void Account_that_requires_the_issuer_in_redirects_does_not_change_others()
    {
        var options = Some.Options(
            ("a", Some.AccountOf("google")), ("b", Some.AccountOf("google", o => o.SendsIssuerInRedirects = true)));
        options.Clients["google"] = Some.Account();
        var accounts = options.CreateAccounts();
        Assert.False(accounts["a"].Incoming.Server.SendsIssuerInRedirects);
        Assert.True(accounts["b"].Incoming.Server.SendsIssuerInRedirects);
    }

    [Fact]
    public void Null_entries_are_errors()
    {
        var options = new OAuthMailOptions { Accounts = { ["alerts"] = null! }, AdditionalProviders = { null! },
            Providers = { ["acme"] = null! } };
        Assert.Equal(
            ["Accounts:alerts", "AdditionalProviders:0", "Providers:acme"],
            Some.ErrorsOf(options).Select(error => error.Option).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Blank_endpoint_and_missing_scope_are_unset()
    {
        var account = MailAccount.Create("legacy", Some.CustomAccount(o => (o.RevocationEndpoint, o.Scope) = ("", " ")));
        Assert.Null(account.Incoming.Server.RevocationEndpoint);
        Assert.Empty(account.Incoming.Scopes);
        Assert.Empty(account.Incoming.MailScopes);
    }

    [Theory]
    [InlineData("ClientSecretFile")]
    [InlineData("Certificate:File")]
    [InlineData("Certificate:Thumbprint")]
    [InlineData("FederatedTokenFile")]
    [InlineData("ServiceAccountKeyFile")]
    public void Unreadable_credential_is_reported_with_its_option(string option)
    {
        const string path = "/nowhere/at/all";
        var options = Some.Application(o => o.ClientSecret = null);
        if (option == "ServiceAccountKeyFile") (options.Provider, options.Flow, options.TenantId) = ("Google", OAuthFlow.JwtBearer, null);
        if (option == "Certificate:File") options.Certificate = new CertificateOptions { File = path };
        else if (option == "Certificate:Thumbprint")
        {
            options.Certificate = new CertificateOptions { Thumbprint = "00112233445566778899AABBCCDDEEFF00112233" };
        }
        else typeof(OAuthClientOptions).GetProperty(option)!.SetValue(options, path);
        Assert.Equal($"a:{option}", Assert.Single(Some.ErrorsOf(() => MailAccount.Create("a", options))).Option);
    }

    /// <summary>A flow without a source would otherwise acquire the tokens of another flow.</summary>
    [Fact]
    public void Every_flow_has_a_source_of_its_own_or_says_who_has_it()
    {
        using var http = OAuthHttp.Create();
        var server = new AuthorizationServer(new Uri("https://id.example/token"));
        var client = new ClientRegistration("id", new ClientSecret("s"));
        foreach (var flow in Enum.GetValues<OAuthFlow>())
        {
            var registration = new OAuthMail.Accounts.AccountRegistration(MailProviders.Google, server, flow, client)
            {
                ServiceAccountKey = new ServiceAccountKey("robot@example.net", new NoSigner()),
            };
            Func<object> create = () => registration.CreateSource("a", "a@example.net", http, TimeProvider.System);
            switch (flow.ToString())
            {
                case "AuthorizationCode" or "DeviceCode": Assert.IsType<RefreshTokenFlow>(create()); break;
                case "ClientCredentials": Assert.IsType<ClientCredentialsFlow>(create()); break;
                case "JwtBearer": Assert.IsType<JwtBearerFlow>(create()); break;
                default:
                    Assert.Contains("https://id.example/token", Assert.Throws<MailConfigurationException>(create).Message,
                        StringComparison.Ordinal);
                    var atMicrosoft = new OAuthMail.Accounts.AccountRegistration(MailProviders.Microsoft365, server, flow, client);
                    var failure = Assert.Throws<MailConfigurationException>(
                        () => atMicrosoft.CreateSource("a", "a@example.net", http, TimeProvider.System));
                    Assert.Contains("OAuthMail.Microsoft", failure.Message, StringComparison.Ordinal);
                    Assert.Contains("ForMicrosoft", failure.Message, StringComparison.Ordinal);
                    break;
            }
        }

        var unknown = new OAuthMail.Accounts.AccountRegistration(MailProviders.Google, server, (OAuthFlow)9, client);
        Assert.Throws<NotSupportedException>(() => unknown.CreateSource("a", "a@example.net", http, TimeProvider.System));
    }

    private sealed class NoSigner() : JwtSigner("RS256", "none")
    {
        public override ValueTask<byte[]> SignAsync(byte[] signingInput, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
