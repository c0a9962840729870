using OAuthMail.Diagnosis;
using OAuthMail.Providers;

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
    public void Microsofts_scopes_carry_the_resource_and_one_resource_only()
    {
        foreach (var provider in MailProviders.All.Where(p => p.HasTenants && p.Flows.Contains(OAuthFlow.AuthorizationCode)))
        {
            var resources = provider.GetScopes(OAuthFlow.AuthorizationCode, [MailProtocol.Smtp, MailProtocol.Imap, MailProtocol.Pop3])
                .Where(scope => scope.Contains('/')).Select(scope => new Uri(scope).Host).Distinct();
            Assert.Single(resources);
        }
    }

    [Fact]
    public void What_a_provider_cannot_do_has_its_reason()
    {
        Assert.Contains("device codes", MailProviders.Google.WhyNot(OAuthFlow.DeviceCode), StringComparison.Ordinal);
        Assert.Contains("no tenant", MailProviders.OutlookCom.WhyNot(OAuthFlow.ClientCredentials), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("::1%x\r\nQUIT")]
    [InlineData("a b")]
    [InlineData("host:25")]
    [InlineData("")]
    public void What_is_no_host_is_no_server(string host)
    {
        var failure = Assert.Throws<ArgumentException>(() => new MailEndpoint(host, 25, TlsMode.StartTls));
        Assert.DoesNotContain("QUIT", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void High_volume_email_wants_ten_minutes_left() => Assert.Equal(TimeSpan.FromMinutes(10), MailProviders.Microsoft365Hve.LeastTokenLifetime);

    [Fact]
    public void A_provider_of_ones_own_is_checked_as_a_whole()
    {
        var failure = Assert.Throws<MailConfigurationException>(() => new MailProvider(new MailProviderOptions { TokenEndpoint = "http://id.example/token", Flows = { OAuthFlow.DeviceCode } }));
        Assert.Equal(["Id", "Smtp", "Mechanisms", "TokenEndpoint", "DeviceAuthorizationEndpoint"], failure.Failures.Select(f => f.Option));
    }

    [Fact]
    public void A_provider_stays_as_it_was_made()
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
    public void A_provider_of_ones_own_is_checked_to_the_last_fact()
    {
        var options = Own();
        options.Mechanisms.Add((OAuthMechanism)9);
        options.Flows.Add((OAuthFlow)9);
        options.Scopes[MailProtocol.Smtp] = null!;
        options.CommonScopes.Add("");
        options.DefaultTenant = "a/b";
        options.LoopbackHost = "elsewhere.example";
        options.AuthorizationParameters["prompt"] = null!;
        var failure = Assert.Throws<MailConfigurationException>(() => new MailProvider(options));
        Assert.Equal(
            ["Mechanisms", "Flows", "Scopes:Smtp", "CommonScopes", "DefaultTenant", "LoopbackHost", "AuthorizationParameters:prompt"],
            failure.Failures.Select(f => f.Option));
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
