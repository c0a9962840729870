namespace OAuthMail.Tests.Tokens;

/// <summary>Somebody, or a time server, sets the clock by an hour: nothing hangs for an hour, nothing loops, nothing is lost.</summary>
public sealed class ClockJumpTests : LifecycleTest
{
    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task A_token_is_renewed_once(int hours)
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
    public async Task Two_processes_renew_it_once_together(int hours)
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
    public async Task The_refresh_token_stays(int hours)
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
    public async Task Who_waits_for_a_renewal_gets_its_token(int hours)
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
    public async Task Who_waits_for_the_lease_goes_on_waiting_and_gets_it(int hours)
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
    public async Task A_remembered_failure_is_not_prolonged(int hours)
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
    public async Task A_dead_refresh_token_is_not_presented_again(int hours)
    {
        Source.Fail(() => new SignInRequiredException("scripted", Problems.NotSignedIn, "Nobody has signed in"));
        await Assert.ThrowsAsync<SignInRequiredException>(() => GetAsync());
        Jump(hours);
        await Assert.ThrowsAsync<SignInRequiredException>(() => GetAsync());
        Assert.Equal(1, Source.Requests);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task A_pause_after_a_refusal_is_not_prolonged(int hours)
    {
        var first = await GetAsync();
        await Assert.ThrowsAsync<TokenRejectedException>(() => GetAsync(Refused(first)));
        Jump(hours);
        Assert.NotSame(first, await GetAsync(Refused(first)));

        static AccessTokenRequest Refused(AccessToken token) => new("a@example.com", rejectedToken: token);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task A_store_that_takes_nothing_is_asked_again_within_a_second(int hours)
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
