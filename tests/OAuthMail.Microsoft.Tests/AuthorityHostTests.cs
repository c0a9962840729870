using System.Net;
using System.Text;
using OAuthMail.Microsoft.Sources;
using OAuthMail.Storage;
using OAuthMail.Tests;

namespace OAuthMail.Microsoft.Tests;

/// <summary>Requests are sent to the host that the cloud configures, even if MSAL knows aliases of it.</summary>
[Collection(ManagedIdentityTests.Environments)]
public sealed class AuthorityHostTests
{
    public static TheoryData<string> Hosts =>
    [
        "login.microsoftonline.com", "login.microsoftonline.us", "login.partner.microsoftonline.cn", "login.sovcloud-identity.fr",
        "login.sovcloud-identity.de", "login.sovcloud-identity.sg", "login.windows.net", "login.microsoft.com", "login.chinacloudapi.cn",
        "login.usgovcloudapi.net", "login.house.example",
    ];

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task Application_requests_its_token_from_the_configured_host(string host)
    {
        var requested = new List<Uri>();
        await RequestAsync(host, OAuthFlow.ClientCredentials, requested, new TokenSourceContext(default, null));

        Assert.Equal([$"https://{host}/{EntraWorld.TenantId}/oauth2/v2.0/token"], requested.Select(uri => uri.AbsoluteUri));
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task Token_of_a_user_is_refreshed_at_the_configured_host(string host)
    {
        var requested = new List<Uri>();
        var record = new TokenRecord { RefreshToken = "refresh-0" };
        for (var round = 0; round < 2; round++)
        {
            var grant = await RequestAsync(host, OAuthFlow.AuthorizationCode, requested, new TokenSourceContext(default, record));
            record.RefreshToken = grant.RefreshToken;
            foreach (var property in grant.Properties) record.Properties[property.Key] = property.Value!;
        }

        Assert.Equal(2, requested.Count);
        Assert.All(requested, uri => Assert.Equal(host, uri.Host));
    }

    [Fact]
    public async Task Region_in_the_environment_does_not_change_the_host()
    {
        Environment.SetEnvironmentVariable("MSAL_FORCE_REGION", "westeurope");
        try
        {
            var requested = new List<Uri>();
            await RequestAsync("login.microsoftonline.com", OAuthFlow.ClientCredentials, requested, new TokenSourceContext(default, null));
            Assert.Equal(["login.microsoftonline.com"], requested.Select(uri => uri.Host));
        }
        finally
        {
            Environment.SetEnvironmentVariable("MSAL_FORCE_REGION", null);
        }
    }

    [Theory]
    [InlineData("adfs")]
    [InlineData("ADFS")]
    [InlineData("tfp")]
    [InlineData("dstsv2")]
    [InlineData("contoso.com")]
    public async Task Configured_token_endpoint_receives_the_request_unchanged(string tenant)
    {
        var endpoint = $"https://login.house.example/{tenant}/oauth2/v2.0/token";
        var requested = new List<Uri>();
        using var client = new HttpClient(new StubHandler(request =>
        {
            requested.Add(request.RequestUri!);
            return Respond(requested.Count);
        }));
        using var http = OAuthHttp.FromClientWithoutRedirects(client);
        using var tokens = new MailTokens();
        var account = MailAccount.Create("ann", Some.Application(options => options.TokenEndpoint = endpoint));

        await tokens.ForMicrosoft(account, http).GetAccessTokenAsync();

        Assert.Equal([endpoint], requested.Select(uri => uri.AbsoluteUri));
    }

    private static async Task<TokenGrant> RequestAsync(string host, OAuthFlow flow, List<Uri> requested, TokenSourceContext context)
    {
        using var client = new HttpClient(new StubHandler(request =>
        {
            requested.Add(request.RequestUri!);
            return Respond(requested.Count);
        }));
        using var http = OAuthHttp.FromClientWithoutRedirects(client);
        var cloud = MailProviders.CreateMicrosoft365(new MicrosoftCloud
        {
            Id = "Cloud",
            LoginHost = host,
            Resource = "https://outlook.example",
            MailHost = "outlook.example",
            SmtpHost = "smtp.example",
        });
        var options = Some.Application(options =>
        {
            (options.Provider, options.Flow, options.TenantId) = ("Cloud", flow, EntraWorld.TenantId);
            if (flow != OAuthFlow.ClientCredentials) options.ClientSecret = null;
        });
        var account = MailAccount.Create("ann", options, cloud);
        var source = new MicrosoftSources(null).TryCreate(account.Outgoing, account.Name, account.SignInName, http, TimeProvider.System)!;
        return await source.RequestTokenAsync(context, CancellationToken.None);
    }

    private static HttpResponseMessage Respond(int number)
    {
        const string user = "11111111-1111-1111-1111-111111111111";
        var clientInfo = Encode($$"""{"uid":"{{user}}","utid":"{{EntraWorld.TenantId}}"}""");
        var claims = Encode($$"""
            {"oid":"{{user}}","tid":"{{EntraWorld.TenantId}}","sub":"s","iss":"https://issuer.example",
             "preferred_username":"ann@contoso.com"}
            """);
        var idToken = $"{Encode("""{"alg":"none"}""")}.{claims}.x";
        var body = $$"""
            {"token_type":"Bearer","expires_in":3600,"access_token":"access-{{number}}","refresh_token":"refresh-{{number}}",
             "scope":"https://outlook.example/SMTP.Send","client_info":"{{clientInfo}}","id_token":"{{idToken}}"}
            """;
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
    }

    private static string Encode(string text) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
