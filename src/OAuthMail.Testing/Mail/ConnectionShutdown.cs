namespace OAuthMail.Testing.Mail;

/// <summary>Closes a connection from another thread: at once, or after a pending write and a final reply.</summary>
internal sealed class ConnectionShutdown : IDisposable
{
    private readonly CancellationTokenSource _cut;
    private readonly CancellationTokenSource _ending;
    private volatile bool _closed;
    private volatile string? _lastWords;

    public ConnectionShutdown(CancellationToken stop)
    {
        _cut = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _ending = CancellationTokenSource.CreateLinkedTokenSource(_cut.Token);
        Cutting = _cut.Token;
        Ending = _ending.Token;
    }

    /// <summary>Gets a token that cancels all operations.</summary>
    public CancellationToken Cutting { get; }

    /// <summary>
    /// Gets a token that cancels reads and waits, but not a write that has started. A partial reply before the final
    /// reply would break the protocol.
    /// </summary>
    public CancellationToken Ending { get; }

    /// <summary>Gets a value that indicates whether a final reply can still be sent.</summary>
    public bool IsGraceful => _closed && !Cutting.IsCancellationRequested;

    public string? FinalReply => _lastWords;

    public void Cut() => Cancel(_cut);

    public void Close(string? finalReply)
    {
        _lastWords = finalReply;
        _closed = true;
        Cancel(_ending);
    }

    public void Dispose()
    {
        _ending.Dispose();
        _cut.Dispose();
    }

    private static void Cancel(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The connection was closed at the same moment.
        }
    }
}
