namespace OAuthMail.Testing.Tests.Authorization;

public sealed class RefreshTokenTests : ServerTest
{
    private AuthorizationServerOptions Options { get; set; } = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Server.AddUser(new TestUser(Alice));
        Server.AddClient(TestClient.Native("desktop"));
        Server.AddClient(TestClient.Native("other"));
    }

    [Fact]
    public async Task Using_a_refresh_token_returns_the_next_one_and_a_new_access_token()
    {
        var signedIn = await SignInAsync();

        var refreshed = await RefreshAsync(signedIn.RefreshToken);

        Assert.NotEqual(signedIn.RefreshToken, refreshed.RefreshToken);
        Assert.NotEqual(signedIn.AccessToken, refreshed.AccessToken);
        Assert.Equal(TokenVerdict.Accepted, Check(refreshed.AccessToken));
        Assert.Equal([signedIn.RefreshToken], Server.Requests.RefreshTokens);
        Assert.Equal(1, Server.Requests.Count("refresh_token"));
    }

    [Fact]
    public async Task Using_a_one_time_token_twice_revokes_the_whole_sign_in()
    {
        var signedIn = await SignInAsync();
        var next = await RefreshAsync(signedIn.RefreshToken);

        Assert.Equal("invalid_grant", (await RefreshAsync(signedIn.RefreshToken)).Error);

        Assert.Equal("invalid_grant", (await RefreshAsync(next.RefreshToken)).Error);
        Assert.Equal(TokenVerdict.Revoked, Check(next.AccessToken));
        Assert.Equal(200, (await SignInAsync()).Status);
    }

    [Fact]
    public async Task A_token_used_many_times_at_once_is_accepted_once()
    {
        var signedIn = await SignInAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => RefreshAsync(signedIn.RefreshToken)));
        Assert.Single(answers, answer => answer.Status == 200);
        Assert.All(answers.Where(a => a.Status != 200), answer => Assert.Equal("invalid_grant", answer.Error));
    }

    [Fact]
    public async Task An_old_token_is_accepted_within_the_grace_period()
    {
        Options.RefreshTokenReuseGrace = TimeSpan.FromSeconds(30);
        var signedIn = await SignInAsync();
        Assert.Equal(200, (await RefreshAsync(signedIn.RefreshToken)).Status);

        Time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(200, (await RefreshAsync(signedIn.RefreshToken)).Status);
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("invalid_grant", (await RefreshAsync(signedIn.RefreshToken)).Error);
    }

    [Fact]
    public async Task A_rolling_token_stays_valid_after_the_next_one_was_issued()
    {
        Options.RefreshTokenRotation = RefreshTokenRotation.Rolling;
        var signedIn = await SignInAsync();
        var next = await RefreshAsync(signedIn.RefreshToken);
        Assert.NotEqual(signedIn.RefreshToken, next.RefreshToken);
        Assert.Equal(200, (await RefreshAsync(signedIn.RefreshToken)).Status);
        Assert.Equal(200, (await RefreshAsync(next.RefreshToken)).Status);
    }

    [Fact]
    public async Task No_new_token_is_issued_without_rotation()
    {
        Options.RefreshTokenRotation = RefreshTokenRotation.None;
        var signedIn = await SignInAsync();
        Assert.Null((await RefreshAsync(signedIn.RefreshToken)).Json["refresh_token"]);
        Assert.Equal(200, (await RefreshAsync(signedIn.RefreshToken)).Status);
    }

    [Fact]
    public async Task A_refresh_token_expires_after_its_lifetime()
    {
        var signedIn = await SignInAsync();
        Time.Advance(TimeSpan.FromDays(90));
        Assert.Equal("invalid_grant", (await RefreshAsync(signedIn.RefreshToken)).Error);
    }

    [Fact]
    public async Task Scopes_can_be_narrowed_but_not_widened()
    {
        var signedIn = await SignInAsync(("scope", "mail.imap mail.smtp offline_access"));

        Assert.Equal("invalid_scope", (await RefreshAsync(signedIn.RefreshToken, ("scope", "mail.imap mail.pop"))).Error);

        // The rejected request did not use up the token.
        var narrow = await RefreshAsync(signedIn.RefreshToken, ("scope", "mail.imap"));
        Assert.Equal("mail.imap", narrow.Member("scope"));
        Assert.Equal(TokenVerdict.InsufficientScope, Check(narrow.AccessToken, Alice, MailProtocol.Smtp));
        var whole = await RefreshAsync(narrow.RefreshToken);
        Assert.Equal(TokenVerdict.Accepted, Check(whole.AccessToken, Alice, MailProtocol.Smtp));
    }

    [Fact]
    public async Task Revoking_all_tokens_of_a_user_revokes_the_sign_in()
    {
        var signedIn = await SignInAsync();
        Server.RevokeAll(Alice);
        Assert.Equal(TokenVerdict.Revoked, Check(signedIn.AccessToken));
        Assert.Equal("invalid_grant", (await RefreshAsync(signedIn.RefreshToken)).Error);
    }

    [Fact]
    public async Task The_refresh_token_of_another_client_is_rejected_and_stays_valid()
    {
        var signedIn = await SignInAsync();
        Assert.Equal("invalid_grant", (await RefreshAsync(signedIn.RefreshToken, ("client_id", "other"))).Error);
        Assert.Equal(200, (await RefreshAsync(signedIn.RefreshToken)).Status);
    }

    [Fact]
    public async Task A_lost_response_has_rotated_the_token()
    {
        var signedIn = await SignInAsync();
        Server.Faults.Token.Next(ServerFault.CutConnection(ConnectionCut.BeforeAnswer));
        await Assert.ThrowsAsync<HttpRequestException>(() => RefreshAsync(signedIn.RefreshToken));
        Assert.Equal("invalid_grant", (await RefreshAsync(signedIn.RefreshToken)).Error);
    }

    [Fact]
    public async Task A_refresh_token_is_revoked_with_its_access_tokens_and_only_by_its_own_client()
    {
        var signedIn = await SignInAsync();

        var foreign = await Client.PostAsync(Server.RevocationEndpoint!, null, ("client_id", "other"), ("token", signedIn.RefreshToken));
        Assert.Equal(200, foreign.Status);
        Assert.Equal(TokenVerdict.Accepted, Check(signedIn.AccessToken));

        var own = await Client.PostAsync(
            Server.RevocationEndpoint!, null, ("client_id", "desktop"), ("token", signedIn.RefreshToken),
            ("token_type_hint", "refresh_token"));
        Assert.Equal(200, own.Status);
        Assert.Equal(TokenVerdict.Revoked, Check(signedIn.AccessToken));
        Assert.Equal("invalid_grant", (await RefreshAsync(signedIn.RefreshToken)).Error);
    }

    [Fact]
    public async Task Revoking_an_access_token_keeps_the_refresh_token_and_an_unknown_token_is_not_an_error()
    {
        var signedIn = await SignInAsync();
        var answer = await Client.PostAsync(Server.RevocationEndpoint!, null, ("client_id", "desktop"), ("token", signedIn.AccessToken));
        Assert.Equal(200, answer.Status);
        Assert.Equal(TokenVerdict.Revoked, Check(signedIn.AccessToken));
        Assert.Equal(200, (await RefreshAsync(signedIn.RefreshToken)).Status);

        var unknown = await Client.PostAsync(Server.RevocationEndpoint!, null, ("client_id", "desktop"), ("token", "unknown"));
        Assert.Equal(200, unknown.Status);
    }

    protected override void Configure(MailTestHostOptions options) => Options = options.Authorization;
}
