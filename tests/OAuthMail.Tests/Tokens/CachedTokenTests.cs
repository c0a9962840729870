using OAuthMail.Tokens;

namespace OAuthMail.Tests.Tokens;

public sealed class CachedTokenTests : LifecycleTest
{
    [Fact]
    public async Task Cached_token_is_returned_synchronously()
    {
        var first = await GetAsync();
        var again = Provider.GetAccessTokenAsync();
        Assert.True(again.IsCompletedSuccessfully);
        Assert.Same(first, await again);
        Assert.Equal(1, Source.Requests);
    }

    [Fact]
    public async Task Providers_of_one_cache_share_the_token()
    {
        var first = await GetAsync();
        var other = new ScriptedSource(Clock);
        Assert.Same(first, await Tokens.From(other).GetAccessTokenAsync());
        Assert.Equal(0, other.Requests);
    }

    [Fact]
    public async Task Token_is_renewed_once_in_the_background_shortly_before_it_expires()
    {
        var first = await GetAsync();
        Pass(seconds: (55 * 60) - 1);
        Assert.Same(first, await GetAsync());
        Assert.Equal(1, Source.Requests);

        // The jitter is at most a fifth of the five minutes.
        Pass(seconds: 61);
        var go = Source.Hold();
        for (var i = 0; i < 100; i++) Assert.Same(first, await Provider.GetAccessTokenAsync());
        await Source.AskedAsync();
        await Source.AskedAsync();
        Assert.Same(first, await GetAsync());
        Assert.Equal(2, Source.Requests);
        go.SetResult();
        await RenewedAsync(first);
        Assert.Equal(2, Source.Requests);
    }

    [Theory]
    [InlineData(300, 240, 252)]
    [InlineData(100, 80, 84)]
    public async Task Early_renewal_uses_at_most_a_fifth_of_the_lifetime(int lifetime, int freshUntil, int renewedFrom)
    {
        Source.Lifetime = TimeSpan.FromSeconds(lifetime);
        var first = await GetAsync();
        Pass(freshUntil - 0.1);
        Assert.Same(first, await GetAsync());
        Assert.Equal(1, Source.Requests);
        Pass(renewedFrom - freshUntil + 0.2);
        Assert.Same(first, await GetAsync());
        await RenewedAsync(first);
        Assert.Equal(2, Source.Requests);
    }

    [Fact]
    public void Jitter_spreads_renewals_over_a_fifth_of_the_early_renewal_time()
    {
        var token = Source.NewToken();
        var earliest = new CachedToken(token, afterRejection: false, TimeSpan.FromMinutes(5), jitter: 0);
        var latest = new CachedToken(token, afterRejection: false, TimeSpan.FromMinutes(5), jitter: 1);
        Assert.Equal(token.ExpiresAt.UtcTicks - (5 * TimeSpan.TicksPerMinute), earliest.FreshUntilTicks);
        Assert.Equal(token.ExpiresAt.UtcTicks - (4 * TimeSpan.TicksPerMinute), latest.FreshUntilTicks);
    }

    [Fact]
    public async Task Cached_token_that_is_read_from_the_store_does_not_become_fresh_again()
    {
        // With a new random value, it sometimes would.
        var first = await GetAsync();
        for (var renewal = 0; renewal < 20; renewal++)
        {
            Pass(seconds: (59 * 60) + 1);
            Assert.Same(first, await GetAsync());
            await RenewedAsync(first);
            first = await GetAsync();
        }

        Assert.Equal(21, Source.Requests);
        Assert.DoesNotContain(Log, line => line.Contains("another process", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Request_with_a_longer_minimum_lifetime_waits_for_a_new_token()
    {
        var first = await GetAsync();
        Pass(seconds: 51 * 60);
        Assert.Same(first, await GetAsync());
        var second = await GetAsync(new AccessTokenRequest(minimumLifetime: TimeSpan.FromMinutes(10)));
        Assert.NotSame(first, second);
        Assert.Equal(2, Source.Requests);
    }

    [Fact]
    public async Task New_token_is_returned_although_its_lifetime_is_less_than_the_minimum()
    {
        Source.Lifetime = TimeSpan.FromMinutes(5);
        var request = new AccessTokenRequest(minimumLifetime: TimeSpan.FromMinutes(10));
        var first = await GetAsync(request);
        Assert.Equal(1, Source.Requests);
        Assert.Contains(
            Log,
            line => line.StartsWith(
                "Warning: The token of scripted expires in 00:05:00, which is less than the requested 00:10:00", StringComparison.Ordinal));
        for (var i = 0; i < 100; i++) Assert.Same(first, await GetAsync(request));
        Assert.Equal(1, Source.Requests);

        Pass(seconds: 61);
        Assert.NotSame(first, await GetAsync(request));
        Assert.Equal(2, Source.Requests);
    }

    [Fact]
    public async Task Usable_token_is_returned_if_no_token_with_the_minimum_lifetime_can_be_acquired()
    {
        var first = await GetAsync();
        Pass(seconds: 51 * 60);
        Source.Fail(() => new InvalidOperationException("broken"));
        var request = new AccessTokenRequest(minimumLifetime: TimeSpan.FromMinutes(10));
        Assert.Same(first, await GetAsync(request));
        Assert.Same(first, await GetAsync(request));
        Assert.Equal(2, Source.Requests);
        Assert.Contains(Log, line => line.Contains("less than the requested 00:10:00", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Token_with_a_lifetime_of_one_second_is_requested_once_per_second()
    {
        Source.Lifetime = TimeSpan.FromSeconds(1);
        for (var second = 1; second <= 10; second++)
        {
            var token = await GetAsync();
            for (var i = 0; i < 10; i++) Assert.Same(token, await GetAsync());
            Assert.Equal(second, Source.Requests);
            Pass(seconds: 1);
        }
    }

    [Fact]
    public async Task Token_that_expires_during_its_request_does_not_cause_endless_requests()
    {
        Source.Lifetime = TimeSpan.FromSeconds(1);
        Source.Answer = (_, _) =>
        {
            var grant = Source.Issue();
            Pass(seconds: 2);
            return Task.FromResult(grant);
        };
        Assert.NotNull(await GetAsync());
        Assert.InRange(Source.Requests, 1, 4);
    }
}
