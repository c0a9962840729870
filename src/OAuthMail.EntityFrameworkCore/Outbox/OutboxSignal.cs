namespace OAuthMail.EntityFrameworkCore.Outbox;

/// <summary>Wakes the sender of this process. Several signals while it works count as one.</summary>
internal sealed class OutboxSignal
{
    private readonly Lock _sync = new();
    private TaskCompletionSource _set = Create();
    private bool _wasAdded;

    /// <summary>Sets the signal because this process has added a message. Its transaction may commit later.</summary>
    public void SetAdded()
    {
        lock (_sync)
        {
            _wasAdded = true;
            _set.TrySetResult();
        }
    }

    /// <summary>Sets the signal because messages can be taken.</summary>
    public void Set()
    {
        lock (_sync) _set.TrySetResult();
    }

    /// <summary>Waits until the signal is set, and resets it.</summary>
    /// <returns>Whether it was set because a message was added. Otherwise messages can be taken, or the time is over.</returns>
    public async Task<bool> WaitAsync(TimeSpan time, TimeProvider clock, CancellationToken cancellationToken)
    {
        Task set;
        lock (_sync) set = _set.Task;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(set, Task.Delay(time, clock, end.Token)).ConfigureAwait(false);
        await end.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_sync)
        {
            if (_set.Task.IsCompleted) _set = Create();
            var wasAdded = _wasAdded;
            _wasAdded = false;
            return wasAdded;
        }
    }

    private static TaskCompletionSource Create() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
