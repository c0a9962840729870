namespace OAuthMail.Testing;

/// <summary>A gate that a server waits at until the test opens it: a slow server without a clock.</summary>
public sealed class MailGate
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _waiting;

    /// <summary>Done as soon as the first connection stands at the gate.</summary>
    public Task Reached => _reached.Task;

    /// <summary>How many connections have come to the gate so far.</summary>
    public int Arrivals => Volatile.Read(ref _waiting);

    /// <summary>Lets all through, now and later.</summary>
    public void Open() => _opened.TrySetResult();

    internal Task PassAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _waiting);
        _reached.TrySetResult();
        return _opened.Task.WaitAsync(cancellationToken);
    }
}
