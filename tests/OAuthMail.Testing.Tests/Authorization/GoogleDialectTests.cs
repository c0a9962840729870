namespace OAuthMail.Testing.Tests.Authorization;

public sealed class GoogleDialectTests : ServerTest
{
    private const string Scope = "https://mail.google.com/";

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Server.AddUser(new TestUser(Alice));
        Server.AddClient(TestClient.Native("desktop"));
        Server.AddClient(TestClient.Confidential("web", "secret", Loopback));
    }

    [Fact]
    public async Task An_installed_application_receives_an_opaque_token_and_a_refresh_token_that_is_not_rotated()
    {
        var answer = await SignInAsync(("scope", Scope));
        Assert.StartsWith("ya29.", answer.AccessToken, StringComparison.Ordinal);
        Assert.Equal(TokenVerdict.Accepted, Check(answer.AccessToken));
        Assert.False((await RefreshAsync(answer.RefreshToken)).Json.ContainsKey("refresh_token"));
        Assert.Equal(200, (await RefreshAsync(answer.RefreshToken)).Status);
    }

    [Fact]
    public async Task A_web_application_must_request_offline_access()
    {
        Assert.Null((await SignInWebAsync()).Json["refresh_token"]);
        Assert.NotNull((await SignInWebAsync(("access_type", "offline"))).Json["refresh_token"]);
    }

    [Fact]
    public async Task A_revoked_refresh_token_returns_Googles_text_and_its_access_tokens_are_revoked()
    {
        var answer = await SignInAsync(("scope", Scope));

        // Google requires only the token and does not authenticate the client.
        Assert.Equal(200, (await Client.PostAsync(Server.RevocationEndpoint!, null, ("token", answer.AccessToken))).Status);

        var rejected = await RefreshAsync(answer.RefreshToken);
        Assert.Equal(("invalid_grant", "Token has been expired or revoked."), (rejected.Error, rejected.Member("error_description")));
        Assert.Equal(TokenVerdict.Revoked, Check(answer.AccessToken));
    }

    [Fact]
    public async Task A_device_cannot_request_the_mail_scope()
    {
        var mail = await Client.PostAsync(Server.DeviceAuthorizationEndpoint, null, ("client_id", "desktop"), ("scope", Scope));
        Assert.Equal("invalid_scope", mail.Error);
        var email = await Client.PostAsync(Server.DeviceAuthorizationEndpoint, null, ("client_id", "desktop"), ("scope", "email"));
        Assert.NotEmpty(email.Member("verification_url"));
    }

    [Fact]
    public async Task Client_credentials_are_not_supported()
    {
        var answer = await Client.TokenAsync("web", "secret", ("grant_type", "client_credentials"), ("scope", Scope));
        Assert.Equal("unsupported_grant_type", answer.Error);
    }

    protected override void Configure(MailTestHostOptions options) => options.Dialect = AuthorizationDialect.Google;

    private async Task<TokenAnswer> SignInWebAsync(params (string, string)[] more)
    {
        var code = (await AuthorizeAsync([("client_id", "web"), ("scope", Scope), .. more]))["code"];
        return await RedeemAsync(code, ("client_id", "web"), ("client_secret", "secret"));
    }
}
