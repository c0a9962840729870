namespace OAuthMail.Testing.Mail;

/// <summary>How a connection is ended from outside: cut, or closed with a last word once what is being written is out.</summary>
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

    /// <summary>Ends whatever is under way.</summary>
    public CancellationToken Cutting { get; }

    /// <summary>Ends what waits, but no write that has begun: its rest would be missing before the last words.</summary>
    public CancellationToken Ending { get; }

    /// <summary>Whether there is still somebody to take leave of.</summary>
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
            // The connection ended in this moment.
        }
    }
}
