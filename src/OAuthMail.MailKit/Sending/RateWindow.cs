namespace OAuthMail.MailKit.Sending;

/// <summary>
/// How many messages a mailbox sent in the last minute. A message counts from its beginning until a minute after its end, so that the
/// server, which counts at a moment between, never sees one too many. For use under a lock.
/// </summary>
internal sealed class RateWindow(int? most, TimeProvider clock)
{
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(1);

    private readonly Queue<long> _ended = new();

    public bool IsEmpty
    {
        get
        {
            Forget();
            return _ended.Count == 0;
        }
    }

    /// <summary>Whether another message may begin.</summary>
    /// <param name="underWay">How many have begun and not ended.</param>
    public bool HasRoom(int underWay)
    {
        if (most is null) return true;
        Forget();
        return _ended.Count + underWay < most;
    }

    /// <summary>The time until the oldest message does not count any more; null where none counts.</summary>
    public TimeSpan? UntilNext
    {
        get
        {
            if (_ended.Count == 0) return null;
            var rest = Length - clock.GetElapsedTime(_ended.Peek());
            return rest > TimeSpan.Zero ? rest : TimeSpan.Zero;
        }
    }

    /// <summary>Counts a message that has ended.</summary>
    public void Count()
    {
        if (most is not null) _ended.Enqueue(clock.GetTimestamp());
    }

    private void Forget()
    {
        while (_ended.Count > 0 && clock.GetElapsedTime(_ended.Peek()) >= Length) _ended.Dequeue();
    }
}
