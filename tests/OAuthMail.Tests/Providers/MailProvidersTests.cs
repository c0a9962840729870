namespace OAuthMail.Tests.Providers;

public class MailProvidersTests
{
    public static TheoryData<string> Ids => [.. MailProviders.All.Select(provider => provider.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Every_provider_is_complete(string id)
    {
        var provider = MailProviders.Find(id.ToUpperInvariant())!;
        Assert.NotEmpty(provider.Mechanisms);
        Assert.NotNull(provider.GetEndpoint(MailProtocol.Smtp));
        var server = provider.CreateAuthorizationServer(provider.HasTenants ? "contoso.com" : null);
        Assert.DoesNotContain("{", server.TokenEndpoint.OriginalString, StringComparison.Ordinal);
        foreach (var flow in new[] { OAuthFlow.AuthorizationCode, OAuthFlow.DeviceCode, OAuthFlow.ClientCredentials, OAuthFlow.JwtBearer })
        {
            Assert.Equal(provider.Flows.Contains(flow), provider.WhyNot(flow) is null);
            if (!provider.Flows.Contains(flow)) continue;
            Assert.NotEmpty(provider.GetScopes(flow, [MailProtocol.Smtp, MailProtocol.Imap, MailProtocol.Pop3]));
            if (flow == OAuthFlow.AuthorizationCode) Assert.NotNull(server.AuthorizationEndpoint);
            if (flow == OAuthFlow.DeviceCode) Assert.NotNull(server.DeviceAuthorizationEndpoint);
        }
    }

    [Fact]
    public void Scopes_of_Microsoft_contain_one_resource()
    {
        foreach (var provider in MailProviders.All.Where(p => p.HasTenants && p.Flows.Contains(OAuthFlow.AuthorizationCode)))
        {
            var resources = provider.GetScopes(OAuthFlow.AuthorizationCode, [MailProtocol.Smtp, MailProtocol.Imap, MailProtocol.Pop3])
                .Where(scope => scope.Contains('/')).Select(scope => new Uri(scope).Host).Distinct();
            Assert.Single(resources);
        }
    }

    [Fact]
    public void Flow_that_does_not_work_has_a_reason()
    {
        Assert.Contains("device codes", MailProviders.Google.WhyNot(OAuthFlow.DeviceCode), StringComparison.Ordinal);
        Assert.Contains("no tenant", MailProviders.OutlookCom.WhyNot(OAuthFlow.ClientCredentials), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("::1%x\r\nQUIT")]
    [InlineData("a b")]
    [InlineData("host:25")]
    [InlineData("")]
    public void Invalid_host_is_rejected_and_not_shown(string host)
    {
        var failure = Assert.Throws<ArgumentException>(() => new MailEndpoint(host, 25, TlsMode.StartTls));
        Assert.DoesNotContain("QUIT", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void High_volume_email_requires_tokens_that_are_valid_for_ten_minutes() =>
        Assert.Equal(TimeSpan.FromMinutes(10), MailProviders.Microsoft365Hve.MinimumTokenLifetime);

    [Theory]
    [InlineData("Microsoft365", "login.microsoftonline.com", "https://outlook.office.com", "https://outlook.office365.com", "outlook.office365.com", "smtp.office365.com")]
    [InlineData("Microsoft365GccHigh", "login.microsoftonline.us", "https://outlook.office365.us", "https://outlook.office365.us", "outlook.office365.us", "smtp.office365.us")]
    [InlineData("Microsoft365Dod", "login.microsoftonline.us", "https://outlook.office365.us", "https://outlook.office365.us", "outlook-dod.office365.us", "outlook-dod.office365.us")]
    [InlineData("Microsoft365China", "login.partner.microsoftonline.cn", "https://partner.outlook.cn", "https://partner.outlook.cn", "partner.outlook.cn", "partner.outlook.cn")]
    [InlineData("Microsoft365Hve", "login.microsoftonline.com", "https://outlook.office.com", "https://outlook.office365.com", null, "smtp-hve.office365.com")]
    [InlineData("OutlookCom", "login.microsoftonline.com", "https://outlook.office.com", null, "outlook.office365.com", "smtp-mail.outlook.com")]
    public void Clouds_of_Microsoft_have_their_hosts_and_resources(
        string id, string login, string resource, string? applicationResource, string? mailHost, string smtpHost)
    {
        var provider = MailProviders.Find(id)!;
        var server = provider.CreateAuthorizationServer("contoso.com");
        Assert.Equal($"https://{login}/contoso.com/oauth2/v2.0/token", server.TokenEndpoint.AbsoluteUri);
        Assert.Equal($"https://{login}/contoso.com/oauth2/v2.0/authorize", server.AuthorizationEndpoint!.AbsoluteUri);
        Assert.Equal($"https://{login}/contoso.com/oauth2/v2.0/devicecode", server.DeviceAuthorizationEndpoint!.AbsoluteUri);
        Assert.Equal($"{resource}/SMTP.Send", provider.GetExpectedPermission(OAuthFlow.AuthorizationCode, MailProtocol.Smtp));
        Assert.Equal(applicationResource is null ? null : $"{applicationResource}/.default", provider.ApplicationScope);
        Assert.Equal(mailHost is null ? null : new MailEndpoint(mailHost, 993, TlsMode.Implicit), provider.GetEndpoint(MailProtocol.Imap));
        Assert.Equal(mailHost is null ? null : new MailEndpoint(mailHost, 995, TlsMode.Implicit), provider.GetEndpoint(MailProtocol.Pop3));
        Assert.Equal(new MailEndpoint(smtpHost, 587, TlsMode.StartTls), provider.GetEndpoint(MailProtocol.Smtp));
        Assert.Equal(id == "OutlookCom" ? [] : new[] { resource, applicationResource }.Distinct(), provider.TokenAudiences);
        Assert.Equal(id == "OutlookCom" ? "consumers" : "organizations", provider.DefaultTenant);
        Assert.True(provider.ScopesNameOneResource);
        Assert.Equal(TimeSpan.FromDays(90), provider.RefreshTokenIdleLimit);
    }

    [Fact]
    public void Unknown_cloud_of_Microsoft_is_created_from_its_hosts()
    {
        var cloud = Cloud();
        var provider = MailProviders.CreateMicrosoft365(cloud);
        cloud.LoginHost = "elsewhere.example";

        Assert.Equal("Microsoft365France", provider.DisplayName);
        Assert.Equal("https://login.sovcloud-identity.fr/organizations/oauth2/v2.0/token",
            provider.CreateAuthorizationServer().TokenEndpoint.AbsoluteUri);
        Assert.Equal("https://outlook.example.fr/.default", provider.ApplicationScope);
        Assert.Equal(["https://outlook.example.fr"], provider.TokenAudiences);
        Assert.Equal("imap.example.fr:993", provider.GetEndpoint(MailProtocol.Imap)!.ToString());
        Assert.Equal("smtp.example.fr:587", provider.GetEndpoint(MailProtocol.Smtp)!.ToString());
        Assert.Equal(MailProviders.Microsoft365.Flows, provider.Flows);
    }

    [Fact]
    public void Everything_that_a_cloud_lacks_is_reported()
    {
        var errors = Some.ErrorsOf(
            () => MailProviders.CreateMicrosoft365(new MicrosoftCloud { ApplicationResource = "nonsense", MailHost = " " }));
        Assert.Equal(["Id", "LoginHost", "Resource", "ApplicationResource", "MailHost", "SmtpHost"], errors.Select(error => error.Option));
        Assert.Throws<ArgumentNullException>(() => MailProviders.CreateMicrosoft365(null!));
    }

    [Theory]
    [InlineData("https://login.example")]
    [InlineData("login.example/tenant")]
    [InlineData("login.example:443")]
    public void Login_host_of_a_cloud_must_be_a_host_name(string host)
    {
        var cloud = Cloud();
        cloud.LoginHost = host;
        Assert.Equal("LoginHost", Assert.Single(Some.ErrorsOf(() => MailProviders.CreateMicrosoft365(cloud))).Option);
    }

    [Theory]
    [InlineData("outlook.example.fr")]
    [InlineData("http://outlook.example.fr")]
    [InlineData("https://outlook.example.fr/")]
    [InlineData("https://outlook.example.fr/.default")]
    public void Resource_of_a_cloud_must_be_an_address_without_a_path(string resource)
    {
        var cloud = Cloud();
        (cloud.Resource, cloud.ApplicationResource) = (resource, resource);
        Assert.Equal(["Resource", "ApplicationResource"],
            Some.ErrorsOf(() => MailProviders.CreateMicrosoft365(cloud)).Select(error => error.Option));
    }

    private static MicrosoftCloud Cloud() => new()
    {
        Id = "Microsoft365France",
        LoginHost = "login.sovcloud-identity.fr",
        Resource = "https://outlook.example.fr",
        MailHost = "imap.example.fr",
        SmtpHost = "smtp.example.fr",
    };

    [Fact]
    public void All_missing_options_of_a_provider_are_reported()
    {
        var options = new MailProviderOptions { TokenEndpoint = "http://id.example/token", Flows = { OAuthFlow.DeviceCode } };
        Assert.Equal(
            ["Id", "Smtp", "Mechanisms", "TokenEndpoint", "DeviceAuthorizationEndpoint"],
            Some.ErrorsOf(() => _ = new MailProvider(options)).Select(error => error.Option));
    }

    [Fact]
    public void Provider_is_immutable()
    {
        var options = Own();
        var provider = new MailProvider(options);
        (options.Id, options.Imap, options.TokenEndpoint) = ("other", null, "http://elsewhere.example/token");
        options.Flows.Clear();
        options.Scopes[MailProtocol.Imap] = "everything";
        options.CommonScopes.Add("more");

        Assert.Equal("own", provider.Id);
        Assert.NotNull(provider.GetEndpoint(MailProtocol.Imap));
        Assert.Null(provider.WhyNot(OAuthFlow.AuthorizationCode));
        Assert.Equal(["mail"], provider.GetScopes(OAuthFlow.AuthorizationCode, [MailProtocol.Imap]));
        Assert.Equal(new Uri("https://id.example/token"), provider.CreateAuthorizationServer().TokenEndpoint);
    }

    [Fact]
    public void All_invalid_options_of_a_provider_are_reported()
    {
        var options = Own();
        options.Mechanisms.Add((OAuthMechanism)9);
        options.Flows.Add((OAuthFlow)9);
        options.CommonScopes.Add("");
        options.DefaultTenant = "a/b";
        options.LoopbackHost = "elsewhere.example";
        options.RefreshTokenIdleLimit = TimeSpan.Zero;
        Assert.Equal(
            ["Mechanisms", "Flows", "CommonScopes", "DefaultTenant", "RefreshTokenIdleLimit", "LoopbackHost"],
            Some.ErrorsOf(() => _ = new MailProvider(options)).Select(error => error.Option));
    }

    [Fact]
    public void Cloud_excludes_the_options_that_it_defines()
    {
        var options = new MailProviderOptions { Id = "fr", DisplayName = "France", Cloud = Cloud(),
            TokenEndpoint = "https://id.example/token" };
        options.Cloud.Id = "";
        Assert.Equal("TokenEndpoint", Assert.Single(Some.ErrorsOf(() => _ = new MailProvider(options))).Option);

        options.TokenEndpoint = null;
        var provider = new MailProvider(options);
        Assert.Equal(("fr", "France"), (provider.Id, provider.DisplayName));
        Assert.Equal("smtp.example.fr:587", provider.GetEndpoint(MailProtocol.Smtp)!.ToString());
        Assert.Equal("", options.Cloud.Id);

        options.Cloud.Id = "other";
        options.Cloud.LoginHost = " ";
        Assert.Equal(["Cloud:Id", "Cloud:LoginHost"], Some.ErrorsOf(() => _ = new MailProvider(options)).Select(error => error.Option));
    }

    private static MailProviderOptions Own() => new()
    {
        Id = "own",
        Imap = new MailEndpoint("imap.example", 993, TlsMode.Implicit),
        Mechanisms = { OAuthMechanism.XOAuth2 },
        Flows = { OAuthFlow.AuthorizationCode },
        AuthorizationEndpoint = "https://id.example/authorize",
        TokenEndpoint = "https://id.example/token",
        Scopes = { [MailProtocol.Imap] = "mail" },
    };
}
