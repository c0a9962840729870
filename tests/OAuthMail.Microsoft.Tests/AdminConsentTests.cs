using OAuthMail.Tests;

namespace OAuthMail.Microsoft.Tests;

public sealed class AdminConsentTests
{
    private const string Tenant = EntraWorld.TenantId;
    private static readonly Uri Redirect = new("https://app.contoso.com/consented");

    [Theory]
    [InlineData(MailProtocol.Imap, "https://ps.outlook.com/.default")]
    [InlineData(MailProtocol.Pop3, "https://ps.outlook.com/.default")]
    [InlineData(MailProtocol.Smtp, "https://outlook.office365.com/.default")]
    public void Application_requests_its_own_permissions(MailProtocol protocol, string scope)
    {
        var url = AdminConsent.CreateUrl(
            CreateAccount("Microsoft365", OAuthFlow.ClientCredentials, "contoso.onmicrosoft.com"), Redirect, protocol, "the state");

        Assert.Equal("https://login.microsoftonline.com/contoso.onmicrosoft.com/v2.0/adminconsent", url.GetLeftPart(UriPartial.Path));
        var redirect = Uri.EscapeDataString(Redirect.OriginalString);
        Assert.Equal($"?client_id=app&scope={Uri.EscapeDataString(scope)}&redirect_uri={redirect}&state=the+state", url.Query);
    }

    [Fact]
    public void Relative_redirect_URI_is_rejected()
    {
        var account = CreateAccount("Microsoft365", OAuthFlow.ClientCredentials, Tenant);

        Assert.Throws<ArgumentException>(
            () => AdminConsent.CreateUrl(account, new Uri("/consented", UriKind.Relative), MailProtocol.Imap));
    }

    [Fact]
    public void Account_of_a_user_requests_delegated_permissions()
    {
        var url = AdminConsent.CreateUrl(CreateAccount("Microsoft365", OAuthFlow.AuthorizationCode, null), Redirect, MailProtocol.Imap);

        Assert.StartsWith("https://login.microsoftonline.com/organizations/v2.0/adminconsent?", url.AbsoluteUri, StringComparison.Ordinal);
        Assert.Contains(Uri.EscapeDataString("https://outlook.office.com/IMAP.AccessAsUser.All"), url.Query, StringComparison.Ordinal);
        Assert.DoesNotContain("offline_access", url.Query, StringComparison.Ordinal);
        Assert.DoesNotContain("state=", url.Query, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Microsoft365GccHigh", "login.microsoftonline.us", "https://outlook.office365.us/.default")]
    [InlineData("Microsoft365China", "login.partner.microsoftonline.cn", "https://partner.outlook.cn/.default")]
    public void Other_clouds_use_their_own_hosts(string provider, string login, string scope)
    {
        var url = AdminConsent.CreateUrl(CreateAccount(provider, OAuthFlow.ClientCredentials, Tenant), Redirect, MailProtocol.Imap);

        Assert.Equal(login, url.Host);
        Assert.Contains(Uri.EscapeDataString(scope), url.Query, StringComparison.Ordinal);
    }

    [Fact]
    public void Tenant_common_is_replaced_with_organizations()
    {
        var url = AdminConsent.CreateUrl(CreateAccount("Microsoft365", OAuthFlow.AuthorizationCode, "common"), Redirect, MailProtocol.Imap);

        Assert.StartsWith("https://login.microsoftonline.com/organizations/v2.0/adminconsent?", url.AbsoluteUri, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Microsoft365", "consumers")]
    [InlineData("OutlookCom", null)]
    public void Personal_account_is_rejected(string provider, string? tenant)
    {
        var account = CreateAccount(provider, OAuthFlow.AuthorizationCode, tenant);

        var failure = Assert.Throws<MailConfigurationException>(() => AdminConsent.CreateUrl(account, Redirect, MailProtocol.Imap));

        Assert.Contains("TenantId: 'consumers' can't be used.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Account_of_another_provider_is_rejected()
    {
        var google = CreateAccount("Google", OAuthFlow.AuthorizationCode, null, "secret");

        var failure = Assert.Throws<MailConfigurationException>(() => AdminConsent.CreateUrl(google, Redirect, MailProtocol.Imap));

        Assert.Contains("Only tenants of Microsoft", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Managed_identity_is_rejected()
    {
        var account = MailAccount.Create("a", MicrosoftOptions.ManagedIdentity());

        var failure = Assert.Throws<MailConfigurationException>(() => AdminConsent.CreateUrl(account, Redirect, MailProtocol.Imap));

        Assert.Contains("An administrator assigns the permissions", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData($"https://app.contoso.com/consented?admin_consent=True&tenant={Tenant}&state=the+state")]
    [InlineData($"?admin_consent=true&tenant={Tenant}&state=the%20state#fragment")]
    [InlineData($"admin_consent=True&tenant={Tenant}&state=the+state")]
    public void Response_with_consent_returns_the_tenant(string redirect) =>
        Assert.Equal(Tenant, AdminConsent.ReadTenant(redirect, "the state"));

    [Fact]
    public void Error_response_is_reported_with_its_description()
    {
        var failure = Assert.Throws<OAuthMailException>(
            () => AdminConsent.ReadTenant(
                "https://app.contoso.com/?error=permission_denied&error_description=The+admin+canceled+the+request%0d%0a"));

        Assert.Equal(Problems.AdminConsentRequired, failure.Problem);
        Assert.Contains("permission_denied: The admin canceled the request", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData($"?admin_consent=True&tenant={Tenant}&state=another", "its state differs from the state of the request")]
    [InlineData($"?admin_consent=True&tenant={Tenant}", "its state differs from the state of the request")]
    [InlineData("?admin_consent=True&tenant=contoso&state=the+state", "it contains no valid tenant id")]
    [InlineData($"?tenant={Tenant}&state=the+state", "it does not confirm the consent")]
    [InlineData($"?admin_consent=True&admin_consent=False&tenant={Tenant}&state=the+state", "it contains a parameter twice")]
    [InlineData("", "its state differs from the state of the request")]
    public void Invalid_response_is_rejected_with_the_reason(string redirect, string why)
    {
        var failure = Assert.Throws<OAuthMailException>(() => AdminConsent.ReadTenant(redirect, "the state"));

        Assert.Equal(Problems.RedirectInvalid, failure.Problem);
        Assert.Contains(why, failure.Message, StringComparison.Ordinal);
    }

    private static MailAccount CreateAccount(string provider, OAuthFlow flow, string? tenant, string? secret = null) =>
        MailAccount.Create("alerts", Some.Application(options =>
    {
        (options.Provider, options.Flow, options.TenantId, options.ClientId) = (provider, flow, tenant, "app");
        options.ClientSecret = secret ?? (flow == OAuthFlow.ClientCredentials ? Some.Secret : null);
    }));
}
