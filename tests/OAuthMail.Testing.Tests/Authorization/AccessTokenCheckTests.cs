using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace OAuthMail.Testing.Tests.Authorization;

/// <summary>Tests the validation of access tokens that clients present to the mail servers.</summary>
public sealed class AccessTokenCheckTests : ServerTest
{
    private TestClient _client = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _client = Server.AddClient(TestClient.Native("desktop"));
        Server.AddUser(new TestUser(Alice));
    }

    [Fact]
    public void A_user_opens_the_own_mailbox_by_every_name_and_shared_mailboxes_but_no_others()
    {
        var user = Server.FindUser(Alice)!;
        user.SignInName = "alice@corp.contoso.com";
        user.Aliases.Add("a.liddell@contoso.com");
        user.SharedMailboxes.Add("support@contoso.com");
        Server.AddUser(new TestUser(Bob));
        var token = Issue("mail");

        Assert.Equal(TokenVerdict.Accepted, Check(token, "ALICE@contoso.com"));
        Assert.Equal(TokenVerdict.Accepted, Check(token, "alice@corp.contoso.com"));
        Assert.Equal(TokenVerdict.Accepted, Check(token, "a.liddell@contoso.com"));
        Assert.Equal(TokenVerdict.Accepted, Check(token, "support@contoso.com"));
        Assert.Equal(TokenVerdict.WrongUser, Check(token, Bob));
        Assert.Equal(TokenVerdict.WrongUser, Check(token, ""));
    }

    [Fact]
    public void A_scope_allows_only_its_own_protocol()
    {
        var token = Issue("mail.imap");

        Assert.Equal(TokenVerdict.Accepted, Server.Checker.Check(token, Alice, MailProtocol.Imap));
        Assert.Equal(TokenVerdict.InsufficientScope, Server.Checker.Check(token, Alice, MailProtocol.Smtp));
        Assert.Equal(TokenVerdict.InsufficientScope, Server.Checker.Check(token, Alice, MailProtocol.Pop3));
    }

    [Fact]
    public void A_token_for_another_resource_is_rejected() => Assert.Equal(TokenVerdict.WrongAudience, Check(Issue("openid email")));

    [Fact]
    public void A_token_is_valid_until_the_second_in_which_it_expires()
    {
        var token = Issue("mail");

        Time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromSeconds(1));
        Assert.Equal(TokenVerdict.Accepted, Check(token));
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TokenVerdict.Expired, Check(token));
    }

    [Fact]
    public void A_token_that_is_not_valid_yet_is_rejected()
    {
        var token = Issue("mail");
        Time.Jump(Time.GetUtcNow().AddMinutes(-1));
        Assert.Equal(TokenVerdict.Expired, Check(token));
    }

    [Fact]
    public void A_revoked_token_is_rejected()
    {
        var token = Issue("mail");
        Assert.True(Server.Revoke(token));
        Assert.Equal(TokenVerdict.Revoked, Check(token));
    }

    [Fact]
    public void Revoking_the_tokens_of_a_user_does_not_affect_other_users()
    {
        Server.AddUser(new TestUser(Bob));
        var (hers, his) = (Issue("mail"), Server.IssueAccessToken(_client, Bob, "mail"));
        Server.RevokeAll(Alice);
        Assert.Equal(TokenVerdict.Revoked, Check(hers));
        Assert.Equal(TokenVerdict.Accepted, Check(his, Bob));
    }

    [Theory]
    [InlineData("sub", "\"another-user\"")]
    [InlineData("exp", "4102444800")]
    [InlineData("scope", "\"mail mail.smtp\"")]
    public void A_changed_payload_is_rejected(string claim, string value)
    {
        var parts = Issue("mail.imap").Split('.');
        var payload = Decode(parts[1]);
        payload[claim] = JsonNode.Parse(value);
        Assert.Equal(TokenVerdict.BadSignature, Check($"{parts[0]}.{Encode(payload)}.{parts[2]}"));
    }

    [Fact]
    public void A_change_of_any_character_of_a_token_is_detected()
    {
        var token = Issue("mail");
        for (var i = 0; i < token.Length; i++)
        {
            // The last character of a part may contain unused bits. A token in which they are set is rejected too.
            var changed = token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..];
            Assert.NotEqual(TokenVerdict.Accepted, Check(changed));
        }
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("")]
    [InlineData("HS256")]
    [InlineData("RS256")]
    public void An_algorithm_other_than_that_of_the_key_is_rejected(string algorithm)
    {
        var parts = Issue("mail").Split('.');
        var header = Decode(parts[0]);
        header["alg"] = algorithm;
        Assert.Equal(TokenVerdict.BadSignature, Check($"{Encode(header)}.{parts[1]}.{parts[2]}"));
        Assert.Equal(TokenVerdict.BadSignature, Check($"{Encode(header)}.{parts[1]}."));
    }

    [Fact]
    public async Task An_HMAC_with_the_public_key_as_secret_is_rejected()
    {
        var jwks = await Client.Http.GetStringAsync(Server.JwksUri);
        var parts = Issue("mail").Split('.');
        var header = Decode(parts[0]);
        header["alg"] = "HS256";
        var signed = $"{Encode(header)}.{parts[1]}";
        var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(jwks), Encoding.ASCII.GetBytes(signed));
        Assert.Equal(TokenVerdict.BadSignature, Check($"{signed}.{Base64Url.EncodeToString(mac)}"));
    }

    [Fact]
    public async Task A_token_of_another_server_is_rejected_even_with_the_key_id_of_this_server()
    {
        await using var other = await MailTestHost.StartAsync(o => o.TimeProvider = Time);
        other.AuthorizationServer.AddClient(_client);
        other.AuthorizationServer.AddUser(new TestUser(Alice));
        var foreign = other.AuthorizationServer.IssueAccessToken(_client, Alice, "mail").Split('.');
        var header = Decode(Issue("mail").Split('.')[0]);

        Assert.Equal(TokenVerdict.BadSignature, Check(string.Join('.', foreign)));
        Assert.Equal(TokenVerdict.BadSignature, Check($"{Encode(header)}.{foreign[1]}.{foreign[2]}"));
    }

    [Fact]
    public void A_rotated_key_still_verifies_and_a_forgotten_key_does_not()
    {
        var token = Issue("mail");
        Server.RotateSigningKey();
        Assert.Equal(TokenVerdict.Accepted, Check(token));
        Assert.Equal(TokenVerdict.Accepted, Check(Issue("mail")));
        Server.RotateSigningKey(forgetOld: true);
        Assert.Equal(TokenVerdict.BadSignature, Check(token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("token")]
    [InlineData("a.b")]
    [InlineData("a.b.c")]
    [InlineData("...")]
    [InlineData("e30.e30.e30.e30")]
    [InlineData("W10.e30.")]
    [InlineData("bnVsbA.e30.")]
    [InlineData("eyJhIjoxLCJhIjoyfQ.e30.")]
    public void Text_that_is_not_a_token_is_malformed(string token) => Assert.Equal(TokenVerdict.Malformed, Check(token));

    [Fact]
    public void A_token_that_is_too_long_is_malformed() => Assert.Equal(TokenVerdict.Malformed, Check(new string('a', 1 << 20)));

    [Fact]
    public async Task Opaque_tokens_are_validated_with_stored_claims()
    {
        await using var host = await MailTestHost.StartAsync(o =>
        {
            o.TimeProvider = Time;
            o.Authorization.AccessTokenFormat = AccessTokenFormat.Opaque;
        });
        var server = host.AuthorizationServer;
        server.AddClient(_client);
        server.AddUser(new TestUser(Alice));
        var token = server.IssueAccessToken(_client, Alice, "mail.imap");

        Assert.DoesNotContain('.', token);
        Assert.Equal(TokenVerdict.Accepted, server.Checker.Check(token, Alice, MailProtocol.Imap));
        Assert.Equal(TokenVerdict.InsufficientScope, server.Checker.Check(token, Alice, MailProtocol.Smtp));
        Assert.Equal(TokenVerdict.WrongUser, server.Checker.Check(token, Bob, MailProtocol.Imap));
        Time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(TokenVerdict.Expired, server.Checker.Check(token, Alice, MailProtocol.Imap));
    }

    [Fact]
    public async Task The_published_key_verifies_a_token_independently()
    {
        var key = (await Client.GetJsonAsync(Server.JwksUri))["keys"]![0]!;
        var point = new ECPoint { X = Base64Url.DecodeFromChars((string)key["x"]!), Y = Base64Url.DecodeFromChars((string)key["y"]!) };
        using var ecdsa = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point });
        var parts = Issue("mail").Split('.');

        Assert.True(ecdsa.VerifyData(
            Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256));
        Assert.Equal((string?)key["kid"], (string?)Decode(parts[0])["kid"]);
        Assert.Null(key["d"]);
    }

    private string Issue(string scope) => Server.IssueAccessToken(_client, Alice, scope);

    private static JsonObject Decode(string part) => JsonNode.Parse(Base64Url.DecodeFromChars(part))!.AsObject();

    private static string Encode(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
