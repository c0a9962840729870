namespace OAuthMail.MailKit.Pooling;

/// <summary>
/// Counts the messages that a mailbox sent in the last minute. A message counts from its beginning until one minute after its end. The
/// server counts it at some moment in between, so it never counts more messages than this class. It must be used under a lock.
/// </summary>
internal sealed class RateWindow(int? limit, TimeProvider clock)
{
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(1);

    private readonly Queue<long> _completed = new();

    public bool IsEmpty
    {
        get
        {
            RemoveExpired();
            return _completed.Count == 0;
        }
    }

    /// <summary>Returns whether another message may begin.</summary>
    /// <param name="inProgress">The number of messages that have begun and are not complete.</param>
    public bool HasRoom(int inProgress)
    {
        if (limit is null) return true;
        RemoveExpired();
        return _completed.Count + inProgress < limit;
    }

    /// <summary>
    /// Gets the time until the oldest message leaves the window, or <see langword="null"/> if the window is empty.
    /// </summary>
    public TimeSpan? TimeUntilNext
    {
        get
        {
            if (_completed.Count == 0) return null;
            var remaining = Length - clock.GetElapsedTime(_completed.Peek());
            return remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
        }
    }

    /// <summary>Adds a message that is complete.</summary>
    public void AddCompleted()
    {
        if (limit is not null) _completed.Enqueue(clock.GetTimestamp());
    }

    private void RemoveExpired()
    {
        while (_completed.Count > 0 && clock.GetElapsedTime(_completed.Peek()) >= Length) _completed.Dequeue();
    }
}
