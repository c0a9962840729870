namespace OAuthMail.Microsoft.Tests;

public sealed class AdminConsentTests
{
    private const string Tenant = "3f0f5d1c-8a52-4c37-9a3e-5d0b1c2d3e4f";
    private static readonly Uri Redirect = new("https://app.contoso.com/consented");

    [Theory]
    [InlineData(MailProtocol.Imap, "https://ps.outlook.com/.default")]
    [InlineData(MailProtocol.Pop3, "https://ps.outlook.com/.default")]
    [InlineData(MailProtocol.Smtp, "https://outlook.office365.com/.default")]
    public void An_application_asks_for_its_permissions(MailProtocol protocol, string scope)
    {
        var url = AdminConsent.CreateUrl(
            CreateAccount("Microsoft365", OAuthFlow.ClientCredentials, "contoso.onmicrosoft.com"), Redirect, protocol, "the state");

        Assert.Equal("https://login.microsoftonline.com/contoso.onmicrosoft.com/v2.0/adminconsent", url.GetLeftPart(UriPartial.Path));
        Assert.Equal(
            $"?client_id=app&scope={Uri.EscapeDataString(scope)}&redirect_uri={Uri.EscapeDataString(Redirect.OriginalString)}&state=the+state",
            url.Query);
    }

    [Fact]
    public void An_address_without_a_host_is_refused() => Assert.Throws<ArgumentException>(
        () => AdminConsent.CreateUrl(
            CreateAccount("Microsoft365", OAuthFlow.ClientCredentials, Tenant), new Uri("/consented", UriKind.Relative),
            MailProtocol.Imap));

    [Fact]
    public void A_person_s_application_asks_for_its_scopes()
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
    public void Another_cloud_has_its_own_hosts(string provider, string login, string scope)
    {
        var url = AdminConsent.CreateUrl(CreateAccount(provider, OAuthFlow.ClientCredentials, Tenant), Redirect, MailProtocol.Imap);

        Assert.Equal(login, url.Host);
        Assert.Contains(Uri.EscapeDataString(scope), url.Query, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_anybody_may_sign_in_any_organization_may_consent()
    {
        var url = AdminConsent.CreateUrl(CreateAccount("Microsoft365", OAuthFlow.AuthorizationCode, "common"), Redirect, MailProtocol.Imap);

        Assert.StartsWith("https://login.microsoftonline.com/organizations/v2.0/adminconsent?", url.AbsoluteUri, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Microsoft365", "consumers")]
    [InlineData("OutlookCom", null)]
    public void Personal_accounts_have_no_administrator(string provider, string? tenant)
    {
        var account = CreateAccount(provider, OAuthFlow.AuthorizationCode, tenant);

        Assert.Contains("TenantId: 'consumers' can't be used.",
            Assert.Throws<MailConfigurationException>(() => AdminConsent.CreateUrl(account, Redirect, MailProtocol.Imap)).Message,
                StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_consents_elsewhere()
    {
        var google = CreateAccount("Google", OAuthFlow.AuthorizationCode, null, "secret");

        Assert.Contains("Only tenants of Microsoft",
            Assert.Throws<MailConfigurationException>(() => AdminConsent.CreateUrl(google, Redirect, MailProtocol.Imap)).Message,
                StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_consents_to_a_managed_identity()
    {
        var options = new MailAccountOptions { Provider = "Microsoft365", Address = "a@contoso.com", Flow = OAuthFlow.ManagedIdentity };

        Assert.Contains("An administrator assigns the permissions",
            Assert.Throws<MailConfigurationException>(
                () => AdminConsent.CreateUrl(MailAccount.Create("a", options), Redirect, MailProtocol.Imap)).Message,
                    StringComparison.Ordinal);
    }

    [Theory]
    [InlineData($"https://app.contoso.com/consented?admin_consent=True&tenant={Tenant}&state=the+state")]
    [InlineData($"?admin_consent=true&tenant={Tenant}&state=the%20state#fragment")]
    [InlineData($"admin_consent=True&tenant={Tenant}&state=the+state")]
    public void A_consent_names_the_tenant(string redirect) => Assert.Equal(Tenant, AdminConsent.ReadTenant(redirect, "the state"));

    [Fact]
    public void A_refusal_has_the_servers_words()
    {
        var failure = Assert.Throws<OAuthMailException>(
            () => AdminConsent.ReadTenant(
                "https://app.contoso.com/?error=permission_denied&error_description=The+admin+canceled+the+request%0d%0a"));

        Assert.Equal(Problems.AdminConsentRequired, failure.Problem);
        Assert.Contains("permission_denied: The admin canceled the request", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData($"?admin_consent=True&tenant={Tenant}&state=another", "its state is not the request's")]
    [InlineData($"?admin_consent=True&tenant={Tenant}", "its state is not the request's")]
    [InlineData("?admin_consent=True&tenant=contoso&state=the+state", "it names no tenant")]
    [InlineData($"?tenant={Tenant}&state=the+state", "it does not say that anybody consented")]
    [InlineData($"?admin_consent=True&admin_consent=False&tenant={Tenant}&state=the+state", "it names a parameter twice")]
    [InlineData("", "its state is not the request's")]
    public void What_is_no_answer_is_told(string redirect, string why)
    {
        var failure = Assert.Throws<OAuthMailException>(() => AdminConsent.ReadTenant(redirect, "the state"));

        Assert.Equal(Problems.RedirectInvalid, failure.Problem);
        Assert.Contains(why, failure.Message, StringComparison.Ordinal);
    }

    private static MailAccount CreateAccount(string provider, OAuthFlow flow, string? tenant, string? secret = null) =>
        MailAccount.Create("alerts", new MailAccountOptions
    {
        Provider = provider,
        Address = "alerts@contoso.com",
        Flow = flow,
        TenantId = tenant,
        ClientId = "app",
        ClientSecret = secret ?? (flow == OAuthFlow.ClientCredentials ? "the-secret-value" : null),
    });
}
