namespace OAuthMail.MailKit.Watching;

/// <summary>
/// The period in which an arrival can be used: from its delivery until the caller requests the next one, by one call at a time.
/// </summary>
internal sealed class ArrivalScope
{
    private const int Free = 0;
    private const int InUse = 1;
    private const int Ended = 2;

    private int _state;

    /// <summary>Runs an action that uses the arrival.</summary>
    /// <exception cref="InvalidOperationException">The period has ended, or another call is in progress.</exception>
    public async Task<T> UseAsync<T>(Func<Task<T>> action)
    {
        var state = Interlocked.CompareExchange(ref _state, InUse, Free);
        if (state == Ended) throw HasEnded();
        if (state == InUse)
        {
            throw new InvalidOperationException("Another call on this arrival is in progress. Await each call before the next one.");
        }
        try
        {
            return await action().ConfigureAwait(false);
        }
        finally
        {
            Interlocked.CompareExchange(ref _state, Free, InUse);
        }
    }

    /// <exception cref="InvalidOperationException">The period has ended.</exception>
    public void RequireOpen()
    {
        if (Volatile.Read(ref _state) == Ended) throw HasEnded();
    }

    /// <summary>Ends the period because the caller requests the next arrival.</summary>
    /// <exception cref="InvalidOperationException">A call is in progress.</exception>
    public void End()
    {
        if (Interlocked.CompareExchange(ref _state, Ended, Free) == InUse)
        {
            throw new InvalidOperationException(
                "A call on the last arrival is in progress. Await it before you request the next arrival.");
        }
    }

    /// <summary>Ends the period because the watch ends.</summary>
    public void Close() => Volatile.Write(ref _state, Ended);

    public static InvalidOperationException HasEnded() =>
        new(
            "The arrival can be used only until the next arrival is requested or the watch ends. Values that were read before remain "
                + "valid.");
}
