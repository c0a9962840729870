using OAuthMail.Providers;
using OAuthMail.Testing.Authorization.Grants;

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
    public async Task Using_a_refresh_token_gives_the_next_one_and_a_fresh_access_token()
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
    public async Task Of_many_uses_at_once_exactly_one_succeeds()
    {
        var signedIn = await SignInAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => RefreshAsync(signedIn.RefreshToken)));
        Assert.Single(answers, answer => answer.Status == 200);
        Assert.All(answers.Where(a => a.Status != 200), answer => Assert.Equal("invalid_grant", answer.Error));
    }

    [Fact]
    public async Task Within_the_grace_an_old_token_may_come_again()
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
    public async Task A_rolling_token_stays_good_beside_the_next_one()
    {
        Options.RefreshTokenRotation = RefreshTokenRotation.Rolling;
        var signedIn = await SignInAsync();
        var next = await RefreshAsync(signedIn.RefreshToken);
        Assert.NotEqual(signedIn.RefreshToken, next.RefreshToken);
        Assert.Equal(200, (await RefreshAsync(signedIn.RefreshToken)).Status);
        Assert.Equal(200, (await RefreshAsync(next.RefreshToken)).Status);
    }

    [Fact]
    public async Task Without_rotation_no_new_token_is_given()
    {
        Options.RefreshTokenRotation = RefreshTokenRotation.None;
        var signedIn = await SignInAsync();
        Assert.Null((await RefreshAsync(signedIn.RefreshToken)).Json["refresh_token"]);
        Assert.Equal(200, (await RefreshAsync(signedIn.RefreshToken)).Status);
    }

    [Fact]
    public async Task A_refresh_token_ends_after_its_lifetime()
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

        // What was refused has used nothing up.
        var narrow = await RefreshAsync(signedIn.RefreshToken, ("scope", "mail.imap"));
        Assert.Equal("mail.imap", narrow.Member("scope"));
        Assert.Equal(TokenVerdict.InsufficientScope, Check(narrow.AccessToken, Alice, MailProtocol.Smtp));
        var whole = await RefreshAsync(narrow.RefreshToken);
        Assert.Equal(TokenVerdict.Accepted, Check(whole.AccessToken, Alice, MailProtocol.Smtp));
    }

    [Fact]
    public async Task Revoking_everything_of_a_user_ends_the_sign_in()
    {
        var signedIn = await SignInAsync();
        Server.RevokeAll(Alice);
        Assert.Equal(TokenVerdict.Revoked, Check(signedIn.AccessToken));
        Assert.Equal("invalid_grant", (await RefreshAsync(signedIn.RefreshToken)).Error);
    }

    [Fact]
    public async Task Another_clients_refresh_token_is_refused_and_not_harmed()
    {
        var signedIn = await SignInAsync();
        Assert.Equal("invalid_grant", (await RefreshAsync(signedIn.RefreshToken, ("client_id", "other"))).Error);
        Assert.Equal(200, (await RefreshAsync(signedIn.RefreshToken)).Status);
    }

    [Fact]
    public async Task A_lost_answer_has_rotated_the_token_all_the_same()
    {
        var signedIn = await SignInAsync();
        Server.Faults.Token.Next(ServerFault.CutConnection(ConnectionCut.BeforeAnswer));
        await Assert.ThrowsAsync<HttpRequestException>(() => RefreshAsync(signedIn.RefreshToken));
        Assert.Equal("invalid_grant", (await RefreshAsync(signedIn.RefreshToken)).Error);
    }

    [Fact]
    public async Task Revoking_a_refresh_token_ends_its_access_tokens_and_only_for_its_own_client()
    {
        var signedIn = await SignInAsync();

        var foreign = await Client.PostAsync(Server.RevocationEndpoint!, null, ("client_id", "other"), ("token", signedIn.RefreshToken));
        Assert.Equal(200, foreign.Status);
        Assert.Equal(TokenVerdict.Accepted, Check(signedIn.AccessToken));

        var own = await Client.PostAsync(
            Server.RevocationEndpoint!, null, ("client_id", "desktop"), ("token", signedIn.RefreshToken), ("token_type_hint", "refresh_token"));
        Assert.Equal(200, own.Status);
        Assert.Equal(TokenVerdict.Revoked, Check(signedIn.AccessToken));
        Assert.Equal("invalid_grant", (await RefreshAsync(signedIn.RefreshToken)).Error);
    }

    [Fact]
    public async Task Revoking_an_access_token_spares_the_refresh_token_and_an_unknown_token_is_no_error()
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
