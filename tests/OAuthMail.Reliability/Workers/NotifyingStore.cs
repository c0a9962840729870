using OAuthMail.Storage;

namespace OAuthMail.Reliability.Workers;

/// <summary>A store that calls back after each write.</summary>
internal sealed class NotifyingStore(ITokenStore inner, Action written) : ITokenStore
{
    public ValueTask<TokenStoreEntry?> ReadAsync(TokenKey key, CancellationToken cancellationToken = default) =>
        inner.ReadAsync(key, cancellationToken);

    public async ValueTask<ITokenLease> AcquireAsync(TokenKey key, CancellationToken cancellationToken = default) =>
        new Lease((IReservingTokenLease)await inner.AcquireAsync(key, cancellationToken), written);

    public IAsyncEnumerable<TokenStoreEntry> ListAsync(CancellationToken cancellationToken = default) => inner.ListAsync(cancellationToken);

    private sealed class Lease(IReservingTokenLease inner, Action written) : IReservingTokenLease
    {
        public TokenKey Key => inner.Key;

        public TokenStoreEntry? Current => inner.Current;

        public CancellationToken Lost => inner.Lost;

        public ValueTask ReserveAsync(CancellationToken cancellationToken = default) => inner.ReserveAsync(cancellationToken);

        public async ValueTask<TokenStoreEntry> WriteAsync(TokenRecord record, CancellationToken cancellationToken = default)
        {
            var entry = await inner.WriteAsync(record, cancellationToken);
            written();
            return entry;
        }

        public ValueTask DeleteAsync(CancellationToken cancellationToken = default) => inner.DeleteAsync(cancellationToken);

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
