using OAuthMail.Tokens;

namespace OAuthMail.Tests.Tokens;

public sealed class CachedTokenTests : LifecycleTest
{
    [Fact]
    public async Task A_token_at_hand_is_handed_out_at_once()
    {
        var first = await GetAsync();
        var again = Provider.GetAccessTokenAsync();
        Assert.True(again.IsCompletedSuccessfully);
        Assert.Same(first, await again);
        Assert.Equal(1, Source.Requests);
    }

    [Fact]
    public async Task Providers_of_one_lifecycle_share_the_token()
    {
        var first = await GetAsync();
        var other = new ScriptedSource(Clock);
        Assert.Same(first, await Tokens.From(other).GetAccessTokenAsync());
        Assert.Equal(0, other.Requests);
    }

    [Fact]
    public async Task Shortly_before_its_end_a_token_is_renewed_in_the_background_and_only_once()
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
    public async Task Early_renewal_takes_no_more_than_a_fifth_of_the_lifetime(int lifetime, int freshUntil, int renewedFrom)
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
    public void The_jitter_spreads_renewals_over_a_fifth_of_the_early_time()
    {
        var token = Source.NewToken();
        var earliest = new CachedToken(token, afterRefusal: false, TimeSpan.FromMinutes(5), jitter: 0);
        var latest = new CachedToken(token, afterRefusal: false, TimeSpan.FromMinutes(5), jitter: 1);
        Assert.Equal(token.ExpiresAt.UtcTicks - (5 * TimeSpan.TicksPerMinute), earliest.FreshUntilTicks);
        Assert.Equal(token.ExpiresAt.UtcTicks - (4 * TimeSpan.TicksPerMinute), latest.FreshUntilTicks);
    }

    [Fact]
    public async Task A_stored_token_that_this_process_already_has_does_not_become_fresh_again()
    {
        // With a new throw of the dice it would, now and then.
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
    public async Task A_caller_who_needs_more_time_waits_for_another_token()
    {
        var first = await GetAsync();
        Pass(seconds: 51 * 60);
        Assert.Same(first, await GetAsync());
        var second = await GetAsync(new AccessTokenRequest(leastLifetime: TimeSpan.FromMinutes(10)));
        Assert.NotSame(first, second);
        Assert.Equal(2, Source.Requests);
    }

    [Fact]
    public async Task A_new_token_is_used_even_if_it_is_shorter_than_asked_for()
    {
        Source.Lifetime = TimeSpan.FromMinutes(5);
        var request = new AccessTokenRequest(leastLifetime: TimeSpan.FromMinutes(10));
        var first = await GetAsync(request);
        Assert.Equal(1, Source.Requests);
        Assert.Contains(
            Log, line => line.StartsWith("Warning: A token of scripted lasts 00:05:00, less than the 00:10:00", StringComparison.Ordinal));
        for (var i = 0; i < 100; i++) Assert.Same(first, await GetAsync(request));
        Assert.Equal(1, Source.Requests);

        Pass(seconds: 61);
        Assert.NotSame(first, await GetAsync(request));
        Assert.Equal(2, Source.Requests);
    }

    [Fact]
    public async Task A_caller_who_needs_more_time_than_can_be_had_gets_what_there_is()
    {
        var first = await GetAsync();
        Pass(seconds: 51 * 60);
        Source.Fail(() => new InvalidOperationException("broken"));
        var request = new AccessTokenRequest(leastLifetime: TimeSpan.FromMinutes(10));
        Assert.Same(first, await GetAsync(request));
        Assert.Same(first, await GetAsync(request));
        Assert.Equal(2, Source.Requests);
        Assert.Contains(Log, line => line.Contains("less than the 00:10:00", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_token_of_one_second_costs_one_request_a_second()
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
    public async Task A_token_that_has_ended_while_it_was_fetched_makes_no_endless_requests()
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
