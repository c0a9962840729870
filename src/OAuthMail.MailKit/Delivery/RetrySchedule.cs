namespace OAuthMail.MailKit.Delivery;

/// <summary>Decides whether and when a message is sent again with the same account.</summary>
internal sealed class RetrySchedule(MailSenderOptions options, bool hasBackup)
{
    private const int MaximumAttemptsWithBackup = 2;
    private static readonly TimeSpan MaximumDelay = TimeSpan.FromSeconds(30);

    // The jitter keeps messages that failed together from being sent again together.
    private static readonly Backoff Usual = Backoff.Exponential(TimeSpan.FromSeconds(1), MaximumDelay).WithJitter(0.75, 1.25);
    private static readonly Backoff AfterTooManyConnections =
        Backoff.Exponential(TimeSpan.FromSeconds(5), MaximumDelay).WithJitter(0.75, 1.25);

    private TimeSpan _total;

    /// <summary>Returns the delay before the next attempt.</summary>
    /// <param name="failure">The failure of the last attempt.</param>
    /// <param name="attempts">The number of attempts so far.</param>
    /// <returns>
    /// The delay, or <see langword="null"/> if there is no next attempt. A transient failure then contains the time to try again.
    /// </returns>
    public TimeSpan? Next(DeliveryFailure failure, int attempts)
    {
        if (!failure.IsTransient) return null;
        var delay = GetDelay(failure, attempts);
        var maximum = hasBackup && !failure.IsThrottling
            ? Math.Min(options.MaxAttempts, MaximumAttemptsWithBackup)
            : options.MaxAttempts;
        if (attempts >= maximum || delay > options.MaxDelay - _total)
        {
            if (failure.Exception is MailServerException server) server.RetryAfter ??= delay;
            return null;
        }

        _total += delay;
        return delay;
    }

    private static TimeSpan GetDelay(DeliveryFailure failure, int attempts)
    {
        var delay = (failure.Problem == Problems.TooManyConnections ? AfterTooManyConnections : Usual).Delay(attempts);
        var requested = failure.Problem == Problems.ServerThrottles ? (failure.Exception as MailServerException)?.RetryAfter : null;
        return requested > delay ? Backoff.Constant(requested.Value).WithJitter(1, 1.1).Delay(1) : delay;
    }
}
