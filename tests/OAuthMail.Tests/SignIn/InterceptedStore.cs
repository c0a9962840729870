using OAuthMail.Storage;

namespace OAuthMail.Tests.SignIn;

/// <summary>A token store whose listings and deletions a test counts, delays or fails.</summary>
internal sealed class InterceptedStore(ITokenStore inner) : ITokenStore
{
    private int _listings;

    public int Listings => Volatile.Read(ref _listings);

    /// <summary>Gets or sets an action before each deletion.</summary>
    public Action Deleting { get; set; } = () => { };

    /// <summary>Gets or sets a function that runs after the last listed record.</summary>
    public Func<Task> Listed { get; set; } = () => Task.CompletedTask;

    public ValueTask<TokenStoreEntry?> ReadAsync(TokenKey key, CancellationToken cancellationToken = default) =>
        inner.ReadAsync(key, cancellationToken);

    public async ValueTask<ITokenLease> AcquireAsync(TokenKey key, CancellationToken cancellationToken = default) =>
        new Lease(this, await inner.AcquireAsync(key, cancellationToken));

    public async IAsyncEnumerable<TokenStoreEntry> ListAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _listings);
        await foreach (var entry in inner.ListAsync(cancellationToken)) yield return entry;
        await Listed();
    }

    private sealed class Lease(InterceptedStore store, ITokenLease inner) : ITokenLease
    {
        public TokenKey Key => inner.Key;

        public TokenStoreEntry? Current => inner.Current;

        public CancellationToken Lost => inner.Lost;

        public ValueTask<TokenStoreEntry> WriteAsync(TokenRecord record, CancellationToken cancellationToken = default) =>
            inner.WriteAsync(record, cancellationToken);

        public ValueTask DeleteAsync(CancellationToken cancellationToken = default)
        {
            store.Deleting();
            return inner.DeleteAsync(cancellationToken);
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();

        public void Dispose() => inner.Dispose();
    }
}
