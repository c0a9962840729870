using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace OAuthMail.Testing.Tests.Authorization;

public sealed class ServiceAccountTests : ServerTest
{
    private const string Robot = "robot@project.iam.gserviceaccount.com";
    private const string Scope = "https://mail.google.com/";

    private TestServiceAccount _account = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _account = Server.AddServiceAccount(Robot, Alice);
    }

    [Fact]
    public async Task A_service_account_acts_for_a_delegated_mailbox()
    {
        var answer = await AskAsync(_ => { });
        Assert.Equal(200, answer.Status);
        Assert.Equal(TokenVerdict.Accepted, Check(answer.AccessToken));
        Assert.Equal(TokenVerdict.WrongUser, Check(answer.AccessToken, Bob));
        Assert.Equal(Robot, Assert.Single(Server.Requests.Token).ClientId);
        Assert.StartsWith("ya29.", answer.AccessToken, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sub", "\"bob@contoso.com\"", "unauthorized_client", "Client is unauthorized to retrieve access tokens using this method")]
    [InlineData("sub", "missing", "unauthorized_client", "Client is unauthorized to retrieve access tokens using this method")]
    [InlineData("iss", "\"nobody@project.iam.gserviceaccount.com\"", "invalid_grant", "account not found")]
    [InlineData("aud", "\"https://elsewhere.example.test/token\"", "invalid_grant", "audience")]
    [InlineData("exp", "1", "invalid_grant", "Token must be a short-lived token (60 minutes)")]
    [InlineData("exp", "1767229201", "invalid_grant", "Token must be a short-lived token (60 minutes)")]
    [InlineData("iat", "missing", "invalid_grant", "Token must be a short-lived token (60 minutes)")]
    [InlineData("scope", "\"calendar\"", "invalid_scope", "scope")]
    public async Task A_wrong_claim_is_rejected_with_Googles_text(string claim, string value, string error, string text)
    {
        var answer = await AskAsync(payload =>
        {
            if (value == "missing") payload.Remove(claim);
            else payload[claim] = JsonNode.Parse(value);
        });
        Assert.Equal(error, answer.Error);
        Assert.Contains(text, answer.Member("error_description"));
    }

    [Fact]
    public async Task A_key_that_does_not_belong_to_the_account_is_rejected()
    {
        using var other = RSA.Create(2048);
        var payload = Payload();
        var answer = await PostAsync(Assertion.Sign(new JsonObject { ["alg"] = "RS256" }, payload, other));
        Assert.Equal("Invalid JWT Signature.", answer.Member("error_description"));
    }

    protected override void Configure(MailTestHostOptions options) => options.Dialect = AuthorizationDialect.Google;

    private JsonObject Payload()
    {
        var payload = Assertion.Payload(Robot, Alice, Server.TokenEndpoint.AbsoluteUri, Time.GetUtcNow(), minutes: 60);
        payload["scope"] = Scope;
        return payload;
    }

    /// <summary>Signs an assertion with nothing but the content of the key file.</summary>
    private Task<TokenAnswer> AskAsync(Action<JsonObject> change)
    {
        var file = JsonNode.Parse(_account.KeyFileJson)!;
        Assert.Equal(Server.TokenEndpoint.AbsoluteUri, (string?)file["token_uri"]);
        using var key = RSA.Create();
        key.ImportFromPem((string)file["private_key"]!);
        var payload = Payload();
        change(payload);
        return PostAsync(Assertion.Sign(new JsonObject { ["alg"] = "RS256", ["kid"] = (string?)file["private_key_id"] }, payload, key));
    }

    private Task<TokenAnswer> PostAsync(string assertion) =>
        Client.TokenAsync(("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", assertion));
}
