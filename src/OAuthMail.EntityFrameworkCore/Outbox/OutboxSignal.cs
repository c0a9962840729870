namespace OAuthMail.EntityFrameworkCore.Outbox;

/// <summary>Wakes the sender of this process. Several signals while it works count as one.</summary>
internal sealed class OutboxSignal : IDisposable
{
    private readonly SemaphoreSlim _set = new(0, 1);
    private readonly Lock _sync = new();
    private bool _wasAdded;

    /// <summary>Sets the signal because this process has added a message. Its transaction may commit later.</summary>
    public void SetAdded()
    {
        lock (_sync)
        {
            _wasAdded = true;
            Set();
        }
    }

    /// <summary>Sets the signal because messages can be taken.</summary>
    public void Set()
    {
        lock (_sync)
        {
            if (_set.CurrentCount == 0) _set.Release();
        }
    }

    /// <summary>Waits until the signal is set, and resets it.</summary>
    /// <returns>Whether it was set because a message was added. Otherwise messages can be taken, or the time is over.</returns>
    public async Task<bool> WaitAsync(TimeSpan time, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(time, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            await _set.WaitAsync(either.Token).ConfigureAwait(false);
            lock (_sync)
            {
                var wasAdded = _wasAdded;
                _wasAdded = false;
                return wasAdded;
            }
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return false;
        }
    }

    public void Dispose() => _set.Dispose();
}
