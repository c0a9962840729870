namespace OAuthMail.Testing.Tests.Authorization;

public sealed class AuthorizationCodeTests : ServerTest
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Server.AddUser(new TestUser(Alice));
        Server.AddUser(new TestUser(Bob));
        Server.AddClient(TestClient.Native("desktop"));
        Server.AddClient(TestClient.Confidential("web", "secret", "https://app.example.test/signed-in"));
    }

    [Fact]
    public async Task A_code_with_its_verifier_returns_tokens_for_the_user_of_the_login_hint()
    {
        var redirect = await AuthorizeAsync(("state", "xyz 1&2"), ("nonce", "n-1"), ("scope", "mail openid offline_access"));
        Assert.Equal("xyz 1&2", redirect["state"]);
        Assert.Equal(Server.Issuer, redirect["iss"]);

        var answer = await RedeemAsync(redirect["code"]);

        Assert.Equal(200, answer.Status);
        Assert.Equal("mail openid offline_access", answer.Member("scope"));
        Assert.NotEmpty(answer.RefreshToken);
        Assert.NotEmpty(answer.Member("id_token"));
        Assert.Equal(TokenVerdict.Accepted, Check(answer.AccessToken));
        Assert.Equal(TokenVerdict.WrongUser, Server.Checker.Check(answer.AccessToken, Bob, MailProtocol.Imap));

        // An ID token is signed with the same key, but it is not an access token.
        Assert.Equal(TokenVerdict.WrongAudience, Check(answer.Member("id_token")));
    }

    [Fact]
    public async Task The_user_signed_in_to_the_browser_takes_precedence_over_the_login_hint()
    {
        Server.SignInAs(Bob);
        var answer = await RedeemAsync((await AuthorizeAsync())["code"]);
        Assert.Equal(TokenVerdict.WrongUser, Check(answer.AccessToken));
    }

    [Fact]
    public async Task No_refresh_token_is_issued_without_offline_access()
    {
        var answer = await RedeemAsync((await AuthorizeAsync(("scope", "mail")))["code"]);
        Assert.Null(answer.Json["refresh_token"]);
    }

    [Fact]
    public async Task A_code_used_twice_is_rejected_and_its_tokens_are_revoked()
    {
        var code = (await AuthorizeAsync())["code"];
        var first = await RedeemAsync(code);

        Assert.Equal("invalid_grant", (await RedeemAsync(code)).Error);

        Assert.Equal(TokenVerdict.Revoked, Check(first.AccessToken));
        Assert.Equal("invalid_grant", (await RefreshAsync(first.RefreshToken)).Error);
    }

    [Fact]
    public async Task A_code_expires_after_ten_minutes()
    {
        var code = (await AuthorizeAsync())["code"];
        Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal("invalid_grant", (await RedeemAsync(code)).Error);
    }

    [Theory]
    [InlineData("code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXl")]
    [InlineData("code_verifier", "")]
    [InlineData("redirect_uri", "http://127.0.0.1:51235/callback")]
    [InlineData("redirect_uri", "")]
    [InlineData("client_id", "other")]
    [InlineData("code", "wrong")]
    public async Task A_code_is_bound_to_its_verifier_redirect_URI_and_client(string name, string value)
    {
        Server.AddClient(TestClient.Native("other"));
        var code = (await AuthorizeAsync())["code"];

        Assert.Equal("invalid_grant", (await RedeemAsync(code, (name, value))).Error);
        Assert.Equal(200, (await RedeemAsync(code)).Status);
    }

    [Theory]
    [InlineData("code_challenge", "")]
    [InlineData("code_challenge_method", "")]
    [InlineData("code_challenge_method", "plain")]
    [InlineData("code_challenge", "short")]
    public async Task A_public_client_without_S256_receives_an_error_at_its_redirect_URI(string name, string value)
    {
        var redirect = await AuthorizeAsync((name, value), ("state", "s"));
        Assert.Equal("invalid_request", redirect["error"]);
        Assert.Equal(("s", Server.Issuer), (redirect["state"], redirect["iss"]));
        Assert.DoesNotContain("code", redirect.Keys);
    }

    [Fact]
    public async Task A_verifier_for_a_code_without_a_challenge_is_rejected_as_a_downgrade()
    {
        var redirect = await AuthorizeAsync(
            ("client_id", "web"), ("redirect_uri", "https://app.example.test/signed-in"), ("code_challenge", ""),
            ("code_challenge_method", ""));
        var answer = await Client.TokenAsync("web", "secret",
            ("grant_type", "authorization_code"), ("code", redirect["code"]),
            ("redirect_uri", "https://app.example.test/signed-in"), ("code_verifier", TokenClient.Verifier));
        Assert.Equal("invalid_grant", answer.Error);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/callback", true)]
    [InlineData("http://[::1]:65535/callback", true)]
    [InlineData("http://localhost:8080", true)]
    [InlineData("http://127.0.0.1:1/Callback", false)]
    [InlineData("http://127.0.0.1:1/callback?x=1", false)]
    [InlineData("https://127.0.0.1:1/callback", false)]
    [InlineData("http://127.0.0.1.example.com/callback", false)]
    [InlineData("http://evil@127.0.0.1:1/callback", false)]
    [InlineData("http://127.0.0.2:1/callback", false)]
    [InlineData("/callback", false)]
    public async Task Only_the_port_of_a_loopback_redirect_URI_may_differ(string uri, bool allowed)
    {
        using var response = await Client.Http.GetAsync(Client.AuthorizationUri(AuthorizationRequest(("redirect_uri", uri))));

        // An unregistered redirect URI receives a page and never a redirect.
        Assert.Equal(allowed ? 303 : 400, (int)response.StatusCode);
        Assert.Equal(allowed, response.Headers.Location is not null);
    }

    [Fact]
    public async Task An_unknown_client_receives_a_page_and_no_redirect()
    {
        using var response = await Client.Http.GetAsync(Client.AuthorizationUri(AuthorizationRequest(("client_id", "<script>"))));
        Assert.Equal(400, (int)response.StatusCode);
        Assert.DoesNotContain("<script>", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_user_who_denies_consent_causes_access_denied()
    {
        Server.AddUser(new TestUser("carol@contoso.com") { DeniesConsent = true });
        Assert.Equal("access_denied", (await AuthorizeAsync(("login_hint", "carol@contoso.com")))["error"]);
    }

    [Fact]
    public async Task A_browser_without_a_signed_in_user_causes_login_required()
    {
        Assert.Equal("login_required", (await AuthorizeAsync(("login_hint", "nobody@contoso.com")))["error"]);
    }

    [Fact]
    public async Task Each_parameter_of_the_response_can_be_changed_by_a_fault()
    {
        Server.Faults.Authorization.Next(ServerFault.RedirectParameter("state", "forged"));
        Server.Faults.Authorization.Next(ServerFault.RedirectParameter("iss", null));
        Server.Faults.Authorization.Next(ServerFault.Error("temporarily_unavailable"));

        Assert.Equal("forged", (await AuthorizeAsync(("state", "mine")))["state"]);
        Assert.DoesNotContain("iss", (await AuthorizeAsync()).Keys);
        var failed = await AuthorizeAsync(("state", "mine"));
        Assert.Equal(("temporarily_unavailable", "mine"), (failed["error"], failed["state"]));
        Assert.Contains("code", (await AuthorizeAsync()).Keys);
    }

    [Fact]
    public async Task Form_post_responds_with_a_page_that_posts_the_parameters()
    {
        using var response = await Client.Http.GetAsync(
            Client.AuthorizationUri(AuthorizationRequest(("response_mode", "form_post"), ("state", "\"><b>"))));
        var page = await response.Content.ReadAsStringAsync();
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Contains($"action=\"{Loopback}\"", page);
        Assert.Contains("name=\"code\"", page);
        Assert.DoesNotContain("<b>", page);
    }
}
