namespace OAuthMail.Testing.Mail.Pop3;

/// <summary>Stores the time of the last login to each mailbox.</summary>
internal sealed class Pop3LoginTimes
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, DateTimeOffset> _last = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns whether the time since the last login is sufficient (RFC 2449 section 6.5).</summary>
    public bool MayBegin(string mailbox, TimeSpan? delay, DateTimeOffset now)
    {
        lock (_gate) return delay is null || !_last.TryGetValue(mailbox, out var last) || now - last >= delay;
    }

    public void Begin(string mailbox, DateTimeOffset now)
    {
        lock (_gate) _last[mailbox] = now;
    }
}
