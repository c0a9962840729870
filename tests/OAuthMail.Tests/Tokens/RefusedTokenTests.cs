namespace OAuthMail.Tests.Tokens;

public sealed class RefusedTokenTests : LifecycleTest
{
    [Fact]
    public async Task A_refused_token_is_replaced()
    {
        var first = await GetAsync();
        Pass(seconds: 61);
        var second = await GetAsync(new AccessTokenRequest().After(first));
        Assert.NotEqual(first.Value, second.Value);
        Assert.Same(first, Source.LastContext!.Request.RejectedToken);
        Assert.True((await Store.ReadAsync(Key))!.Record.AfterRefusal);
    }

    [Fact]
    public async Task Only_the_current_token_can_be_refused()
    {
        var first = await GetAsync();
        Pass(seconds: 61);
        var second = await GetAsync(new AccessTokenRequest().After(first));
        Assert.Same(second, await GetAsync(new AccessTokenRequest().After(first)));
        Assert.Equal(2, Source.Requests);
    }

    [Fact]
    public async Task A_token_issued_within_the_last_minute_is_not_the_cause()
    {
        var first = await GetAsync();
        Pass(seconds: 59);
        var failure = await RefusedAsync("a@example.com", first);
        Assert.Equal("fresh-token-refused", failure.Code);
        Assert.Equal(Clock.GetUtcNow() + TimeSpan.FromMinutes(1), failure.RetryAt);
        Assert.Contains("a@example.com", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(first.Value, failure.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, Source.Requests);
    }

    [Fact]
    public async Task A_token_that_replaced_a_refused_one_is_not_replaced_at_once()
    {
        var first = await GetAsync();
        Pass(seconds: 61);
        var second = await GetAsync(Of("a@example.com", first));
        Pass(seconds: 600);
        await RefusedAsync("a@example.com", second);
        Assert.Equal(2, Source.Requests);
    }

    [Fact]
    public async Task After_each_pause_one_more_token_is_tried_and_the_pauses_double_up_to_an_hour()
    {
        var token = await GetAsync();
        Pass(seconds: 61);
        token = await GetAsync(Of("a@example.com", token));

        double[] pauses = [1, 2, 4, 8, 16, 32, 60, 60];
        var requests = 2;
        foreach (var minutes in pauses)
        {
            // An expired token is replaced without a refusal; the pauses are about those that live.
            Source.Lifetime = TimeSpan.FromDays(1);
            var failure = await RefusedAsync("a@example.com", token);
            Assert.Equal(TimeSpan.FromMinutes(minutes), failure.RetryAt - Clock.GetUtcNow());
            Pass(seconds: (minutes * 60) - 1);
            if (token.ExpiresAt - Clock.GetUtcNow() > TimeSpan.FromMinutes(5)) await RefusedAsync("a@example.com", token);
            Assert.Equal(requests, Source.Requests);

            Pass(seconds: 1);
            token = await GetAsync(Of("a@example.com", token));
            Assert.Equal(++requests, Source.Requests);
        }
    }

    [Fact]
    public async Task The_pause_of_one_mailbox_does_not_stop_another()
    {
        var first = await GetAsync();
        Pass(seconds: 61);
        var second = await GetAsync(Of("broken@example.com", first));
        await RefusedAsync("broken@example.com", second);

        // The healthy one has the replacement without a word, and keeps getting it while the other one is paused.
        Assert.Same(second, await GetAsync(Of("healthy@example.com", first)));
        Assert.Same(second, await GetAsync(new AccessTokenRequest("healthy@example.com")));
        Assert.Same(second, await GetAsync(new AccessTokenRequest("broken@example.com")));
        Assert.Equal(2, Source.Requests);
    }

    [Fact]
    public async Task Five_hundred_broken_mailboxes_cost_one_token_a_minute_at_most()
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
                    // The mailbox waits.
                }
            }

            Pass(seconds: 60);
        }

        Assert.InRange(Source.Requests, 2, 12);
        Assert.NotNull(first);
    }

    [Fact]
    public async Task A_refusal_long_after_the_last_one_starts_from_the_beginning()
    {
        Source.Lifetime = TimeSpan.FromDays(1);
        var token = await GetAsync();
        Pass(seconds: 61);
        token = await GetAsync(Of("a@example.com", token));
        await RefusedAsync("a@example.com", token);
        Pass(seconds: 60);
        token = await GetAsync(Of("a@example.com", token));
        Assert.Equal(TimeSpan.FromMinutes(2), (await RefusedAsync("a@example.com", token)).RetryAt - Clock.GetUtcNow());

        Pass(seconds: 3 * 3600);
        Assert.Equal(TimeSpan.FromMinutes(1), (await RefusedAsync("a@example.com", token)).RetryAt - Clock.GetUtcNow());
    }

    [Fact]
    public async Task A_token_that_replaced_one_at_its_end_may_be_replaced_when_it_is_refused()
    {
        var first = await GetAsync();
        Pass(seconds: 61);
        var second = await GetAsync(Of("a@example.com", first));
        Pass(seconds: 3600);

        // Somebody still speaks of the first one, but the second has just ended by itself.
        var third = await GetAsync(Of("a@example.com", first));
        Assert.NotSame(second, third);
        Pass(seconds: 61);
        Assert.NotSame(third, await GetAsync(Of("a@example.com", third)));
    }

    [Fact]
    public async Task A_token_that_has_ended_is_replaced_when_it_is_refused_whatever_came_before()
    {
        var first = await GetAsync();
        Pass(seconds: 61);
        var second = await GetAsync(Of("a@example.com", first));
        Pass(seconds: 3600);
        Assert.NotSame(second, await GetAsync(Of("a@example.com", second)));
    }

    [Fact]
    public async Task A_source_that_answers_with_the_refused_token_again_is_not_asked_again_and_again()
    {
        var first = await GetAsync();
        Source.Answer = (_, _) => Task.FromResult(new TokenGrant(first));
        Pass(seconds: 61);
        await RefusedAsync("a@example.com", first);
        await RefusedAsync("a@example.com", first);
        Assert.Equal(2, Source.Requests);
    }

    private static AccessTokenRequest Of(string mailbox, AccessToken refused) => new(mailbox, rejectedToken: refused);

    private Task<TokenRejectedException> RefusedAsync(string mailbox, AccessToken token) =>
        Assert.ThrowsAsync<TokenRejectedException>(() => GetAsync(Of(mailbox, token)));
}
