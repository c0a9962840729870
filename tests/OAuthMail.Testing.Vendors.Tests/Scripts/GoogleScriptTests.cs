using System.Text.Json.Nodes;

namespace OAuthMail.Testing.Vendors.Tests.Scripts;

/// <summary>google-auth-library and google-auth, unmodified, against the Google dialect.</summary>
public sealed class GoogleScriptTests : IAsyncLifetime
{
    private const string Alice = "alice@example.com";

    private readonly string _keyFile = Path.GetTempFileName();
    private MailTestHost _host = null!;

    private TestAuthorizationServer Server => _host.AuthorizationServer;

    public async Task InitializeAsync()
    {
        _host = await MailTestHost.StartAsync(options => options.Dialect = AuthorizationDialect.Google);
        _host.AddMailbox(Alice);
        Server.AddClient(new TestClient("desktop") { IsNative = true }.AddSecret("secret")).RedirectUris.Add("http://127.0.0.1/callback");
        await File.WriteAllTextAsync(_keyFile, Server.AddServiceAccount("robot@project.example", Alice).KeyFileJson);
    }

    public async Task DisposeAsync()
    {
        File.Delete(_keyFile);
        await _host.DisposeAsync();
    }

    [NodeFact]
    public async Task Google_auth_library_uses_all_endpoints()
    {
        var settings = new JsonObject
        {
            ["user"] = Alice,
            ["authorization"] = Server.AuthorizationEndpoint.AbsoluteUri,
            ["token"] = Server.TokenEndpoint.AbsoluteUri,
            ["revocation"] = Server.RevocationEndpoint!.AbsoluteUri,
            ["tokenInfo"] = new Uri(Server.TokenEndpoint, "/tokeninfo").AbsoluteUri,
            ["keyFile"] = _keyFile,
        };

        var result = await VendorScript.RunAsync("node", "Node/google.mjs", _host, settings);

        Assert.Equal(TokenVerdict.Accepted, Check(result["account"]));
        Assert.Equal(TokenVerdict.Revoked, Check(result["refreshed"]));
        Assert.Equal(Alice, (string?)result["email"]);
        Assert.Equal("""["https://mail.google.com/"]""", result["scopes"]!.ToJsonString());
    }

    [PythonFact]
    public async Task Google_auth_signs_Googles_address_as_audience()
    {
        var settings = new JsonObject
        {
            ["user"] = Alice,
            ["token"] = Server.TokenEndpoint.AbsoluteUri,
            ["keyFile"] = _keyFile,
            ["refreshToken"] = await SignInAsync(),
        };

        var result = await VendorScript.RunAsync(PythonFactAttribute.Python, "Python/google_tokens.py", _host, settings);

        Assert.Equal(TokenVerdict.Accepted, Check(result["account"]));
        Assert.Equal(TokenVerdict.Accepted, Check(result["refreshed"]));
    }

    private TokenVerdict Check(JsonNode? token) => Server.CheckAccessToken((string)token!, Alice, MailProtocol.Imap);

    private async Task<string> SignInAsync()
    {
        const string RedirectUri = "http://127.0.0.1/callback";
        using var http = _host.CreateHttpClient();
        using var redirect = await http.GetAsync(new Uri(
            $"{Server.AuthorizationEndpoint}?client_id=desktop&response_type=code&scope=https://mail.google.com/"
            + $"&access_type=offline&redirect_uri={RedirectUri}&login_hint={Alice}"));
        var code = System.Web.HttpUtility.ParseQueryString(redirect.Headers.Location!.Query)["code"]!;
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = RedirectUri,
            ["client_id"] = "desktop", ["client_secret"] = "secret",
        });
        using var response = await http.PostAsync(Server.TokenEndpoint, form);
        return (string)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["refresh_token"]!;
    }
}
