using OAuthMail.Testing;

namespace OAuthMail.Tests.SignIn;

public class MailSignInTests
{
    [Fact]
    public async Task User_signs_in_once_and_tokens_are_refreshed()
    {
        await using var world = await TestWorld.StartAsync();
        var account = world.CreatePerson("alice");
        await Assert.ThrowsAsync<SignInRequiredException>(async () => await world.TokensOf(account).GetAccessTokenAsync());

        var result = await world.SignInAsync(account);

        Assert.Equal(UserCheckOutcome.SameName, result.UserCheck);
        Assert.Equal("alice@test.example", result.Identity!.ToString());
        var token = await world.TokensOf(account).GetAccessTokenAsync();
        Assert.Equal(TokenVerdict.Accepted, world.Server.CheckAccessToken(token.Value, account.Address, MailProtocol.Imap));
    }

    [Fact]
    public async Task Sign_in_clears_a_remembered_failure()
    {
        await using var world = await TestWorld.StartAsync();
        var account = world.CreatePerson("alice");
        var tokens = world.TokensOf(account);
        await Assert.ThrowsAsync<SignInRequiredException>(async () => await tokens.GetAccessTokenAsync());
        await world.SignInAsync(account);
        await tokens.GetAccessTokenAsync();
    }

    [Fact]
    public async Task Sign_in_can_be_completed_after_a_restart()
    {
        await using var world = await TestWorld.StartAsync();
        var account = world.CreatePerson("alice");
        var begun = await world.SignIn(account).BeginAsync();
        world.Clock.Advance(TimeSpan.FromDays(6));
        using var restarted = new MailTokens(new MailTokensOptions { Store = world.Store, TimeProvider = world.Clock });

        var result = await new MailSignIn(account, restarted, world.Http).CompleteAsync(await world.BrowseAsync(begun.Url));

        Assert.Equal(UserCheckOutcome.SameName, result.UserCheck);
    }

    [Fact]
    public async Task Pending_sign_in_expires()
    {
        await using var world = await TestWorld.StartAsync();
        var account = world.CreatePerson("alice");
        var signIn = world.SignIn(account);
        var begun = await signIn.BeginAsync();
        var redirect = await world.BrowseAsync(begun.Url);
        world.Clock.Advance(TimeSpan.FromDays(8));

        var failure = await Assert.ThrowsAsync<OAuthMailException>(() => signIn.CompleteAsync(redirect));

        Assert.Equal(Problems.SignInNotPending, failure.Problem);
        Assert.Empty(world.Server.Requests.Token);
    }

    [Fact]
    public async Task Abandoned_sign_ins_are_deleted()
    {
        await using var world = await TestWorld.StartAsync();
        var account = world.CreatePerson("alice");
        var signIn = world.SignIn(account);
        await world.SignInAsync(account);
        for (var day = 0; day < 10; day++)
        {
            await signIn.BeginAsync();
            world.Clock.Advance(TimeSpan.FromDays(1));
        }

        var kept = 0;
        await foreach (var entry in world.Store.ListAsync()) kept += entry.Record.RefreshToken is null ? 1 : 0;

        // A sign-in is begun every four days, when less than half of its lifetime is left. Two are pending, and one record refers to the
        // newer one.
        Assert.Equal(3, kept);
        await world.TokensOf(account).GetAccessTokenAsync();
    }

    [Fact]
    public async Task Redirect_can_be_used_once()
    {
        await using var world = await TestWorld.StartAsync();
        var account = world.CreatePerson("alice");
        var signIn = world.SignIn(account);
        var redirect = await world.BrowseAsync((await signIn.BeginAsync()).Url);
        await signIn.CompleteAsync(redirect);

        var failure = await Assert.ThrowsAsync<OAuthMailException>(() => signIn.CompleteAsync(redirect));

        Assert.Equal(Problems.SignInNotPending, failure.Problem);
        Assert.Single(world.Server.Requests.Token);
    }

    [Fact]
    public async Task Code_without_state_completes_the_latest_sign_in()
    {
        await using var world = await TestWorld.StartAsync();
        var account = world.CreatePerson("alice");
        var signIn = world.SignIn(account);
        await signIn.BeginAsync();
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        var redirect = new Uri(await world.BrowseAsync((await signIn.BeginAsync()).Url));
        var code = redirect.Query.TrimStart('?').Split('&').Single(p => p.StartsWith("code=", StringComparison.Ordinal))[5..];

        await signIn.CompleteAsync($"  {code}\n");

        Assert.True(world.Server.Requests.Token.Single().Succeeded);
    }

    [Theory]
    [InlineData("")]
    [InlineData("http://127.0.0.1/")]
    [InlineData("http://127.0.0.1/?foo=bar")]
    [InlineData("http://127.0.0.1/?code=x")]
    [InlineData("http://127.0.0.1/?code=x&state=a&state=b")]
    [InlineData("http://127.0.0.1/?code=x&code=y&state=a")]
    [InlineData("two words")]
    public async Task Invalid_redirect_throws(string redirect)
    {
        await using var world = await TestWorld.StartAsync();
        var signIn = world.SignIn(world.CreatePerson("alice"));
        await signIn.BeginAsync();

        var failure = await Assert.ThrowsAsync<OAuthMailException>(() => signIn.CompleteAsync(redirect));

        Assert.Equal(Problems.RedirectInvalid, failure.Problem);
        Assert.Empty(world.Server.Requests.Token);
    }

    [Fact]
    public async Task Forged_state_throws_without_a_request()
    {
        await using var world = await TestWorld.StartAsync();
        var signIn = world.SignIn(world.CreatePerson("alice"));
        await signIn.BeginAsync();

        var failure = await Assert.ThrowsAsync<OAuthMailException>(
            () => signIn.CompleteAsync("http://127.0.0.1/?code=stolen&state=forged"));

        Assert.Equal(Problems.SignInNotPending, failure.Problem);
        Assert.Empty(world.Server.Requests.Token);
    }

    [Fact]
    public async Task Redirect_of_another_account_throws()
    {
        await using var world = await TestWorld.StartAsync();
        var alice = world.SignIn(world.CreatePerson("alice"));
        var bob = world.SignIn(world.CreatePerson("bob"));
        var redirect = await world.BrowseAsync((await alice.BeginAsync()).Url);

        var failure = await Assert.ThrowsAsync<OAuthMailException>(() => bob.CompleteAsync(redirect));

        Assert.Equal(Problems.SignInNotPending, failure.Problem);
        await alice.CompleteAsync(redirect);
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData(null)]
    public async Task Redirect_of_another_issuer_throws_without_a_request(string? issuer)
    {
        await using var world = await TestWorld.StartAsync();
        var signIn = world.SignIn(world.CreatePerson("alice"));
        var begun = await signIn.BeginAsync();
        world.Server.Faults.Authorization.Next(ServerFault.RedirectParameter("iss", issuer));

        var failure = await Assert.ThrowsAsync<OAuthMailException>(
            async () => await signIn.CompleteAsync(await world.BrowseAsync(begun.Url)));

        Assert.Equal(Problems.IssuerMismatch, failure.Problem);
        Assert.Empty(world.Server.Requests.Token);
    }

    [Fact]
    public async Task Declined_consent_throws()
    {
        await using var world = await TestWorld.StartAsync();
        var account = world.CreatePerson("alice");
        world.Server.AddUser(new TestUser("grumpy@test.example") { DeniesConsent = true });
        world.Server.SignInAs("grumpy@test.example");

        var failure = await Assert.ThrowsAsync<OAuthMailException>(() => world.SignInAsync(account));

        Assert.Equal(Problems.AccessDenied, failure.Problem);
        Assert.Contains("access_denied", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Login_check_detects_the_wrong_user()
    {
        await using var world = await TestWorld.StartAsync();
        var account = world.CreatePerson("alice");
        world.Server.SignInAs("mallory@test.example");
        var options = new SignInOptions
        {
            TryLoginAsync = (token, _) => Task.FromResult(
                world.Server.CheckAccessToken(token.Value, account.Address, MailProtocol.Imap) == TokenVerdict.Accepted
                    ? null
                    : "NO \u202eAUTHENTICATE\u001b failed."),
        };

        var failure = await Assert.ThrowsAsync<OAuthMailException>(() => world.SignInAsync(account, options));

        Assert.Equal(Problems.WrongPerson, failure.Problem);
        Assert.Contains("mallory@test.example", failure.Message, StringComparison.Ordinal);
        Assert.Contains("alice@test.example", failure.Message, StringComparison.Ordinal);
        Assert.Contains("NO  AUTHENTICATE  failed.", failure.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SignInRequiredException>(async () => await world.TokensOf(account).GetAccessTokenAsync());
    }

    [Fact]
    public async Task Login_check_accepts_a_delegate()
    {
        await using var world = await TestWorld.StartAsync();
        var account = world.CreatePerson("shared");
        world.Server.AddUser(new TestUser("delegate@test.example") { SharedMailboxes = { account.Address } });
        world.Server.SignInAs("delegate@test.example");

        var result = await world.SignInAsync(account, new SignInOptions { TryLoginAsync = (_, _) => Task.FromResult<string?>(null) });

        Assert.Equal(UserCheckOutcome.AcceptedByServer, result.UserCheck);
    }

    [Fact]
    public async Task Unreachable_mail_server_does_not_discard_the_consent()
    {
        await using var world = await TestWorld.StartAsync();
        var account = world.CreatePerson("alias");
        world.Server.SignInAs("real.name@test.example");
        var down = new SignInOptions { TryLoginAsync = (_, _) => throw new OAuthMailException(
            Problems.AuthorizationServerBusy, "The mail server is down") };
        Assert.Equal(UserCheckOutcome.Unknown, (await world.SignInAsync(account, down)).UserCheck);

        var silent = new SignInOptions
        {
            TryLoginAsync = (_, _) => new TaskCompletionSource<string?>().Task,
        };
        var signIn = world.SignInAsync(account, silent);
        while (!signIn.IsCompleted)
        {
            await Task.Yield();
            if (world.Clock.TimeToNextTimer is { } wait && wait > TimeSpan.FromSeconds(40) && wait <= TimeSpan.FromMinutes(1))
            {
                world.Clock.Advance(wait);
            }
        }

        Assert.Equal(UserCheckOutcome.Unknown, (await signIn).UserCheck);
        await world.TokensOf(account).GetAccessTokenAsync();
    }

    [Fact]
    public async Task Different_user_name_without_a_login_check_is_accepted()
    {
        await using var world = await TestWorld.StartAsync();
        var account = world.CreatePerson("alias");
        world.Server.SignInAs("real.name@test.example");
        Assert.Equal(UserCheckOutcome.Unknown, (await world.SignInAsync(account)).UserCheck);
    }

    [Fact]
    public async Task Consent_without_a_refresh_token_throws()
    {
        await using var world = await TestWorld.StartAsync();
        var account = world.CreatePerson("alice", configure: options => options.Scope = "mail openid email");
        var failure = await Assert.ThrowsAsync<OAuthMailException>(() => world.SignInAsync(account));
        Assert.Equal(Problems.NoRefreshToken, failure.Problem);
        Assert.Contains("offline_access", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Consent_without_the_mail_scope_throws()
    {
        await using var world = await TestWorld.StartAsync();
        var account = world.CreatePerson("alice");
        world.Server.Faults.Token.Next(ServerFault.Member("scope", "\"openid email offline_access\""));
        var failure = await Assert.ThrowsAsync<OAuthMailException>(() => world.SignInAsync(account));
        Assert.Equal(Problems.ScopeNotGranted, failure.Problem);
    }

    [Fact]
    public async Task Code_is_never_sent_twice()
    {
        await using var world = await TestWorld.StartAsync();
        var account = world.CreatePerson("alice");
        world.Server.Faults.Token.Next(ServerFault.Status(503));

        var failure = await Assert.ThrowsAsync<TokenRequestException>(() => world.SignInAsync(account));

        Assert.Equal(Problems.AuthorizationServerBusy, failure.Problem);
        Assert.Single(world.Server.Requests.Token);
    }

    [Fact]
    public async Task Response_shortly_after_the_cancellation_is_stored()
    {
        await using var world = await TestWorld.StartAsync();
        var account = world.CreatePerson("alice");
        var signIn = world.SignIn(account);
        var redirect = await world.BrowseAsync((await signIn.BeginAsync()).Url);
        var gate = new FaultGate();
        world.Server.Faults.Token.Next(ServerFault.Hold(gate));
        using var cancellation = new CancellationTokenSource();
        var completing = signIn.CompleteAsync(redirect, cancellation.Token);
        await gate.WaitForArrivalAsync(CancellationToken.None);
        await cancellation.CancelAsync();
        gate.Open();

        await completing;

        await world.TokensOf(account).GetAccessTokenAsync();
    }

    [Fact]
    public async Task Cancellation_stops_the_wait_for_a_silent_server()
    {
        await using var world = await TestWorld.StartAsync();
        var signIn = world.SignIn(world.CreatePerson("alice"));
        var redirect = await world.BrowseAsync((await signIn.BeginAsync()).Url);
        var gate = new FaultGate();
        world.Server.Faults.Token.Next(ServerFault.Hold(gate));
        using var cancellation = new CancellationTokenSource();
        var completing = signIn.CompleteAsync(redirect, cancellation.Token);
        await gate.WaitForArrivalAsync(CancellationToken.None);
        await cancellation.CancelAsync();
        world.Clock.Advance(TimeSpan.FromSeconds(3));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => completing);
        gate.Open();
    }

    [Fact]
    public async Task Sign_out_revokes_and_deletes_the_consent()
    {
        await using var world = await TestWorld.StartAsync();
        var account = world.CreatePerson("alice");
        await world.SignInAsync(account);
        var token = await world.TokensOf(account).GetAccessTokenAsync();

        Assert.True(await world.SignIn(account).SignOutAsync());

        Assert.NotEqual(TokenVerdict.Accepted, world.Server.CheckAccessToken(token.Value, account.Address, MailProtocol.Imap));
        await Assert.ThrowsAsync<SignInRequiredException>(async () => await world.TokensOf(account).GetAccessTokenAsync());
        Assert.False(await world.SignIn(account).SignOutAsync());
    }

    [Fact]
    public async Task Sign_in_for_an_application_throws()
    {
        await using var world = await TestWorld.StartAsync();
        var account = world.CreateAccount(
            "robot", OAuthFlow.ClientCredentials, options => (options.ClientId, options.ClientSecret) = ("service", "secret"));
        var failure = Assert.Throws<MailConfigurationException>(() => world.SignIn(account));
        Assert.Contains("ClientCredentials", failure.Message, StringComparison.Ordinal);
    }
}
