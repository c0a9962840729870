namespace OAuthMail.Flows;

/// <summary>
/// Delays the cancellation of a request whose response exists only once. If a caller canceled while the server issues tokens for a
/// code, both the code and the tokens would be lost. The request therefore has a grace period to complete, and its response is kept.
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

    /// <summary>Gets the token that is canceled after the grace period.</summary>
    public CancellationToken Token => _ending.Token;

    public void Dispose()
    {
        _registration.Dispose();
        _timer.Dispose();

        // The source is not disposed, because the timer may be firing. It holds no resources.
    }
}
