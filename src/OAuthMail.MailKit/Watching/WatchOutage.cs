using Microsoft.Extensions.Logging;

namespace OAuthMail.MailKit.Watching;

/// <summary>The time since a watch last worked, and the pauses in it.</summary>
internal sealed class WatchOutage(WatchRetryOptions options, TimeProvider clock, ILogger logger, string account, string folder)
{
    /// <summary>A connection that has stood so long was well: servers that close silent ones after some minutes are not down.</summary>
    private static readonly TimeSpan LongEnough = TimeSpan.FromMinutes(1);

    /// <summary>Whoever says to come back in a year is asked again before that, as authorization servers are.</summary>
    private static readonly TimeSpan MaximumAsked = TimeSpan.FromHours(1);

    private int _failures;
    private long? _since;
    private long? _connected;

    /// <summary>It works again.</summary>
    public void End()
    {
        _failures = 0;
        _since = null;
    }

    /// <summary>There is a connection; whether it works will be seen.</summary>
    public void Connected() => _connected = clock.GetTimestamp();

    /// <summary>Does something until it succeeds or fails for good.</summary>
    /// <param name="step">What to do, over a connection that it finds or makes.</param>
    /// <param name="passes">Whether a failure passes.</param>
    /// <param name="drop">Closes the connection before each pause.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<T> TryAsync<T>(
        Func<Task<T>> step, Func<OAuthMailException, bool> passes, Func<ValueTask> drop, CancellationToken cancellationToken)
    {
        while (true)
        {
            OAuthMailException failure;
            try
            {
                return await step().ConfigureAwait(false);
            }
            catch (OAuthMailException caught) when (passes(caught))
            {
                failure = caught;
            }

            await drop().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            var pause = Begin(failure);
            await clock.Delay(pause, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The pause before the next attempt. If the outage has lasted as long as it may, the failure is thrown.</summary>
    private TimeSpan Begin(OAuthMailException failure)
    {
        if (_connected is { } connected && clock.GetElapsedTime(connected) >= LongEnough) End();
        _connected = null;
        var since = _since ??= clock.GetTimestamp();
        var pause = Next(WatchFailures.GetRetryAfter(failure, clock) ?? TimeSpan.Zero);
        if (options.MaxOutage is { } most && clock.GetElapsedTime(since) + pause > most)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(failure).Throw();
        }
        WatchLog.GoesOn(logger, account, folder, pause, failure.Message);
        WatchMetrics.Reconnecting(account, failure.Code);
        return pause;
    }

    private TimeSpan Next(TimeSpan least)
    {
        var doubled = options.FirstPause.TotalSeconds * Math.Pow(2, Math.Min(_failures++, 30));
        var own = TimeSpan.FromSeconds(Math.Min(doubled, options.MaximumPause.TotalSeconds) * (0.5 + (0.5 * Jitter.Next())));

        // Whoever was told the same time does not come back at the same moment.
        var asked = TimeSpan.FromSeconds(Math.Min(least.TotalSeconds, MaximumAsked.TotalSeconds) * (1 + (0.1 * Jitter.Next())));
        return own > asked ? own : asked;
    }
}
