namespace OAuthMail.Tests.Configuration;

public class ScopeOptionTests
{
    [Theory]
    [InlineData("Microsoft365", "SMTP.Send", "'SMTP.Send' doesn't contain the address of its resource", "Set 'https://outlook.office.com/SMTP.Send'")]
    [InlineData("Microsoft365", "offline_access imap.accessasuser.all", "'imap.accessasuser.all' doesn't contain the address", "Set 'https://outlook.office.com/IMAP.AccessAsUser.All'")]
    [InlineData("Microsoft365", "https://graph.microsoft.com/SMTP.Send", "is a permission of Microsoft Graph", "Set 'https://outlook.office.com/SMTP.Send'")]
    [InlineData("Microsoft365", "https://graph.microsoft.com/.default", "is a permission of Microsoft Graph", "https://outlook.office.com/SMTP.Send")]
    [InlineData("Microsoft365", "00000003-0000-0000-c000-000000000000/Mail.Send", "is a permission of Microsoft Graph", "https://outlook.office.com/SMTP.Send")]
    [InlineData("Microsoft365GccHigh", "https://graph.microsoft.us/SMTP.Send", "is a permission of Microsoft Graph", "https://outlook.office365.us/SMTP.Send")]
    [InlineData("Microsoft365Dod", "https://DOD-graph.microsoft.us//POP.AccessAsUser.All", "is a permission of Microsoft Graph", "https://outlook.office365.us/POP.AccessAsUser.All")]
    [InlineData("Microsoft365China", "https://microsoftgraph.chinacloudapi.cn/SMTP.Send", "is a permission of Microsoft Graph", "https://partner.outlook.cn/SMTP.Send")]
    [InlineData("OutlookCom", "openid profile", "contain no permission for mail", "https://outlook.office.com/SMTP.Send")]
    public void Scope_of_Microsoft_Graph_is_rejected_and_the_valid_scope_is_named(
        string provider, string scope, string expected, string instead)
    {
        var error = ErrorOf(provider, OAuthFlow.AuthorizationCode, scope);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Contains("535 5.7.3", error, StringComparison.Ordinal);
        Assert.Contains(instead, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Scopes_of_two_resources_are_rejected()
    {
        var error = ErrorOf("Microsoft365", OAuthFlow.DeviceCode,
            "https://outlook.office.com/SMTP.Send offline_access https://outlook.office365.com/IMAP.AccessAsUser.All");
        Assert.Contains("'https://outlook.office.com/SMTP.Send' and 'https://outlook.office365.com/IMAP.AccessAsUser.All'", error,
            StringComparison.Ordinal);
        Assert.Contains("AADSTS28000", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://outlook.office.com/SMTP.Send")]
    [InlineData("https://outlook.office365.com/SMTP.Send https://OUTLOOK.office365.com/IMAP.AccessAsUser.All offline_access openid profile email")]
    [InlineData("https://outlook.office.com/.default offline_access")]
    public void Scopes_of_one_resource_are_accepted(string scope) =>
        Assert.NotNull(Create("Microsoft365", OAuthFlow.AuthorizationCode, scope));

    [Theory]
    [InlineData("https://outlook.office365.com/SMTP.SendAsApp", "'/.default'")]
    [InlineData("SMTP.SendAsApp", "'/.default'")]
    [InlineData("https://graph.microsoft.com/.default", "535 5.7.3")]
    [InlineData("https://outlook.office365.com/.default offline_access", "Must be one scope, but has 2.")]
    public void Application_requests_the_default_scope_of_one_resource(string scope, string expected)
    {
        var error = ErrorOf("Microsoft365", OAuthFlow.ClientCredentials, scope);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Contains("https://outlook.office365.com/.default", error, StringComparison.Ordinal);
        Assert.NotNull(Create("Microsoft365", OAuthFlow.ClientCredentials, "https://ps.outlook.com/.default"));
    }

    [Fact]
    public void Scopes_of_other_providers_are_not_checked() =>
        Assert.NotNull(Create("Yahoo", OAuthFlow.AuthorizationCode, "mail-w https://graph.microsoft.com/SMTP.Send"));

    private static string ErrorOf(string provider, OAuthFlow flow, string scope)
    {
        var error = Assert.Single(Some.ErrorsOf(() => Create(provider, flow, scope)));
        Assert.Equal("a:Scope", error.Option);
        return error.Message;
    }

    private static MailAccount Create(string provider, OAuthFlow flow, string scope) => MailAccount.Create("a", Some.Application(o =>
    {
        (o.Provider, o.Flow, o.Scope) = (provider, flow, scope);
        if (flow != OAuthFlow.ClientCredentials) (o.TenantId, o.ClientSecret) = (null, null);
    }));
}
