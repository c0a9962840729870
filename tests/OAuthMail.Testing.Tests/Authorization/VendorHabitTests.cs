using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace OAuthMail.Testing.Tests.Authorization;

/// <summary>What Google's libraries and openid-client send and expect, without the libraries.</summary>
public sealed class VendorHabitTests : ServerTest
{
    private const string MailScope = "https://mail.google.com/";

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Server.AddUser(new TestUser(Alice));
    }

    protected override void Configure(MailTestHostOptions options) => options.Dialect = AuthorizationDialect.Google;

    [Theory]
    [InlineData("POST")]
    [InlineData("GET")]
    public async Task A_token_in_the_query_is_revoked(string method)
    {
        var client = Server.AddClient(TestClient.Confidential("web", "secret"));
        var token = Server.IssueAccessToken(client, Alice, MailScope);
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(Server.RevocationEndpoint + "?token=" + token));
        using var response = await Client.Http.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode);
        Assert.Equal(TokenVerdict.Revoked, Check(token));
    }

    [Fact]
    public async Task A_token_is_described_until_it_is_revoked()
    {
        var client = Server.AddClient(TestClient.Confidential("web", "secret"));
        var token = Server.IssueAccessToken(client, Alice, MailScope);
        var uri = new Uri(Server.JwksUri, "/tokeninfo?access_token=" + token);
        var info = await Client.GetJsonAsync(uri);
        string?[] values = [(string?)info["aud"], (string?)info["scope"], (string?)info["email"], (string?)info["expires_in"]];
        Assert.Equal<string?[]>(["web", MailScope, Alice, "3600"], values);

        Server.Revoke(token);
        using var response = await Client.Http.GetAsync(uri);
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains("invalid_token", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://oauth2.googleapis.com/token", 200)]
    [InlineData("https://evil.example/token", 400)]
    public async Task The_audience_of_a_service_account_may_be_Googles_address(string audience, int status)
    {
        var account = Server.AddServiceAccount("robot@project.example", Alice);
        var file = JsonNode.Parse(account.KeyFileJson)!;
        using var key = RSA.Create();
        key.ImportFromPem((string)file["private_key"]!);
        var payload = Assertion.Payload("robot@project.example", Alice, audience, Time.GetUtcNow());
        payload["scope"] = MailScope;
        var header = new JsonObject { ["alg"] = "RS256", ["typ"] = "JWT", ["kid"] = (string)file["private_key_id"]! };
        var answer = await Client.TokenAsync(
            ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", Assertion.Sign(header, payload, key)));
        Assert.Equal(status, answer.Status);
    }

    [Fact]
    public async Task The_parts_of_an_assertion_may_be_padded()
    {
        var account = Server.AddServiceAccount("robot@project.example", Alice);
        using var key = RSA.Create();
        key.ImportFromPem((string)JsonNode.Parse(account.KeyFileJson)!["private_key"]!);
        var payload = Assertion.Payload("robot@project.example", Alice, Server.TokenEndpoint.AbsoluteUri, Time.GetUtcNow());
        payload["scope"] = MailScope;
        var signed = Padded("""{"alg":"RS256","typ":"JWT"}"""u8) + "." + Padded(Encoding.UTF8.GetBytes(payload.ToJsonString()));
        var signature = key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var answer = await Client.TokenAsync(
            ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", signed + "." + Padded(signature)));
        Assert.Equal(200, answer.Status);

        static string Padded(ReadOnlySpan<byte> octets) => Convert.ToBase64String(octets).Replace('+', '-').Replace('/', '_');
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_challenge_is_sent_only_to_a_client_that_used_the_header(bool header)
    {
        Server.AddClient(TestClient.Confidential("web", "secret"));
        using var content = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "refresh_token", ["refresh_token"] = "x", ["client_id"] = "web", ["client_secret"] = header ? "" : "wrong",
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, Server.TokenEndpoint) { Content = content };
        if (header) request.Headers.Authorization = TokenClient.Basic("web", "wrong");
        using var response = await Client.Http.SendAsync(request);
        Assert.Equal(401, (int)response.StatusCode);
        Assert.Equal(header, response.Headers.WwwAuthenticate.Count > 0);
    }
}
