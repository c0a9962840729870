namespace OAuthMail.MailKit.Sending;

/// <summary>
/// How many connections a mailbox may have: as many as are known to be allowed, or fewer for a while after the server refused one. For
/// use under a lock.
/// </summary>
internal sealed class ConnectionLimit(int full, TimeProvider clock)
{
    private static readonly TimeSpan LoweredFor = TimeSpan.FromMinutes(5);

    private int? _lowered;
    private long _since;

    public int Now => UntilRaised is null ? full : _lowered ?? full;

    /// <summary>The time until the full number is tried again; null where it counts already.</summary>
    public TimeSpan? UntilRaised
    {
        get
        {
            if (_lowered is null) return null;
            var rest = LoweredFor - clock.GetElapsedTime(_since);
            if (rest > TimeSpan.Zero) return rest;
            _lowered = null;
            return null;
        }
    }

    /// <summary>Goes down to what the server let in, but not below one.</summary>
    public void Lower(int to)
    {
        _lowered = Math.Max(1, Math.Min(to, full));
        _since = clock.GetTimestamp();
    }
}
