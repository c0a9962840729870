using OAuthMail.Storage;

namespace OAuthMail.Tests.Tokens;

/// <summary>A memory store that calls functions of the test before or after its operations. They may throw or wait.</summary>
internal sealed class HookedStore(TimeProvider clock) : ITokenStore
{
    private readonly MemoryTokenStore _inner = new(clock, TimeSpan.FromDays(1));

    public Func<Task>? Reading { get; set; }

    public Func<Task>? HasRead { get; set; }

    public Func<Task>? Acquiring { get; set; }

    public Action? HasAcquired { get; set; }

    public Func<Task>? Reserving { get; set; }

    public Func<TokenRecord, Task>? Writing { get; set; }

    public Func<Task>? Released { get; set; }

    public CancellationToken Lost { get; set; }

    public async ValueTask<TokenStoreEntry?> ReadAsync(TokenKey key, CancellationToken cancellationToken = default)
    {
        if (Reading is { } hook) await hook();
        var entry = await _inner.ReadAsync(key, cancellationToken);
        if (HasRead is { } after) await after();
        return entry;
    }

    public async ValueTask<ITokenLease> AcquireAsync(TokenKey key, CancellationToken cancellationToken = default)
    {
        if (Acquiring is { } hook) await hook();
        var lease = new Lease(this, await _inner.AcquireAsync(key, cancellationToken));
        HasAcquired?.Invoke();
        return lease;
    }

    public IAsyncEnumerable<TokenStoreEntry> ListAsync(CancellationToken cancellationToken = default) =>
        _inner.ListAsync(cancellationToken);

    private sealed class Lease(HookedStore store, ITokenLease inner) : IReservingTokenLease
    {
        public TokenKey Key => inner.Key;

        public TokenStoreEntry? Current => inner.Current;

        public CancellationToken Lost => store.Lost;

        public async ValueTask ReserveAsync(CancellationToken cancellationToken = default)
        {
            if (store.Reserving is { } hook) await hook();
        }

        public async ValueTask<TokenStoreEntry> WriteAsync(TokenRecord record, CancellationToken cancellationToken = default)
        {
            if (store.Writing is { } hook) await hook(record);
            return await inner.WriteAsync(record, cancellationToken);
        }

        public ValueTask DeleteAsync(CancellationToken cancellationToken = default) => inner.DeleteAsync(cancellationToken);

        public void Dispose() => inner.Dispose();

        public async ValueTask DisposeAsync()
        {
            await inner.DisposeAsync();
            if (store.Released is { } hook) await hook();
        }
    }
}
