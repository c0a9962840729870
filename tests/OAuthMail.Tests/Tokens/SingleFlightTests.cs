using System.Diagnostics;

namespace OAuthMail.Tests.Tokens;

public sealed class SingleFlightTests : LifecycleTest
{
    private const int Callers = 10_000;

    [Fact]
    public async Task Ten_thousand_callers_of_an_empty_cache_cause_one_request()
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
    public async Task Ten_thousand_callers_with_a_rejected_token_cause_one_request()
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
    public async Task Ten_thousand_callers_of_a_failing_source_cause_one_request()
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
    public async Task Renewal_continues_when_the_caller_that_started_it_cancels()
    {
        using var cancellation = new CancellationTokenSource();
        var go = Source.Hold();
        var first = GetAsync(cancellationToken: cancellation.Token);
        await Source.AskedAsync();
        var second = GetAsync();

        await cancellation.CancelAsync();
        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Equal(cancellation.Token, cancelled.CancellationToken);
        Assert.False(second.IsCompleted);

        go.SetResult();
        Assert.NotNull(await second);
        Assert.Equal(1, Source.Requests);
    }

    [Fact]
    public async Task Canceled_call_causes_no_request()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => GetAsync(cancellationToken: new CancellationToken(canceled: true)));
        Assert.Equal(0, Source.Requests);
    }

    [Fact]
    public async Task Caller_that_blocks_its_thread_does_not_delay_other_callers()
    {
        var go = Source.Hold();
        using var othersAreServed = new ManualResetEventSlim();
        var blocking = Enumerable.Range(0, 2).Select(_ => BlockAsync()).ToList();
        var other = ContinueAsync();
        await Source.AskedAsync();
        go.SetResult();
        await other;
        await Task.WhenAll(blocking);

        async Task BlockAsync()
        {
            await GetAsync().ConfigureAwait(false);
            Assert.True(othersAreServed.Wait(TimeSpan.FromMinutes(1)), "The other callers wait for this one.");
        }

        async Task ContinueAsync()
        {
            await GetAsync().ConfigureAwait(false);
            othersAreServed.Set();
        }
    }

    [Fact]
    public async Task Renewal_does_not_run_in_the_execution_context_of_its_caller()
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
    public async Task Caller_with_suppressed_execution_context_flow_receives_a_token()
    {
        Task<AccessToken> asking;
        using (ExecutionContext.SuppressFlow()) asking = GetAsync();
        Assert.NotNull(await asking);
    }
}
