namespace OAuthMail.Testing;

/// <summary>Holds connections until a test opens the gate. It simulates a slow server without a clock.</summary>
public sealed class MailGate
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _waiting;

    /// <summary>Gets a task that completes when the first connection arrives at the gate.</summary>
    public Task Reached => _reached.Task;

    /// <summary>Gets the number of connections that have arrived at the gate.</summary>
    public int Arrivals => Volatile.Read(ref _waiting);

    /// <summary>Releases all waiting connections and all later ones.</summary>
    public void Open() => _opened.TrySetResult();

    internal Task PassAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _waiting);
        _reached.TrySetResult();
        return _opened.Task.WaitAsync(cancellationToken);
    }
}
