namespace OAuthMail.MailKit.Pooling;

/// <summary>
/// The number of connections that a mailbox may have: the configured number, or fewer for five minutes after the server rejected one
/// because there were too many. It must be used under a lock.
/// </summary>
internal sealed class ConnectionLimit(int configured, TimeProvider clock)
{
    private static readonly TimeSpan ReductionTime = TimeSpan.FromMinutes(5);

    private int? _reduced;
    private long _since;

    public int Current => TimeUntilReset is null ? configured : _reduced ?? configured;

    /// <summary>
    /// Gets the time until the configured number applies again, or <see langword="null"/> if it already applies.
    /// </summary>
    public TimeSpan? TimeUntilReset
    {
        get
        {
            if (_reduced is null) return null;
            var remaining = ReductionTime - clock.GetElapsedTime(_since);
            if (remaining > TimeSpan.Zero) return remaining;
            _reduced = null;
            return null;
        }
    }

    /// <summary>Reduces the limit to the number of connections that the server accepted, but not below one.</summary>
    public void Reduce(int accepted)
    {
        _reduced = Math.Max(1, Math.Min(accepted, configured));
        _since = clock.GetTimestamp();
    }
}
