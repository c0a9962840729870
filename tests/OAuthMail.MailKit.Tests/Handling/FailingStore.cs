using System.Runtime.CompilerServices;
using OAuthMail.Storage;

namespace OAuthMail.MailKit.Tests.Handling;

/// <summary>A token store that a test makes unavailable for writing.</summary>
internal sealed class FailingStore : ITokenStore
{
    private readonly MemoryTokenStore _inner = new();
    private int _refused;

    public volatile bool IsUnavailable;

    /// <summary>Gets or sets a value that indicates whether a listing ends with an unreadable record.</summary>
    public bool HasUnreadableRecord { get; set; }

    public int Refused => Volatile.Read(ref _refused);

    public ValueTask<TokenStoreEntry?> ReadAsync(TokenKey key, CancellationToken cancellationToken = default) =>
        _inner.ReadAsync(key, cancellationToken);

    public async ValueTask<ITokenLease> AcquireAsync(TokenKey key, CancellationToken cancellationToken = default) =>
        new Lease(this, await _inner.AcquireAsync(key, cancellationToken));

    public async IAsyncEnumerable<TokenStoreEntry> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var entry in _inner.ListAsync(cancellationToken)) yield return entry;
        if (HasUnreadableRecord) throw new TokenStoreException(Problems.TokenRecordDamaged, "A record is damaged.");
    }

    private void Require()
    {
        if (!IsUnavailable) return;
        Interlocked.Increment(ref _refused);
        throw new TokenStoreException(Problems.TokenStoreUnavailable, "The database is down.");
    }

    private sealed class Lease(FailingStore store, ITokenLease inner) : ITokenLease
    {
        public TokenKey Key => inner.Key;

        public TokenStoreEntry? Current => inner.Current;

        public CancellationToken Lost => inner.Lost;

        public ValueTask<TokenStoreEntry> WriteAsync(TokenRecord record, CancellationToken cancellationToken = default)
        {
            store.Require();
            return inner.WriteAsync(record, cancellationToken);
        }

        public ValueTask DeleteAsync(CancellationToken cancellationToken = default)
        {
            store.Require();
            return inner.DeleteAsync(cancellationToken);
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();

        public void Dispose() => inner.Dispose();
    }
}
