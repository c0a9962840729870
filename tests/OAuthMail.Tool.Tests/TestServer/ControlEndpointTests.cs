using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using OAuthMail.Testing;
using OAuthMail.Tool.TestServer;

namespace OAuthMail.Tool.Tests.TestServer;

/// <summary>The control endpoint of the standalone servers.</summary>
public sealed class ControlEndpointTests : IAsyncLifetime, IDisposable
{
    private const string User = "user@test.example";

    private readonly HttpClient _http = new();
    private TestServerRun _run = null!;

    public async Task InitializeAsync()
    {
        _run = await TestServerRun.StartAsync(
            new TestServerSettings { ControlToken = "secret", CatchesAll = true, Json = true }, CancellationToken.None);
        _http.BaseAddress = _run.ControlUri;
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "secret");
    }

    public async Task DisposeAsync()
    {
        await _run.DisposeAsync();
        Assert.False(File.Exists(_run.CaFile));
    }

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task The_description_contains_everything_that_a_program_needs()
    {
        var description = (await _http.GetFromJsonAsync<JsonObject>("/"))!;
        Assert.Equal(_run.Host.Imap.ImplicitTls.Port, (int)description["imap"]!["tlsPort"]!);
        var tokenEndpoint = (string)description["authorizationServer"]!["tokenEndpoint"]!;
        Assert.Equal(_run.Host.AuthorizationServer.TokenEndpoint.AbsoluteUri, tokenEndpoint);
        Assert.Equal(User, (string)description["user"]!);
        Assert.Equal(TokenVerdict.Accepted, Check((string)description["accessToken"]!, User));
        var certificate = await File.ReadAllTextAsync((string)description["caFile"]!);
        Assert.StartsWith("-----BEGIN CERTIFICATE-----", certificate, StringComparison.Ordinal);
        Assert.Equal(certificate, await _http.GetStringAsync("/ca.pem"));
    }

    [Fact]
    public async Task A_request_without_the_token_is_rejected()
    {
        using var http = new HttpClient { BaseAddress = _run.ControlUri };
        using var response = await http.GetAsync("/messages");
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "wrong");
        using var wrong = await http.DeleteAsync("/messages");
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        Assert.StartsWith("-----BEGIN", await http.GetStringAsync("/ca.pem"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Users_and_tokens_are_added()
    {
        var added = await PostAsync("/users", new { address = "bob@test.example" }, HttpStatusCode.Created);
        Assert.Equal(TokenVerdict.Accepted, Check((string)added["accessToken"]!, "bob@test.example"));
        var expired = await PostAsync("/tokens", new { address = "bob@test.example", lifetime = -1 }, HttpStatusCode.Created);
        Assert.Equal(TokenVerdict.Expired, Check((string)expired["accessToken"]!, "bob@test.example"));
    }

    [Fact]
    public async Task Messages_are_delivered_listed_and_deleted()
    {
        await PostAsync("/messages", new { address = User, message = "Subject: One\n\ntext\n" }, HttpStatusCode.Created);
        await PostAsync("/messages", new { address = User, folder = "Sent", message = "Subject: Two\n\n" }, HttpStatusCode.Created);

        var inbox = (await _http.GetFromJsonAsync<JsonArray>("/messages?address=" + User))!;
        Assert.Equal("Subject: One\r\n\r\ntext\r\n", (string)Assert.Single(inbox)!["message"]!);
        var all = (await _http.GetFromJsonAsync<JsonArray>("/messages"))!;
        Assert.Equal(["INBOX", "Sent"], all.Select(message => (string)message!["folder"]!));

        using var deleted = await _http.DeleteAsync("/messages");
        Assert.Equal("""{"deleted":2}""", (await deleted.Content.ReadAsStringAsync()).Trim());
        Assert.Empty((await _http.GetFromJsonAsync<JsonArray>("/messages"))!);
    }

    [Fact]
    public async Task Tokens_are_rejected_on_request()
    {
        await PostAsync("/rejections", new { protocol = "imap", count = 2, text = "NO [ALERT] Not now" }, HttpStatusCode.Created);
        var rejections = Enumerable.Range(0, 3).Select(_ => _run.Host.Imap.Faults.RejectionFor(User, "t")?.Text);
        Assert.Equal(["NO [ALERT] Not now", "NO [ALERT] Not now", null], rejections);

        await PostAsync("/rejections", new { count = 5 }, HttpStatusCode.Created);
        using var cleared = await _http.DeleteAsync("/rejections");
        Assert.Null(_run.Host.Smtp.Faults.RejectionFor(User, "t"));
    }

    [Theory]
    [InlineData("/users", """{"address":"foo bar"}""", "isn't a valid address")]
    [InlineData("/users", """{"address":"user@test.example"}""", "already has a mailbox")]
    [InlineData("/users", "{}", "'address' is missing")]
    [InlineData("/users", "[]", "JSON object")]
    [InlineData("/users", "{", "")]
    [InlineData("/users", """{"address":1}""", "")]
    [InlineData("/tokens", """{"address":"x@test.example"}""", "No user has the address")]
    [InlineData("/messages", """{"address":"user@test.example","folder":"None","message":"x"}""", "no folder 'None'")]
    [InlineData("/rejections", """{"protocol":"nntp"}""", "Valid values: smtp, imap, pop3")]
    [InlineData("/rejections", """{"count":0}""", "")]
    public async Task A_request_that_is_not_valid_is_explained(string path, string body, string expected)
    {
        using var content = new StringContent(body);
        using var response = await _http.PostAsync(path, content);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var error = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!;
        Assert.Contains(expected, (string)error!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_request_is_not_found()
    {
        using var response = await _http.GetAsync("/nothing");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private TokenVerdict Check(string token, string address) =>
        _run.Host.AuthorizationServer.CheckAccessToken(token, address, MailProtocol.Smtp);

    private async Task<JsonObject> PostAsync(string path, object body, HttpStatusCode expected)
    {
        using var response = await _http.PostAsJsonAsync(path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == expected, text);
        return JsonNode.Parse(text)!.AsObject();
    }
}
