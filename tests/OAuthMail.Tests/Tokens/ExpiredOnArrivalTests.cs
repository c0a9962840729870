namespace OAuthMail.Tests.Tokens;

/// <summary>The authorization server issues tokens whose lifetime is shorter than the request takes.</summary>
public sealed class ExpiredOnArrivalTests : LifecycleTest
{
    public ExpiredOnArrivalTests() => Source.Answer = (_, _) =>
    {
        // The lifetime begins when the request is sent, and the response takes longer.
        var grant = Source.Issue();
        Pass(seconds: 3);
        return Task.FromResult(grant);
    };

    [Fact]
    public async Task Token_that_has_expired_on_arrival_is_requested_once_per_call()
    {
        Source.Lifetime = TimeSpan.FromSeconds(2);

        Assert.Equal("token-1", (await GetAsync()).Value);

        Assert.Equal(1, Source.Requests);
    }

    [Fact]
    public async Task Further_calls_start_no_renewal_during_a_growing_pause()
    {
        Source.Lifetime = TimeSpan.FromSeconds(2);
        for (var call = 0; call < 300; call++)
        {
            await GetAsync();
            Pass(seconds: 1);
        }

        // Pauses of 5, 10, 20, 40, 80 and 160 seconds.
        Assert.InRange(Source.Requests, 5, 8);
    }

    [Fact]
    public async Task Rejection_during_the_pause_starts_no_renewal()
    {
        Source.Lifetime = TimeSpan.FromSeconds(2);
        var token = await GetAsync();

        var failure = await Assert.ThrowsAsync<TokenRejectedException>(() => GetAsync(new AccessTokenRequest().After(token)));

        Assert.Equal(1, Source.Requests);
        Assert.True(failure.RetryAt > Clock.GetUtcNow());
        Assert.Contains("shorter than the request takes", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_with_a_sufficient_lifetime_ends_the_pauses()
    {
        Source.Lifetime = TimeSpan.FromSeconds(2);
        await GetAsync();
        Pass(seconds: 6);
        Source.Lifetime = TimeSpan.FromHours(1);

        Assert.Equal("token-2", (await GetAsync()).Value);
        Pass(seconds: 3600);
        Assert.Equal("token-3", (await GetAsync()).Value);
    }
}
