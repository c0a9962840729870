namespace OAuthMail.Testing.Mail.Pop3;

/// <summary>When each mailbox was logged in to last.</summary>
internal sealed class Pop3LoginTimes
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, DateTimeOffset> _last = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Tells whether a login may be now, by when the last one was (RFC 2449 §6.5).</summary>
    public bool MayBegin(string mailbox, TimeSpan? delay, DateTimeOffset now)
    {
        lock (_gate) return delay is null || !_last.TryGetValue(mailbox, out var last) || now - last >= delay;
    }

    public void Begin(string mailbox, DateTimeOffset now)
    {
        lock (_gate) _last[mailbox] = now;
    }
}
