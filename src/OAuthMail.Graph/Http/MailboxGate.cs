namespace OAuthMail.Graph.Http;

/// <summary>
/// The limits of one mailbox for one application: requests at a time, and requests in ten minutes
/// (<see href="https://learn.microsoft.com/graph/throttling-limits">throttling limits</see>, Outlook service).
/// </summary>
#pragma warning disable CA1001 // A semaphore without a wait handle owns nothing, and requests can end after the application has stopped.
internal sealed class MailboxGate(int concurrent, int requests, TimeProvider clock)
#pragma warning restore CA1001
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private readonly SemaphoreSlim _concurrent = new(concurrent);
    private readonly Queue<long> _begun = new();
    private readonly object _lock = new();

    /// <summary>Waits until a request is allowed.</summary>
    /// <returns>An object that ends the request when it is disposed.</returns>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        await _concurrent.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (GetDelay() is { } delay) await clock.Delay(delay, cancellationToken).ConfigureAwait(false);
            return new Passage(_concurrent);
        }
        catch
        {
            _concurrent.Release();
            throw;
        }
    }

    /// <summary>Counts a request, or returns the time until the next one is allowed.</summary>
    private TimeSpan? GetDelay()
    {
        lock (_lock)
        {
            while (_begun.Count > 0 && clock.GetElapsedTime(_begun.Peek()) >= Window) _begun.Dequeue();
            if (_begun.Count >= requests) return Window - clock.GetElapsedTime(_begun.Peek());
            _begun.Enqueue(clock.GetTimestamp());
            return null;
        }
    }

    private sealed class Passage(SemaphoreSlim concurrent) : IDisposable
    {
        private int _isDisposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isDisposed, 1) == 0) concurrent.Release();
        }
    }
}
