using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using OAuthMail.Compatibility;
using OAuthMail.Flows.Requests;
using OAuthMail.Tests.Flows;

namespace OAuthMail.Tests.Accounts;

public class MailAccountOptionsTests
{
    [Fact]
    public void Everything_that_is_wrong_is_said_at_once_with_the_options_names()
    {
        var options = new OAuthMailOptions
        {
            Clients = { ["contoso"] = new OAuthClientOptions { Provider = "Microsoft365", Flow = OAuthFlow.ClientCredentials, TenantId = "common", ClientId = "id" } },
            Accounts =
            {
                ["Alerts!"] = new MailAccountOptions { Client = "contoso", Address = "alerts@contoso.com" },
                ["billing"] = new MailAccountOptions { Client = "contosso", Address = "billing" },
                ["support"] = new MailAccountOptions { Provider = "Gogle", Flow = OAuthFlow.AuthorizationCode, Address = "s@gmail.com", Imap = "imap.gmail.com" },
            },
        };

        var failure = Assert.Throws<MailConfigurationException>(options.CreateAccounts);

        var failed = failure.Failures.Select(f => f.Option).ToList();
        Assert.Contains("Accounts:Alerts!", failed);
        Assert.Contains("Accounts:Alerts!:TenantId", failed);
        Assert.Contains("Accounts:Alerts!:Credential", failed);
        Assert.Contains("Accounts:billing:Client", failed);
        Assert.Contains("Accounts:billing:Address", failed);
        Assert.Contains("Accounts:support:Provider", failed);
        Assert.Contains("Accounts:support:Imap", failed);
        Assert.All(failure.Failures, f => Assert.Contains(f.ToString(), failure.Message, StringComparison.Ordinal));
        Assert.Equal(failed.Count, failure.Failures.Select(f => f.ToString()).Distinct().Count());
    }

    [Fact]
    public void The_options_framework_hears_the_same()
    {
        var options = new OAuthMailOptions { Accounts = { ["alerts"] = new MailAccountOptions { Provider = "Google", Flow = OAuthFlow.DeviceCode } } };
        var expected = Assert.Throws<MailConfigurationException>(options.CreateAccounts).Failures.Select(f => f.ToString());
        Assert.Equal(expected, new OAuthMailOptionsValidator().Validate(null, options).Failures);
        Assert.True(new OAuthMailOptionsValidator().Validate(null, new OAuthMailOptions()).Succeeded);
    }

    /// <summary>The configuration that the README promises, through the ordinary binder.</summary>
    [Fact]
    public void A_configuration_file_becomes_accounts()
    {
        const string json = """
            { "OAuthMail": {
                "Clients": {
                  "contoso": { "Provider": "Microsoft365", "Flow": "ClientCredentials", "TenantId": "contoso.onmicrosoft.com", "ClientId": "id", "ClientSecret": "s" } },
                "Accounts": {
                  "alerts":  { "Client": "contoso", "Address": "alerts@contoso.com" },
                  "support": { "Provider": "Google", "Flow": "AuthorizationCode", "Address": "support@gmail.com", "ClientId": "id", "ClientSecret": "s" },
                  "legacy":  { "Flow": "AuthorizationCode", "Address": "ops@example.net", "ClientId": "id",
                               "AuthorizationEndpoint": "https://id.example.net/authorize", "TokenEndpoint": "https://id.example.net/token", "Scope": "mail offline_access",
                               "Smtp": "smtp.example.net:465", "Imap": "imap.example.net:993", "Mechanisms": [ "XOAuth2" ], "TokenParameters": { "resource": "mail" } } } } }
            """;
        var configuration = new ConfigurationBuilder().AddJsonStream(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json))).Build();
        var options = new OAuthMailOptions();
        configuration.GetSection("OAuthMail").Bind(options);

        var accounts = options.CreateAccounts();

        Assert.Equal(["alerts", "legacy", "support"], accounts.Keys.Order());
        Assert.Equal([OAuthMechanism.XOAuth2], accounts["legacy"].GetProvider(MailProtocol.Imap).Mechanisms);
        Assert.Equal("mail", accounts["legacy"].Incoming.TokenParameters["resource"]);
    }

    [Fact]
    public void A_registration_is_written_once_and_shared()
    {
        var options = new OAuthMailOptions
        {
            Clients = { ["contoso"] = new OAuthClientOptions { Provider = "microsoft365", Flow = OAuthFlow.ClientCredentials, TenantId = "contoso.onmicrosoft.com", ClientId = "id", ClientSecret = "secret" } },
            Accounts =
            {
                ["alerts"] = new MailAccountOptions { Client = "contoso", Address = "alerts@contoso.com" },
                ["billing"] = new MailAccountOptions { Client = "contoso", Address = "billing@contoso.com" },
            },
        };

        var accounts = options.CreateAccounts();

        Assert.Same(accounts["alerts"].Outgoing, accounts["billing"].Outgoing);
        Assert.Equal(MailProviders.Microsoft365, accounts["alerts"].GetProvider(MailProtocol.Imap));
        Assert.Equal(new MailEndpoint("smtp.office365.com", 587, TlsMode.StartTls), accounts["billing"].GetEndpoint(MailProtocol.Smtp));
        Assert.Equal("billing@contoso.com", accounts["billing"].GetUserName(MailProtocol.Smtp));
        Assert.Equal("https://login.microsoftonline.com/contoso.onmicrosoft.com/oauth2/v2.0/token", accounts["alerts"].Outgoing.Server.TokenEndpoint.AbsoluteUri);
        Assert.Equal(["https://outlook.office365.com/.default"], accounts["alerts"].Outgoing.Scopes);
    }

    [Fact]
    public void A_delegate_sends_under_their_own_name_and_reads_under_the_mailboxs()
    {
        var account = MailAccount.Create("shared", new MailAccountOptions
        {
            Provider = "Microsoft365",
            Flow = OAuthFlow.AuthorizationCode,
            ClientId = "id",
            Address = "info@contoso.com",
            SignInName = "jane@contoso.com",
        });
        Assert.Equal("jane@contoso.com", account.GetUserName(MailProtocol.Smtp));
        Assert.Equal("info@contoso.com", account.GetUserName(MailProtocol.Imap));
        Assert.Equal("info@contoso.com", account.GetUserName(MailProtocol.Pop3));
    }

    [Fact]
    public void Incoming_and_outgoing_mail_may_have_different_registrations()
    {
        var account = MailAccount.Create("legacy", new MailAccountOptions
        {
            Address = "ops@example.net",
            Incoming = new OAuthClientOptions { Provider = "Google", Flow = OAuthFlow.AuthorizationCode, ClientId = "g", ClientSecret = "s" },
            Outgoing = new OAuthClientOptions { TokenEndpoint = "https://id.example.net/token", Flow = OAuthFlow.ClientCredentials, ClientId = "o", ClientSecret = "s", Scope = "mail" },
            Smtp = "smtp.example.net:465",
        });
        Assert.Equal(OAuthFlow.ClientCredentials, account.GetFlow(MailProtocol.Smtp));
        Assert.Equal(OAuthFlow.AuthorizationCode, account.GetFlow(MailProtocol.Imap));
        Assert.Equal("smtp.example.net:465", account.GetEndpoint(MailProtocol.Smtp)!.ToString());
        Assert.Equal("imap.gmail.com", account.GetEndpoint(MailProtocol.Imap)!.Host);
    }

    [Fact]
    public void An_unknown_provider_needs_only_its_endpoints()
    {
        var account = MailAccount.Create("legacy", new MailAccountOptions
        {
            Flow = OAuthFlow.AuthorizationCode,
            Address = "ops@example.net",
            ClientId = "id",
            AuthorizationEndpoint = "https://id.example.net/authorize",
            TokenEndpoint = "https://id.example.net/token",
            Scope = "mail offline_access",
            Smtp = "smtp.example.net:465",
            Imap = "starttls://imap.example.net:1143",
        });
        Assert.Equal(TlsMode.StartTls, account.GetEndpoint(MailProtocol.Imap)!.Tls);
        Assert.Null(account.GetEndpoint(MailProtocol.Pop3));
        Assert.Equal(["mail", "offline_access"], account.Incoming.Scopes);
        Assert.Equal(["mail"], account.Incoming.MailScopes);
    }

    public static TheoryData<string, Action<MailAccountOptions>, string> Mistakes => new()
    {
        { "Flow", o => o.Flow = null, "is missing" },
        { "Flow", o => o.Flow = OAuthFlow.JwtBearer, "use ClientCredentials" },
        { "ClientId", o => o.ClientId = " ", "is missing" },
        { "TenantId", o => o.TenantId = null, "name its domain or GUID" },
        { "TenantId", o => o.TenantId = "consumers", "name its domain or GUID" },
        { "TenantId", o => o.TenantId = "a/../b", "neither a domain nor a GUID" },
        { "TenantId", o => o.TenantId = "..", "neither a domain nor a GUID" },
        { "TenantId", o => o.TenantId = "contoso..com", "neither a domain nor a GUID" },
        { "Credential", o => o.ClientSecret = null, "ClientSecretFile" },
        { "ClientSecretFile", o => o.ClientSecretFile = "/nowhere", "keep one credential" },
        { "ClientSecret", o => o.ClientSecret = "", "is empty" },
        { "RedirectUri", o => o.RedirectUri = "http://example.net/cb", "neither https" },
        { "Address", o => o.Address = null, "is missing" },
        { "Address", o => o.Address = "a@b\r\nX", "not an address" },
        { "Smtp", o => o.Smtp = "host:99999", "not host:port" },
        { "AuthorizationParameters:state", o => o.AuthorizationParameters["state"] = "x", "sets itself" },
        { "TokenParameters:client_id", o => o.TokenParameters["client_id"] = "x", "sets itself" },
        { "TokenParameters:resource", o => o.TokenParameters["resource"] = null!, "no value" },
        { "Flow", o => o.Flow = (OAuthFlow)9, "is 9, which is none" },
        { "ClientSecretPlacement", o => o.ClientSecretPlacement = (ClientSecretPlacement)9, "Form or Header" },
        { "ClientSecret", o => o.ClientSecret = "  ", "is empty" },
        { "CertificateFile", o => (o.ClientSecret, o.CertificateFile) = (null, ""), "is empty" },
        { "CertificateFile", o => (o.ClientSecret, o.CertificateFile) = (null, "a\0b"), "cannot be used" },
        { "ServiceAccountKeyFile", o => (o.ClientSecret, o.ServiceAccountKeyFile, o.Flow, o.Provider, o.TenantId) = (null, "", OAuthFlow.JwtBearer, "Google", null), "is empty" },
        { "ClientSecret", o => o.ClientSecret = "5f4c2b1e-0d3a-4c6b-9e8f-7a6b5c4d3e2f", "the id of a secret and never its value" },
        { "FederatedTokenFile", o => o.FederatedTokenFile = "/nowhere", "keep one credential" },
        { "FederatedTokenFile", o => (o.ClientSecret, o.FederatedTokenFile) = (null, "/nowhere"), "cannot be used" },
        { "SendCertificateChain", o => o.SendCertificateChain = true, "there is no certificate" },
        { "ClientSecretExpires", o => (o.ClientSecret, o.CertificateFile, o.ClientSecretExpires) = (null, "/nowhere", DateTimeOffset.UnixEpoch), "there is no secret" },
        { "ClientSecretPlacement", o => (o.ClientSecret, o.CertificateFile, o.ClientSecretPlacement) = (null, "/nowhere", ClientSecretPlacement.Header), "there is no secret" },
        { "CertificateAlgorithm", o => o.CertificateAlgorithm = "RS256", "there is no certificate" },
        { "CertificateKeyFile", o => o.CertificateKeyFile = "/nowhere", "CertificateFile is not" },
        { "CertificatePassword", o => o.CertificatePassword = "SECRETVALUE", "CertificateFile is not" },
        { "CertificatePasswordFile", o => (o.ClientSecret, o.CertificateThumbprint, o.CertificatePasswordFile) = (null, "00", "/nowhere"), "CertificateFile is not" },
        {
            "CertificatePasswordFile",
            o => (o.ClientSecret, o.CertificateFile, o.CertificatePassword, o.CertificatePasswordFile) = (null, "/nowhere", "SECRETVALUE", "/nowhere"),
            "set beside CertificatePassword"
        },
        { "TokenParameters", o => (o.Flow, o.ClientId, o.ClientSecret, o.TokenParameters["x"]) = (OAuthFlow.ManagedIdentity, null, null, "y"), "managed identity" },
        { "Mechanisms", o => o.Mechanisms.Add((OAuthMechanism)9), "has 9" },
        { "Scope", o => o.Scope = " ", "is empty" },
        { "RedirectUri", o => o.RedirectUri = "file:///cb", "neither https" },
        { "Issuer", o => o.SendsIssuerInRedirects = true, "is missing" },
        { "TokenEndpoint", o => o.TokenEndpoint = "nonsense", "not an absolute https address" },
        { "TokenEndpoint", o => o.TokenEndpoint = "http://id.example/token", "not an absolute https address" },
        { "AuthorizationEndpoint", o => o.AuthorizationEndpoint = "http://id.example/authorize", "not an absolute https address" },
        { "RevocationEndpoint", o => o.RevocationEndpoint = "https://id.example/{other}", "not an absolute https address with {tenant} in it" },
        { "TokenEndpoint", o => o.TokenEndpoint = "https://user:SECRETVALUE@id.example/token", "has an @" },
        { "TokenEndpoint", o => (o.Provider, o.TenantId, o.Smtp, o.TokenEndpoint) = (null, null, "smtp.example.net:465", "https://user:SECRETVALUE@id.example/token"), "has an @" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_named(string option, Action<MailAccountOptions> spoil, string expected)
    {
        var options = new MailAccountOptions
        {
            Provider = "Microsoft365",
            Flow = OAuthFlow.ClientCredentials,
            TenantId = "contoso.com",
            ClientId = "id",
            ClientSecret = "SECRETVALUE",
            Address = "a@contoso.com",
        };
        MailAccount.Create("fine", options);
        spoil(options);
        var failure = Assert.Throws<MailConfigurationException>(() => MailAccount.Create("a", options));
        Assert.Contains(failure.Failures, f => f.Option == $"a:{option}" && f.Failure.Contains(expected, StringComparison.Ordinal));
        Assert.DoesNotContain("SECRETVALUE", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TenantId")]
    [InlineData("Provider")]
    [InlineData("RedirectUri")]
    [InlineData("TokenEndpoint")]
    [InlineData("Client")]
    public void What_is_shown_of_a_mistake_fakes_no_line(string option)
    {
        var options = new MailAccountOptions { Provider = "Microsoft365", Flow = OAuthFlow.AuthorizationCode, ClientId = "id", Address = "a@contoso.com" };
        typeof(MailAccountOptions).GetProperty(option)!.SetValue(options, "a b\r\nfake: line");
        var failure = Assert.Throws<MailConfigurationException>(() => MailAccount.Create("a", options));
        Assert.All(failure.Failures, one => Assert.DoesNotContain(one.Failure, char.IsControl));
    }

    [Fact]
    public void A_guid_is_a_secret_where_nothing_speaks_against_it()
    {
        var options = new MailAccountOptions
        {
            Provider = "Google",
            Flow = OAuthFlow.AuthorizationCode,
            ClientId = "id",
            ClientSecret = "5f4c2b1e-0d3a-4c6b-9e8f-7a6b5c4d3e2f",
            Address = "a@gmail.com",
        };
        Assert.NotNull(MailAccount.Create("a", options));
    }

    [Theory]
    [InlineData("common", true)]
    [InlineData("organizations", true)]
    [InlineData("consumers", true)]
    [InlineData("contoso.com", true)]
    [InlineData("5f4c2b1e-0d3a-4c6b-9e8f-7a6b5c4d3e2f", true)]
    [InlineData("Common", false)]
    [InlineData("organizations", false)]
    [InlineData("consumers", false)]
    public void A_person_may_come_from_any_tenant_and_an_application_from_one(string tenant, bool isPerson)
    {
        var options = new MailAccountOptions
        {
            Provider = "Microsoft365",
            Flow = isPerson ? OAuthFlow.AuthorizationCode : OAuthFlow.ClientCredentials,
            TenantId = tenant,
            ClientId = "id",
            ClientSecret = isPerson ? null : "secret",
            Address = "a@contoso.com",
        };
        if (isPerson)
        {
            Assert.Equal($"https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token", MailAccount.Create("a", options).Outgoing.Server.TokenEndpoint.AbsoluteUri);
            return;
        }

        var failure = Assert.Single(Assert.Throws<MailConfigurationException>(() => MailAccount.Create("a", options)).Failures);
        Assert.Contains($"is '{tenant}': an application without a user belongs to one tenant", failure.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_set_beside_a_known_provider_goes_before_it()
    {
        var account = MailAccount.Create("a", new MailAccountOptions
        {
            Provider = "Fastmail",
            Flow = OAuthFlow.AuthorizationCode,
            ClientId = "id",
            Address = "a@fastmail.com",
            AuthorizationEndpoint = "https://proxy.example/authorize",
            Mechanisms = { OAuthMechanism.XOAuth2 },
        });
        Assert.Equal(new Uri("https://proxy.example/authorize"), account.Incoming.Server.AuthorizationEndpoint);
        Assert.Equal(MailProviders.Fastmail.CreateAuthorizationServer().TokenEndpoint, account.Incoming.Server.TokenEndpoint);
        Assert.Equal([OAuthMechanism.XOAuth2], account.GetProvider(MailProtocol.Imap).Mechanisms);
        Assert.Equal("Fastmail", account.GetProvider(MailProtocol.Imap).Id);
    }

    [Fact]
    public void A_tenant_is_filled_into_an_accounts_own_endpoint_as_into_the_providers()
    {
        var account = MailAccount.Create("a", new MailAccountOptions
        {
            Provider = "Microsoft365",
            Flow = OAuthFlow.AuthorizationCode,
            TenantId = "contoso.com",
            ClientId = "id",
            Address = "a@contoso.com",
            TokenEndpoint = "https://proxy.example/{tenant}/token",
        });
        Assert.Equal(new Uri("https://proxy.example/contoso.com/token"), account.Outgoing.Server.TokenEndpoint);
    }

    [Fact]
    public async Task What_an_account_says_of_a_credential_is_said_of_the_one_that_it_shares()
    {
        using var folder = new TemporaryFolder();
        using var certificate = Certificates.Create("service", DateTimeOffset.UtcNow.AddDays(1));
        Certificates.Write(folder["certificate"], certificate);
        var ends = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var options = new OAuthMailOptions
        {
            Clients =
            {
                ["secret"] = new OAuthClientOptions { Provider = "Microsoft365", Flow = OAuthFlow.ClientCredentials, TenantId = "contoso.com", ClientId = "id", ClientSecret = "secret" },
                ["certificate"] = new OAuthClientOptions { Provider = "Microsoft365", Flow = OAuthFlow.ClientCredentials, TenantId = "contoso.com", ClientId = "id", CertificateFile = folder["certificate"] },
            },
            Accounts =
            {
                ["secret"] = new MailAccountOptions { Client = "secret", Address = "a@contoso.com" },
                ["dated"] = new MailAccountOptions { Client = "secret", Address = "a@contoso.com", ClientSecretExpires = ends },
                ["placed"] = new MailAccountOptions { Client = "secret", Address = "a@contoso.com", ClientSecretPlacement = ClientSecretPlacement.Header },
                ["certificate"] = new MailAccountOptions { Client = "certificate", Address = "a@contoso.com" },
                ["old"] = new MailAccountOptions { Client = "certificate", Address = "a@contoso.com", CertificateAlgorithm = "RS256" },
                ["chained"] = new MailAccountOptions { Client = "certificate", Address = "a@contoso.com", SendCertificateChain = true },
                ["own"] = new MailAccountOptions { Client = "certificate", Address = "a@contoso.com", ClientSecret = "own", ClientSecretExpires = ends },
            },
        };

        var accounts = options.CreateAccounts();

        Assert.Null(Secret("secret").ExpiresAt);
        Assert.Equal(ends, Secret("dated").ExpiresAt);
        Assert.Equal(ClientSecretPlacement.Header, Secret("placed").Placement);
        Assert.Equal(ends, Secret("own").ExpiresAt);
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
    public void What_an_account_says_of_another_kind_of_credential_than_it_shares_is_named()
    {
        var options = new OAuthMailOptions
        {
            Clients = { ["shared"] = new OAuthClientOptions { Provider = "Microsoft365", Flow = OAuthFlow.ClientCredentials, TenantId = "contoso.com", ClientId = "id", ClientSecret = "secret" } },
            Accounts = { ["a"] = new MailAccountOptions { Client = "shared", Address = "a@contoso.com", SendCertificateChain = true } },
        };
        Assert.Equal("Accounts:a:SendCertificateChain", Assert.Single(Assert.Throws<MailConfigurationException>(options.CreateAccounts).Failures).Option);
    }

    [Fact]
    public void An_account_that_wants_the_issuer_in_redirects_keeps_that_to_itself()
    {
        var accounts = new OAuthMailOptions
        {
            Clients = { ["shared"] = new OAuthClientOptions { Provider = "Google", Flow = OAuthFlow.AuthorizationCode, ClientId = "id", ClientSecret = "secret" } },
            Accounts =
            {
                ["a"] = new MailAccountOptions { Client = "shared", Address = "a@gmail.com" },
                ["b"] = new MailAccountOptions { Client = "shared", Address = "b@gmail.com", SendsIssuerInRedirects = true },
            },
        }.CreateAccounts();
        Assert.False(accounts["a"].Incoming.Server.SendsIssuerInRedirects);
        Assert.True(accounts["b"].Incoming.Server.SendsIssuerInRedirects);
    }

    [Fact]
    public void What_a_binder_leaves_empty_is_named()
    {
        var options = new OAuthMailOptions { Accounts = { ["alerts"] = null! }, Providers = { null! } };
        var failure = Assert.Throws<MailConfigurationException>(options.CreateAccounts);
        Assert.Equal(["Accounts:alerts", "Providers"], failure.Failures.Select(f => f.Option).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_endpoint_or_a_scope_that_is_left_out_is_none()
    {
        var account = MailAccount.Create("legacy", new MailAccountOptions
        {
            Flow = OAuthFlow.AuthorizationCode,
            Address = "ops@example.net",
            ClientId = "id",
            AuthorizationEndpoint = "https://id.example.net/authorize",
            TokenEndpoint = "https://id.example.net/token",
            RevocationEndpoint = "",
            Imap = "imap.example.net:993",
        });
        Assert.Null(account.Incoming.Server.RevocationEndpoint);
        Assert.Empty(account.Incoming.Scopes);
        Assert.Empty(account.Incoming.MailScopes);
    }

    [Theory]
    [InlineData("ClientSecretFile")]
    [InlineData("CertificateFile")]
    [InlineData("CertificateThumbprint")]
    [InlineData("FederatedTokenFile")]
    [InlineData("ServiceAccountKeyFile")]
    public void A_credential_that_cannot_be_read_is_named(string option)
    {
        var options = new MailAccountOptions
        {
            Provider = option == "ServiceAccountKeyFile" ? "Google" : "Microsoft365",
            Flow = option == "ServiceAccountKeyFile" ? OAuthFlow.JwtBearer : OAuthFlow.ClientCredentials,
            TenantId = option == "ServiceAccountKeyFile" ? null : "contoso.com",
            ClientId = "id",
            Address = "a@contoso.com",
        };
        typeof(OAuthClientOptions).GetProperty(option)!.SetValue(options, option == "CertificateThumbprint" ? "00112233445566778899AABBCCDDEEFF00112233" : "/nowhere/at/all");
        var failure = Assert.Throws<MailConfigurationException>(() => MailAccount.Create("a", options));
        Assert.Equal($"a:{option}", Assert.Single(failure.Failures).Option);
    }
}
