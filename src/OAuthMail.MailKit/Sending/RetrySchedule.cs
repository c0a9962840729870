namespace OAuthMail.MailKit.Sending;

/// <summary>When a message is tried again with the same account, if it is.</summary>
internal sealed class RetrySchedule(MailSenderOptions options, bool hasBackup)
{
    private const int MostWithBackup = 2;
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstForConnections = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MaximumLength = TimeSpan.FromSeconds(30);

    private TimeSpan _waited;

    /// <summary>The pause before the next attempt.</summary>
    /// <param name="failure">Why the last one failed.</param>
    /// <param name="attempts">How many there were.</param>
    /// <returns>Null if there is no next one. A failure that passes then says when to try again.</returns>
    public TimeSpan? Next(SendFailure failure, int attempts)
    {
        if (!failure.IsTransient) return null;
        var pause = GetPause(failure, attempts);
        var most = hasBackup && !failure.AsksToWait ? Math.Min(options.MaxAttempts, MostWithBackup) : options.MaxAttempts;
        if (attempts >= most || pause > options.MaxDelay - _waited)
        {
            if (failure.Exception is MailServerException server) server.RetryAfter ??= pause;
            return null;
        }

        _waited += pause;
        return pause;
    }

    private static TimeSpan GetPause(SendFailure failure, int attempts)
    {
        var first = failure.Problem == Problems.TooManyConnections ? FirstForConnections : First;
        var grown = Math.Min(MaximumLength.Ticks, first.Ticks << Math.Min(attempts - 1, 10));

        // From three quarters to five quarters, so that many who failed together do not come back together.
        var pause = TimeSpan.FromTicks((long)(grown * (0.75 + Jitter.Next() / 2)));
        var asked = failure.Problem == Problems.ServerThrottles ? (failure.Exception as MailServerException)?.RetryAfter : null;
        return asked > pause ? TimeSpan.FromTicks((long)(asked.Value.Ticks * (1 + Jitter.Next() / 10))) : pause;
    }
}
