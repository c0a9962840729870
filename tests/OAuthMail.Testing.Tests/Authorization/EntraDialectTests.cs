using System.Text.Json.Nodes;

namespace OAuthMail.Testing.Tests.Authorization;

public sealed class EntraDialectTests : ServerTest
{
    private const string Outlook = "https://outlook.office.com/";
    private const string AppScope = "https://outlook.office365.com/.default";

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Server.AddUser(new TestUser(Alice));
        Server.AddClient(TestClient.Native("desktop"));
        Server.AddClient(TestClient.Confidential("daemon", "secret"));
    }

    [Fact]
    public async Task An_application_receives_the_audience_and_roles_of_Exchange()
    {
        var answer = await AskAsync(AppScope);

        var claims = Claims(answer.AccessToken);
        Assert.Equal("https://outlook.office365.com", (string?)claims["aud"]);
        Assert.Equal("daemon", (string?)claims["appid"]);
        Assert.Equal(3, claims["roles"]!.AsArray().Count);
        Assert.StartsWith("https://sts.windows.net/", (string?)claims["iss"], StringComparison.Ordinal);
        Assert.Equal(3600, (int?)answer.Json["ext_expires_in"]);
        foreach (var protocol in Enum.GetValues<MailProtocol>())
            Assert.Equal(TokenVerdict.Accepted, Check(answer.AccessToken, "any@contoso.com", protocol));
    }

    [Fact]
    public async Task A_protocol_is_not_allowed_without_its_role()
    {
        var client = Server.AddClient(TestClient.Confidential("sender", "secret"));
        client.Roles.Clear();
        client.Roles.Add("SMTP.SendAsApp");
        var token = (await AskAsync(AppScope, id: "sender")).AccessToken;
        Assert.Equal(TokenVerdict.Accepted, Check(token, Alice, MailProtocol.Smtp));
        Assert.Equal(TokenVerdict.InsufficientScope, Check(token, Alice, MailProtocol.Imap));
    }

    [Theory]
    [InlineData("https://graph.microsoft.com/.default")]
    [InlineData("https://outlook.office.com/.default")]
    public async Task An_application_token_for_another_resource_is_rejected_by_mail_servers(string scope) =>
        Assert.Equal(TokenVerdict.WrongAudience, Check((await AskAsync(scope)).AccessToken));

    [Fact]
    public async Task A_user_receives_short_permissions_and_a_rolling_refresh_token()
    {
        var answer = await SignInAsync(("scope", $"{Outlook}IMAP.AccessAsUser.All {Outlook}SMTP.Send offline_access openid"));

        var claims = Claims(answer.AccessToken);
        Assert.Equal(("https://outlook.office.com", "IMAP.AccessAsUser.All SMTP.Send"), ((string?)claims["aud"], (string?)claims["scp"]));
        Assert.Equal(Alice, (string?)claims["upn"]);
        Assert.Equal(Server.Issuer, (string?)Claims(answer.Member("id_token"))["iss"]);
        Assert.Equal(TokenVerdict.Accepted, Check(answer.AccessToken));
        Assert.Equal(TokenVerdict.InsufficientScope, Check(answer.AccessToken, Alice, MailProtocol.Pop3));
        Assert.NotEqual(answer.RefreshToken, (await RefreshAsync(answer.RefreshToken)).RefreshToken);
        Assert.Equal(200, (await RefreshAsync(answer.RefreshToken)).Status);
    }

    [Fact]
    public async Task A_permission_without_a_resource_belongs_to_Graph_and_opens_no_mailbox()
    {
        var answer = await SignInAsync(("scope", "IMAP.AccessAsUser.All"));
        Assert.Equal(TokenVerdict.WrongAudience, Check(answer.AccessToken));
    }

    [Fact]
    public async Task A_token_is_for_one_resource_and_a_refresh_token_works_for_several()
    {
        var code = (await AuthorizeAsync(("scope", $"{Outlook}SMTP.Send https://graph.microsoft.com/User.Read offline_access")))["code"];
        AssertCode(28000, await RedeemAsync(code));

        var mail = await RedeemAsync(code, ("scope", $"{Outlook}SMTP.Send offline_access"));
        Assert.Equal(TokenVerdict.Accepted, Check(mail.AccessToken, Alice, MailProtocol.Smtp));
        var graph = await RefreshAsync(mail.RefreshToken, ("scope", "https://graph.microsoft.com/User.Read"));
        Assert.Equal(TokenVerdict.WrongAudience, Check(graph.AccessToken, Alice, MailProtocol.Smtp));
    }

    [Theory]
    [InlineData("daemon", "wrong", AppScope, 7000215, "invalid_client", 401)]
    [InlineData("ended", "secret", AppScope, 7000222, "invalid_client", 401)]
    [InlineData("unknown", "secret", AppScope, 700016, "unauthorized_client", 400)]
    [InlineData("desktop", "secret", AppScope, 700025, "invalid_client", 401)]
    [InlineData("daemon", "secret", "https://outlook.office365.com/SMTP.Send", 1002012, "invalid_scope", 400)]
    [InlineData("daemon", "secret", "https://nothing.example/.default", 500011, "invalid_resource", 400)]
    public async Task An_error_has_the_format_of_Entra(string id, string secret, string scope, int code, string error, int status)
    {
        Server.AddClient(new TestClient("ended").AddSecret("secret", Time.GetUtcNow()));
        var answer = await AskAsync(scope, id, secret);
        Assert.Equal((error, status), (answer.Error, answer.Status));
        AssertCode(code, answer);
        Assert.Equal("2026-01-01 00:00:00Z", answer.Member("timestamp"));
        Assert.True(Guid.TryParse(answer.Member("trace_id"), out _) && Guid.TryParse(answer.Member("correlation_id"), out _));
    }

    [Theory]
    [InlineData("nowhere.example", 90002)]
    [InlineData("common", 9001023)]
    [InlineData("consumers", 9001023)]
    [InlineData("contoso.onmicrosoft.com", 0)]
    public async Task The_tenant_in_the_path_is_validated(string tenant, int code)
    {
        var uri = new Uri(Server.TokenEndpoint, $"/{tenant}/oauth2/v2.0/token");
        var answer = await Client.PostAsync(
            uri, TokenClient.Basic("daemon", "secret"), ("grant_type", "client_credentials"), ("scope", AppScope));
        if (code == 0) Assert.Equal(200, answer.Status);
        else AssertCode(code, answer);
    }

    [Theory]
    [InlineData(50196, "invalid_grant", null)]
    [InlineData(50173, "invalid_grant", "bad_token")]
    [InlineData(700082, "invalid_grant", "token_expired")]
    [InlineData(65001, "invalid_grant", "consent_required")]
    [InlineData(50076, "invalid_grant", "basic_action")]
    [InlineData(53003, "invalid_grant", "message_only")]
    [InlineData(90033, "temporarily_unavailable", null)]
    public async Task A_fault_can_return_any_AADSTS_code(int code, string error, string? subError)
    {
        const string Claims = """{"access_token":{"capolids":{"essential":true}}}""";
        Server.Faults.Token.Next(ServerFault.Entra(code, Claims));
        var answer = await AskAsync(AppScope);
        AssertCode(code, answer);
        Assert.Equal((error, subError, Claims), (answer.Error, (string?)answer.Json["suberror"], answer.Member("claims")));
    }

    [Fact]
    public async Task A_device_receives_the_message_of_Entra_and_no_complete_address()
    {
        var begun = await Client.PostAsync(
            Server.DeviceAuthorizationEndpoint, null, ("client_id", "desktop"), ("scope", $"{Outlook}SMTP.Send offline_access"));
        Assert.Contains(begun.Member("user_code"), begun.Member("message"));
        Assert.False(begun.Json.ContainsKey("verification_uri_complete"));

        AssertCode(70016, await PollAsync());
        Server.DenyDevice(begun.Member("user_code"));
        Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("authorization_declined", (await PollAsync()).Error);

        Task<TokenAnswer> PollAsync() => Client.TokenAsync(
            ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"), ("client_id", "desktop"),
            ("device_code", begun.Member("device_code")));
    }

    [Fact]
    public async Task A_code_redeemed_twice_returns_54005_and_a_revoked_user_50173()
    {
        var code = (await AuthorizeAsync(("scope", $"{Outlook}SMTP.Send offline_access")))["code"];
        var answer = await RedeemAsync(code);
        AssertCode(54005, await RedeemAsync(code));
        AssertCode(50173, await RefreshAsync(answer.RefreshToken));
    }

    protected override void Configure(MailTestHostOptions options) => options.Dialect = AuthorizationDialect.Entra;

    private static void AssertCode(int code, TokenAnswer answer)
    {
        Assert.Equal(code, (int?)answer.Json["error_codes"]?[0]);
        Assert.StartsWith($"AADSTS{code}: ", answer.Member("error_description"), StringComparison.Ordinal);
    }

    private static JsonNode Claims(string token) => JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[1]))!;

    private Task<TokenAnswer> AskAsync(string scope, string id = "daemon", string secret = "secret") =>
        Client.TokenAsync(("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret), ("scope", scope));
}
