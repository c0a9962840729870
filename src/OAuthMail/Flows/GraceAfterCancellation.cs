namespace OAuthMail.Flows;

/// <summary>
/// Lets an exchange end whose answer is good once. A caller who gives up while the server is about to issue tokens for a code would
/// lose both; so the exchange is given a moment more, and what it brings is kept.
/// </summary>
internal sealed class GraceAfterCancellation : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _ending = new();
    private readonly ITimer _timer;
    private readonly CancellationTokenRegistration _registration;

    public GraceAfterCancellation(TimeProvider clock, CancellationToken cancellationToken)
    {
        _timer = clock.CreateTimer(
            static ending => ((CancellationTokenSource)ending!).Cancel(), _ending, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _registration = cancellationToken.Register(static timer => ((ITimer)timer!).Change(Grace, Timeout.InfiniteTimeSpan), _timer);
    }

    /// <summary>Cancelled a moment after the caller's token.</summary>
    public CancellationToken Token => _ending.Token;

    public void Dispose()
    {
        _registration.Dispose();
        _timer.Dispose();
        // The source stays undisposed: the timer may be firing, and it holds nothing of its own.
    }
}
