namespace OAuthMail.Tests.Tokens;

public sealed class RejectedTokenTests : LifecycleTest
{
    [Fact]
    public async Task Rejected_token_is_renewed()
    {
        var first = await GetAsync();
        Pass(seconds: 61);
        var second = await GetAsync(new AccessTokenRequest().After(first));
        Assert.NotEqual(first.Value, second.Value);
        Assert.Same(first, Source.LastContext!.Request.RejectedToken);
        Assert.True((await Store.ReadAsync(Key))!.Record.AfterRefusal);
    }

    [Fact]
    public async Task Rejection_of_an_earlier_token_returns_the_current_token()
    {
        var first = await GetAsync();
        Pass(seconds: 61);
        var second = await GetAsync(new AccessTokenRequest().After(first));
        Assert.Same(second, await GetAsync(new AccessTokenRequest().After(first)));
        Assert.Equal(2, Source.Requests);
    }

    [Fact]
    public async Task Token_issued_within_the_last_minute_is_not_renewed()
    {
        var first = await GetAsync();
        Pass(seconds: 59);
        var failure = await RejectedAsync("a@example.com", first);
        Assert.Equal("fresh-token-refused", failure.Code);
        Assert.Equal(Clock.GetUtcNow() + TimeSpan.FromMinutes(1), failure.RetryAt);
        Assert.Contains("a@example.com", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(first.Value, failure.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, Source.Requests);
    }

    [Fact]
    public async Task Token_that_replaced_a_rejected_one_is_not_renewed_at_once()
    {
        var first = await GetAsync();
        Pass(seconds: 61);
        var second = await GetAsync(Of("a@example.com", first));
        Pass(seconds: 600);
        await RejectedAsync("a@example.com", second);
        Assert.Equal(2, Source.Requests);
    }

    [Fact]
    public async Task One_token_is_acquired_after_each_pause_and_pauses_double_up_to_an_hour()
    {
        var token = await GetAsync();
        Pass(seconds: 61);
        token = await GetAsync(Of("a@example.com", token));

        double[] pauses = [1, 2, 4, 8, 16, 32, 60, 60];
        var requests = 2;
        foreach (var minutes in pauses)
        {
            // The lifetime exceeds the pauses, because an expired token is renewed without a pause.
            Source.Lifetime = TimeSpan.FromDays(1);
            var failure = await RejectedAsync("a@example.com", token);
            Assert.Equal(TimeSpan.FromMinutes(minutes), failure.RetryAt - Clock.GetUtcNow());
            Pass(seconds: (minutes * 60) - 1);
            if (token.ExpiresAt - Clock.GetUtcNow() > TimeSpan.FromMinutes(5)) await RejectedAsync("a@example.com", token);
            Assert.Equal(requests, Source.Requests);

            Pass(seconds: 1);
            token = await GetAsync(Of("a@example.com", token));
            Assert.Equal(++requests, Source.Requests);
        }
    }

    [Fact]
    public async Task Pause_of_one_mailbox_does_not_affect_another()
    {
        var first = await GetAsync();
        Pass(seconds: 61);
        var second = await GetAsync(Of("broken@example.com", first));
        await RejectedAsync("broken@example.com", second);

        // The other mailbox receives the new token, also while the first one is paused.
        Assert.Same(second, await GetAsync(Of("healthy@example.com", first)));
        Assert.Same(second, await GetAsync(new AccessTokenRequest("healthy@example.com")));
        Assert.Same(second, await GetAsync(new AccessTokenRequest("broken@example.com")));
        Assert.Equal(2, Source.Requests);
    }

    [Fact]
    public async Task Five_hundred_rejecting_mailboxes_need_at_most_one_token_per_minute()
    {
        Source.Lifetime = TimeSpan.FromDays(1);
        var first = await GetAsync();
        Pass(seconds: 61);
        for (var minute = 0; minute < 10; minute++)
        {
            for (var mailbox = 0; mailbox < 500; mailbox++)
            {
                var address = $"user{mailbox}@example.com";
                var token = await GetAsync(new AccessTokenRequest(address));
                try
                {
                    await GetAsync(Of(address, token));
                }
                catch (TokenRejectedException)
                {
                    // The mailbox is paused.
                }
            }

            Pass(seconds: 60);
        }

        Assert.InRange(Source.Requests, 2, 12);
        Assert.NotNull(first);
    }

    [Fact]
    public async Task Rejection_long_after_the_last_one_starts_with_the_shortest_pause()
    {
        Source.Lifetime = TimeSpan.FromDays(1);
        var token = await GetAsync();
        Pass(seconds: 61);
        token = await GetAsync(Of("a@example.com", token));
        await RejectedAsync("a@example.com", token);
        Pass(seconds: 60);
        token = await GetAsync(Of("a@example.com", token));
        Assert.Equal(TimeSpan.FromMinutes(2), (await RejectedAsync("a@example.com", token)).RetryAt - Clock.GetUtcNow());

        Pass(seconds: 3 * 3600);
        Assert.Equal(TimeSpan.FromMinutes(1), (await RejectedAsync("a@example.com", token)).RetryAt - Clock.GetUtcNow());
    }

    [Fact]
    public async Task Token_that_replaced_an_expired_one_is_renewed_when_it_is_rejected()
    {
        var first = await GetAsync();
        Pass(seconds: 61);
        var second = await GetAsync(Of("a@example.com", first));
        Pass(seconds: 3600);

        // The request names the first token, but the second one has expired in the meantime.
        var third = await GetAsync(Of("a@example.com", first));
        Assert.NotSame(second, third);
        Pass(seconds: 61);
        Assert.NotSame(third, await GetAsync(Of("a@example.com", third)));
    }

    [Fact]
    public async Task Expired_token_is_renewed_after_any_rejection()
    {
        var first = await GetAsync();
        Pass(seconds: 61);
        var second = await GetAsync(Of("a@example.com", first));
        Pass(seconds: 3600);
        Assert.NotSame(second, await GetAsync(Of("a@example.com", second)));
    }

    [Fact]
    public async Task Source_that_returns_the_rejected_token_again_is_not_called_repeatedly()
    {
        var first = await GetAsync();
        Source.Answer = (_, _) => Task.FromResult(new TokenGrant(first));
        Pass(seconds: 61);
        await RejectedAsync("a@example.com", first);
        await RejectedAsync("a@example.com", first);
        Assert.Equal(2, Source.Requests);
    }

    private static AccessTokenRequest Of(string mailbox, AccessToken rejected) => new(mailbox, rejectedToken: rejected);

    private Task<TokenRejectedException> RejectedAsync(string mailbox, AccessToken token) =>
        Assert.ThrowsAsync<TokenRejectedException>(() => GetAsync(Of(mailbox, token)));
}
