using System.Diagnostics;

namespace OAuthMail.Tests.Tokens;

public sealed class SingleFlightTests : LifecycleTest
{
    private const int Callers = 10_000;

    [Fact]
    public async Task Ten_thousand_callers_on_a_cold_cache_make_one_request()
    {
        var go = Source.Hold();
        var callers = Enumerable.Range(0, Callers).Select(_ => Task.Run(() => GetAsync())).ToList();
        await Source.AskedAsync();
        go.SetResult();
        var tokens = await Task.WhenAll(callers);
        Assert.Single(tokens.Distinct());
        Assert.Equal(1, Source.Requests);
    }

    [Fact]
    public async Task Ten_thousand_callers_refused_at_once_make_one_request()
    {
        var first = await GetAsync();
        Pass(seconds: 120);
        var callers = Enumerable.Range(0, Callers)
            .Select(i => Task.Run(() => GetAsync(new AccessTokenRequest($"user{i}@example.com", rejectedToken: first)))).ToList();
        var tokens = await Task.WhenAll(callers);
        Assert.NotSame(first, Assert.Single(tokens.Distinct()));
        Assert.Equal(2, Source.Requests);
        Assert.Equal(1, Source.MostAtOnce);
    }

    [Fact]
    public async Task Ten_thousand_callers_of_a_request_that_fails_make_one_request()
    {
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Source.Answer = async (_, _) =>
        {
            await go.Task;
            throw new InvalidOperationException("broken");
        };
        var callers = Enumerable.Range(0, Callers).Select(_ => Task.Run(() => Assert.ThrowsAsync<TokenRequestException>(() => GetAsync())))
            .ToList();
        await Source.AskedAsync();
        go.SetResult();
        await Task.WhenAll(callers);
        Assert.Equal(1, Source.Requests);
    }

    [Fact]
    public async Task The_renewal_survives_the_caller_who_began_it()
    {
        using var impatient = new CancellationTokenSource();
        var go = Source.Hold();
        var first = GetAsync(cancellationToken: impatient.Token);
        await Source.AskedAsync();
        var second = GetAsync();

        await impatient.CancelAsync();
        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Equal(impatient.Token, cancelled.CancellationToken);
        Assert.False(second.IsCompleted);

        go.SetResult();
        Assert.NotNull(await second);
        Assert.Equal(1, Source.Requests);
    }

    [Fact]
    public async Task A_caller_who_was_cancelled_before_asks_for_nothing()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => GetAsync(cancellationToken: new CancellationToken(canceled: true)));
        Assert.Equal(0, Source.Requests);
    }

    [Fact]
    public async Task A_caller_who_blocks_its_thread_does_not_hold_up_the_others()
    {
        var go = Source.Hold();
        using var othersAreDone = new ManualResetEventSlim();
        var blocking = Enumerable.Range(0, 2).Select(_ => BlockAsync()).ToList();
        var other = GoOnAsync();
        await Source.AskedAsync();
        go.SetResult();
        await other;
        await Task.WhenAll(blocking);

        async Task BlockAsync()
        {
            await GetAsync().ConfigureAwait(false);
            Assert.True(othersAreDone.Wait(TimeSpan.FromMinutes(1)), "The others wait for this caller.");
        }

        async Task GoOnAsync()
        {
            await GetAsync().ConfigureAwait(false);
            othersAreDone.Set();
        }
    }

    [Fact]
    public async Task A_renewal_does_not_run_under_its_first_callers_context()
    {
        var ambient = new AsyncLocal<string> { Value = "the caller's" };
        using var activity = new Activity("the caller's").Start();
        string? seen = "nothing";
        Activity? seenActivity = activity;
        Source.Answer = (_, _) =>
        {
            seen = ambient.Value;
            seenActivity = Activity.Current;
            return Task.FromResult(Source.Issue());
        };
        await GetAsync();
        Assert.Null(seen);
        Assert.NotSame(activity, seenActivity);
        Assert.Null(seenActivity?.Parent);
        Assert.Equal("the caller's", ambient.Value);
    }

    [Fact]
    public async Task A_caller_who_has_suppressed_the_flow_of_its_context_is_served()
    {
        Task<AccessToken> asking;
        using (ExecutionContext.SuppressFlow()) asking = GetAsync();
        Assert.NotNull(await asking);
    }
}
