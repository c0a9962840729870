namespace OAuthMail.MailKit.Watching;

/// <summary>
/// The time in which an arrival may be used: from when it was handed out until the next one is asked for, by one call at a time.
/// </summary>
internal sealed class ArrivalTurn
{
    private const int Free = 0;
    private const int InUse = 1;
    private const int Over = 2;

    private int _state;

    /// <summary>Does something with the arrival.</summary>
    /// <exception cref="InvalidOperationException">Its time is over, or another call has not ended.</exception>
    public async Task<T> UseAsync<T>(Func<Task<T>> action)
    {
        var state = Interlocked.CompareExchange(ref _state, InUse, Free);
        if (state == Over) throw IsOver();
        if (state == InUse) throw new InvalidOperationException("Another call on this arrival has not ended. Await each before the next.");
        try
        {
            return await action().ConfigureAwait(false);
        }
        finally
        {
            Interlocked.CompareExchange(ref _state, Free, InUse);
        }
    }

    /// <exception cref="InvalidOperationException">Its time is over.</exception>
    public void RequireOpen()
    {
        if (Volatile.Read(ref _state) == Over) throw IsOver();
    }

    /// <summary>Ends the arrival's time, because the next one is asked for.</summary>
    /// <exception cref="InvalidOperationException">A call on it has not ended.</exception>
    public void End()
    {
        if (Interlocked.CompareExchange(ref _state, Over, Free) == InUse)
        {
            throw new InvalidOperationException("A call on the last arrival has not ended. Await it before the next arrival is asked for.");
        }
    }

    /// <summary>Ends the arrival's time, because the watch ends.</summary>
    public void Close() => Volatile.Write(ref _state, Over);

    public static InvalidOperationException IsOver() =>
        new("The arrival can be used only until the next one is asked for or the watch ends. What it has already given can be kept.");
}
