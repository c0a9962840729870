using System.Diagnostics;

namespace OAuthMail.Tokens;

/// <summary>
/// Counts the running requests that present a refresh token or another secret that the server may replace. If such a response were lost,
/// the user would have to sign in again. Disposal therefore waits a short time for these requests.
/// </summary>
internal sealed class ExchangeTracker : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _canceled = new();
    private readonly object _gate = new();
    private int _running;

    /// <summary>Gets the token that cancels the requests that have not completed within the grace period.</summary>
    public CancellationToken Canceled => _canceled.Token;

    /// <summary>Registers a request. Dispose the result when its response has been stored.</summary>
    /// <param name="disposed">The token of the cache's disposal.</param>
    /// <exception cref="OperationCanceledException">The cache has been disposed.</exception>
    public IDisposable Begin(CancellationToken disposed)
    {
        // The request is counted before the token is checked. Disposal therefore either waits for this request or is seen by it.
        lock (_gate) _running++;
        if (!disposed.IsCancellationRequested) return new Exchange(this);
        End();
        throw new OperationCanceledException(disposed);
    }

    /// <summary>Waits for the running requests, at most for the grace period, and cancels the rest.</summary>
    public void Dispose()
    {
        // The grace period uses the system's clock, because a test's clock may stand still while a program exits.
        var started = Stopwatch.StartNew();
        lock (_gate)
        {
            while (_running > 0 && Grace - started.Elapsed is var rest && rest > TimeSpan.Zero) Monitor.Wait(_gate, rest);
        }

        // The source is not disposed, because canceled requests still use its token. It holds no timer.
        _canceled.Cancel();
    }

    private void End()
    {
        lock (_gate)
        {
            _running--;
            Monitor.PulseAll(_gate);
        }
    }

    private sealed class Exchange(ExchangeTracker tracker) : IDisposable
    {
        public void Dispose() => tracker.End();
    }
}
