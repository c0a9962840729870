using System.Globalization;
using System.Runtime.CompilerServices;
using OAuthMail.Storage;
using OAuthMail.Storage.Locking;
using OAuthMail.Storage.Memory;

namespace OAuthMail;

/// <summary>Stores token records in the memory of one process. Use it for tokens of applications without a user, and for tests.</summary>
public sealed class MemoryTokenStore : IPrefixTokenStore
{
    private readonly object _sync = new();
    private readonly Dictionary<TokenKey, TokenStoreEntry> _entries = [];
    private readonly KeyedGate<TokenKey> _gate = new();
    private readonly TimeProvider _time;
    private readonly TimeSpan _leaseTimeout;
    private long _lastVersion;

    /// <summary>Creates an empty store.</summary>
    /// <param name="timeProvider">The clock for waiting, or <see langword="null"/> for the system's clock.</param>
    /// <param name="leaseTimeout">The maximum time to wait for a lease, or <see langword="null"/> for 2 minutes.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="leaseTimeout"/> is not positive, or exceeds one day.</exception>
    public MemoryTokenStore(TimeProvider? timeProvider = null, TimeSpan? leaseTimeout = null)
    {
        _time = timeProvider ?? TimeProvider.System;
        _leaseTimeout = leaseTimeout ?? TimeSpan.FromMinutes(2);
        LeaseWait.CheckTimeout(_leaseTimeout, nameof(leaseTimeout));
    }

    /// <inheritdoc />
    public ValueTask<TokenStoreEntry?> ReadAsync(TokenKey key, CancellationToken cancellationToken = default)
    {
        TokenRecordCodec.ThrowIfEmpty(key);
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<TokenStoreEntry?>(Find(key));
    }

    /// <inheritdoc />
    public async ValueTask<ITokenLease> AcquireAsync(TokenKey key, CancellationToken cancellationToken = default)
    {
        TokenRecordCodec.ThrowIfEmpty(key);
        using var wait = new LeaseWait(_time, _leaseTimeout, cancellationToken);
        try
        {
            var turn = await _gate.EnterAsync(key, wait.Token).ConfigureAwait(false);
            return new MemoryTokenLease(this, key, Find(key), turn);
        }
        catch (OperationCanceledException) when (wait.IsTimeout)
        {
            throw new TokenStoreException(Problems.TokenLeaseTimeout, $"Timed out after {_leaseTimeout} waiting for the lease on {key}.");
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
    }

    /// <inheritdoc />
    public IAsyncEnumerable<TokenStoreEntry> ListAsync(CancellationToken cancellationToken = default) => ListAsync("", cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<TokenStoreEntry> ListAsync(string prefix, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        return ListCoreAsync(prefix, cancellationToken);
    }

    private async IAsyncEnumerable<TokenStoreEntry> ListCoreAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TokenKey[] keys;
        lock (_sync) keys = [.. _entries.Keys.Where(key => key.Value.StartsWith(prefix, StringComparison.Ordinal))];
        foreach (var key in keys)
        {
            if (await ReadAsync(key, cancellationToken).ConfigureAwait(false) is { } entry) yield return entry;
        }
    }

    internal TokenStoreEntry Write(TokenKey key, TokenRecord record)
    {
        lock (_sync)
        {
            var version = (++_lastVersion).ToString(CultureInfo.InvariantCulture);
            _entries[key] = new TokenStoreEntry(key, version, record.Clone());
            return new TokenStoreEntry(key, version, record.Clone());
        }
    }

    internal void Delete(TokenKey key)
    {
        lock (_sync) _entries.Remove(key);
    }

    private TokenStoreEntry? Find(TokenKey key)
    {
        lock (_sync) return _entries.TryGetValue(key, out var entry) ? new TokenStoreEntry(key, entry.Version, entry.Record.Clone()) : null;
    }
}
