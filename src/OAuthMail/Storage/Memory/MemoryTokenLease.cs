namespace OAuthMail.Storage.Memory;

/// <summary>The lease of a memory store: a turn in the queue of this process. It cannot be lost.</summary>
internal sealed class MemoryTokenLease(MemoryTokenStore store, TokenKey key, TokenStoreEntry? current, IDisposable turn) : ITokenLease
{
    private bool _disposed;

    public TokenKey Key => key;

    public TokenStoreEntry? Current { get; private set; } = current;

    public CancellationToken Lost => CancellationToken.None;

    public ValueTask<TokenStoreEntry> WriteAsync(TokenRecord record, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(record);
        ObjectDisposedException.ThrowIf(_disposed, this);
        cancellationToken.ThrowIfCancellationRequested();
        Current = store.Write(key, record);
        return new ValueTask<TokenStoreEntry>(Current);
    }

    public ValueTask DeleteAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        cancellationToken.ThrowIfCancellationRequested();
        store.Delete(key);
        Current = null;
        return default;
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }

    public void Dispose()
    {
        _disposed = true;
        turn.Dispose();
    }
}
