namespace OAuthMail.Tests.Tokens;

/// <summary>
/// The clock is set forward or back by one hour. No request waits for an hour, none is repeated without end, and no token is lost.
/// </summary>
public sealed class ClockJumpTests : LifecycleTest
{
    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task Token_is_renewed_once(int hours)
    {
        var first = await GetAsync();
        Jump(hours);
        var second = await GetAsync();
        Assert.NotSame(first, second);
        for (var i = 0; i < 10; i++) Assert.Same(second, await GetAsync());
        Assert.Equal(2, Source.Requests);

        Jump(-hours);
        await GetAsync();
        Assert.InRange(Source.Requests, 2, 3);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task Two_processes_renew_the_token_once(int hours)
    {
        var elsewhere = OpenTokens().From(Source);
        await GetAsync();
        await elsewhere.GetAccessTokenAsync();
        Jump(hours);
        Assert.Equal((await GetAsync()).Value, (await elsewhere.GetAccessTokenAsync()).Value);
        Assert.Equal(2, Source.Requests);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task Refresh_token_is_kept(int hours)
    {
        Source.Answer = (_, _) => Task.FromResult(Source.Issue($"refresh-{Source.Requests}"));
        await GetAsync();
        Jump(hours);
        await GetAsync();
        Assert.Equal("refresh-1", Source.LastContext!.Record!.RefreshToken);
        Assert.Equal("refresh-2", (await Store.ReadAsync(Key))!.Record.RefreshToken);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task Waiting_request_receives_the_renewed_token(int hours)
    {
        var go = Source.Hold();
        var caller = GetAsync();
        await Source.AskedAsync();
        Jump(hours);
        go.SetResult();
        Assert.NotNull(await caller);
        Assert.InRange(Source.Requests, 1, 2);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task Request_that_waits_for_the_lease_keeps_waiting_and_acquires_it(int hours)
    {
        var held = await Store.AcquireAsync(Key);
        var caller = GetAsync();
        await UntilAsync(() => Clock.WaitingTimers >= 2);
        Jump(hours);
        Assert.False(caller.IsCompleted);
        await held.DisposeAsync();
        Assert.NotNull(await caller);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task Pause_after_a_failure_is_not_prolonged(int hours)
    {
        Source.Fail(() => new InvalidOperationException("broken"));
        await Assert.ThrowsAsync<TokenRequestException>(() => GetAsync());
        await Assert.ThrowsAsync<TokenRequestException>(() => GetAsync());
        Assert.Equal(1, Source.Requests);
        Jump(hours);
        Source.Answer = null;
        Assert.NotNull(await GetAsync());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task Invalid_refresh_token_is_not_sent_again(int hours)
    {
        Source.Fail(() => new SignInRequiredException("scripted", Problems.NotSignedIn, "No user has signed in."));
        await Assert.ThrowsAsync<SignInRequiredException>(() => GetAsync());
        Jump(hours);
        await Assert.ThrowsAsync<SignInRequiredException>(() => GetAsync());
        Assert.Equal(1, Source.Requests);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task Pause_after_a_rejection_is_not_prolonged(int hours)
    {
        var first = await GetAsync();
        await Assert.ThrowsAsync<TokenRejectedException>(() => GetAsync(Rejected(first)));
        Jump(hours);
        Assert.NotSame(first, await GetAsync(Rejected(first)));

        static AccessTokenRequest Rejected(AccessToken token) => new("a@example.com", rejectedToken: token);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task Unwritable_store_is_retried_within_one_second(int hours)
    {
        await GetAsync();
        Pass(seconds: 2 * 3600);
        Source.Answer = (_, _) => Task.FromResult(Source.Issue("refresh"));
        Store.Writing = _ => throw new TokenStoreException(Problems.TokenStoreFull, "No space left");
        await Assert.ThrowsAsync<TokenStoreException>(() => GetAsync());
        Store.Writing = null;
        Jump(hours);
        await GetAsync();
        Assert.Equal("refresh", (await Store.ReadAsync(Key))!.Record.RefreshToken);
    }

    private void Jump(int hours) => Clock.Jump(Clock.GetUtcNow() + TimeSpan.FromHours(hours));
}
