using System.Net;
using System.Text;
using OAuthMail.Microsoft.Sources;
using OAuthMail.Storage;

namespace OAuthMail.Microsoft.Tests;

/// <summary>The host that a cloud names is the one that is asked, whatever MSAL knows of it.</summary>
[Collection(ManagedIdentityTests.Environments)]
public sealed class HostTests
{
    public static TheoryData<string> Hosts =>
    [
        "login.microsoftonline.com", "login.microsoftonline.us", "login.partner.microsoftonline.cn", "login.sovcloud-identity.fr", "login.sovcloud-identity.de",
        "login.sovcloud-identity.sg", "login.windows.net", "login.microsoft.com", "login.chinacloudapi.cn", "login.usgovcloudapi.net", "login.house.example",
    ];

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task An_application_asks_the_host_that_its_cloud_names(string host)
    {
        var asked = new List<Uri>();
        await AskAsync(host, OAuthFlow.ClientCredentials, asked, new TokenSourceContext(default, null));

        Assert.Equal([$"https://{host}/3f0f5d1c-8a52-4c37-9a3e-5d0b1c2d3e4f/oauth2/v2.0/token"], asked.Select(uri => uri.AbsoluteUri));
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task A_persons_consent_is_renewed_at_the_host_that_its_cloud_names(string host)
    {
        var asked = new List<Uri>();
        var record = new TokenRecord { RefreshToken = "refresh-0" };
        for (var round = 0; round < 2; round++)
        {
            var grant = await AskAsync(host, OAuthFlow.AuthorizationCode, asked, new TokenSourceContext(default, record));
            record.RefreshToken = grant.RefreshToken;
            foreach (var property in grant.Properties) record.Properties[property.Key] = property.Value!;
        }

        Assert.Equal(2, asked.Count);
        Assert.All(asked, uri => Assert.Equal(host, uri.Host));
    }

    [Fact]
    public async Task A_region_in_the_environment_turns_no_request_to_another_host()
    {
        Environment.SetEnvironmentVariable("MSAL_FORCE_REGION", "westeurope");
        try
        {
            var asked = new List<Uri>();
            await AskAsync("login.microsoftonline.com", OAuthFlow.ClientCredentials, asked, new TokenSourceContext(default, null));
            Assert.Equal(["login.microsoftonline.com"], asked.Select(uri => uri.Host));
        }
        finally
        {
            Environment.SetEnvironmentVariable("MSAL_FORCE_REGION", null);
        }
    }

    private static async Task<TokenGrant> AskAsync(string host, OAuthFlow flow, List<Uri> asked, TokenSourceContext context)
    {
        using var client = new HttpClient(new AnsweringHandler(request =>
        {
            asked.Add(request.RequestUri!);
            return Answer(asked.Count);
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
        var account = MailAccount.Create("ann", new MailAccountOptions
        {
            Provider = "Cloud",
            Flow = flow,
            TenantId = "3f0f5d1c-8a52-4c37-9a3e-5d0b1c2d3e4f",
            ClientId = "app",
            Address = "ann@contoso.com",
            ClientSecret = flow == OAuthFlow.ClientCredentials ? "the-secret-value" : null,
        }, cloud);
        var source = new MicrosoftSources(null).TryCreate(account.Outgoing, account.Name, account.SignInName, http, TimeProvider.System)!;
        return await source.RequestTokenAsync(context, CancellationToken.None);
    }

    private static HttpResponseMessage Answer(int number)
    {
        var clientInfo = Encode("""{"uid":"11111111-1111-1111-1111-111111111111","utid":"3f0f5d1c-8a52-4c37-9a3e-5d0b1c2d3e4f"}""");
        var idToken = $"{Encode("""{"alg":"none"}""")}.{Encode("""{"oid":"11111111-1111-1111-1111-111111111111","tid":"3f0f5d1c-8a52-4c37-9a3e-5d0b1c2d3e4f","sub":"s","iss":"https://issuer.example","preferred_username":"ann@contoso.com"}""")}.x";
        var body = $$"""{"token_type":"Bearer","expires_in":3600,"access_token":"access-{{number}}","refresh_token":"refresh-{{number}}","scope":"https://outlook.example/SMTP.Send","client_info":"{{clientInfo}}","id_token":"{{idToken}}"}""";
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
    }

    private static string Encode(string text) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
