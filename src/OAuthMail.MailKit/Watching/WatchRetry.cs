using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;

namespace OAuthMail.MailKit.Watching;

/// <summary>
/// Repeats the steps of a watch after transient failures, with growing delays, until they have lasted longer than
/// <see cref="WatchRetryOptions.MaxOutage"/>.
/// </summary>
internal sealed class WatchRetry(
    WatchRetryOptions options, TimeProvider clock, ILogger logger, WatchMetrics metrics, string account, string folder)
{
    /// <summary>
    /// A connection that lasted this long counts as a success, because servers that close idle connections after some minutes work.
    /// </summary>
    private static readonly TimeSpan SuccessTime = TimeSpan.FromMinutes(1);

    /// <summary>The longest delay that a server can request. Authorization servers have the same limit.</summary>
    private static readonly TimeSpan MaximumRequested = TimeSpan.FromHours(1);

    private readonly Backoff _backoff = Backoff.Exponential(options.FirstPause, options.MaximumPause).WithJitter(0.5, 1);
    private int _failures;
    private long? _failingSince;
    private long? _connectedSince;
    private bool _isTokenExpired;
    private bool _hasRenewedToken;

    /// <summary>Records a success.</summary>
    public void Reset()
    {
        _failures = 0;
        _failingSince = null;
        _hasRenewedToken = false;
    }

    /// <summary>Records that the present step fails because the server has ended the session when its token expired.</summary>
    public void OnTokenExpired() => _isTokenExpired = true;

    /// <summary>Records a new connection, which isn't yet a success.</summary>
    public void OnConnected() => _connectedSince = clock.GetTimestamp();

    /// <summary>Runs a step until it succeeds or fails permanently.</summary>
    /// <param name="step">The step. It connects if necessary.</param>
    /// <param name="isRetryable">Returns whether a failure is transient.</param>
    /// <param name="disconnect">Closes the connection before each delay.</param>
    /// <param name="cancellationToken">Cancels the step and the delay.</param>
    public async Task<T> RunAsync<T>(
        Func<Task<T>> step, Func<OAuthMailException, bool> isRetryable, Func<ValueTask> disconnect, CancellationToken cancellationToken)
    {
        while (true)
        {
            OAuthMailException failure;
            try
            {
                return await step().ConfigureAwait(false);
            }
            catch (OAuthMailException caught) when (isRetryable(caught))
            {
                failure = caught;
            }

            await disconnect().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            if (GetDelay(failure) is { } delay) await clock.Delay(delay, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Returns the delay before the next attempt, or <see langword="null"/> for none, or throws the failure if the outage has lasted too
    /// long. The end of a token's lifetime is no outage, but only once.
    /// </summary>
    private TimeSpan? GetDelay(OAuthMailException failure)
    {
        var wasConnected = _connectedSince is not null;
        if (_connectedSince is { } connected && clock.GetElapsedTime(connected) >= SuccessTime) Reset();
        _connectedSince = null;
        var isTokenExpired = _isTokenExpired;
        _isTokenExpired = false;
        if (isTokenExpired && !_hasRenewedToken)
        {
            _hasRenewedToken = true;
            WatchLog.TokenExpired(logger, account, folder);
            metrics.Reconnecting(account, failure.Code);
            return null;
        }

        var since = _failingSince ??= clock.GetTimestamp();
        var delay = NextDelay(WatchFailures.GetRetryAfter(failure, clock) ?? TimeSpan.Zero);
        if (options.MaxOutage is { } maximum && clock.GetElapsedTime(since) + delay > maximum)
        {
            ExceptionDispatchInfo.Capture(failure).Throw();
        }

        // After a login, the advice for connections (host, port, firewall) would mislead: a message can be the cause.
        WatchLog.Retrying(logger, account, folder, delay, wasConnected ? $"{failure.Detail} ({failure.Code})" : failure.Message);
        metrics.Reconnecting(account, failure.Code);
        return delay;
    }

    /// <summary>Returns the delay of the back-off, or the one that the server requested if that is longer.</summary>
    private TimeSpan NextDelay(TimeSpan requested)
    {
        var own = _backoff.Delay(++_failures);

        // The jitter keeps clients that the server gave the same time from reconnecting at the same moment.
        var limited = requested < MaximumRequested ? requested : MaximumRequested;
        var servers = Backoff.Constant(limited).WithJitter(1, 1.1).Delay(1);
        return own > servers ? own : servers;
    }
}
