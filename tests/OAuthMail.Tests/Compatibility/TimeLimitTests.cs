using OAuthMail.Compatibility;
using OAuthMail.Testing;

namespace OAuthMail.Tests.Compatibility;

public sealed class TimeLimitTests
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public void Token_is_canceled_when_the_time_limit_passes()
    {
        using var limit = new TimeLimit(_clock, TimeSpan.FromSeconds(10));
        _clock.Advance(TimeSpan.FromSeconds(9));
        Assert.False(limit.Token.IsCancellationRequested);
        Assert.False(limit.IsExceeded);

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(limit.Token.IsCancellationRequested);
        Assert.True(limit.IsExceeded);
    }

    [Fact]
    public async Task Cancellation_by_the_caller_is_not_an_exceeded_limit()
    {
        using var caller = new CancellationTokenSource();
        using var limit = new TimeLimit(_clock, TimeSpan.FromSeconds(10), caller.Token);
        await caller.CancelAsync();
        Assert.True(limit.Token.IsCancellationRequested);
        Assert.False(limit.IsExceeded);

        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.False(limit.IsExceeded);
    }

    [Fact]
    public async Task Early_cancellation_is_not_an_exceeded_limit()
    {
        using var limit = new TimeLimit(_clock, TimeSpan.FromSeconds(10));
        await limit.CancelAsync();
        Assert.True(limit.Token.IsCancellationRequested);
        Assert.False(limit.IsExceeded);
    }
}
