using System.Security.Cryptography;
using OAuthMail.EntityFrameworkCore.Database;
using OAuthMail.Storage;

namespace OAuthMail.EntityFrameworkCore.Tokens;

/// <summary>
/// A lease in a row: an owner and an expiration, which is extended while the lease is held. It needs no session of the database, so it
/// survives a restart of the database and works with a transaction pooler.
/// </summary>
internal sealed class DatabaseTokenLease : IReservingTokenLease
{
    /// <summary>
    /// How long a write is repeated while the database restarts, because the code of a sign-in can be redeemed only once. The write of a
    /// renewed record is then repeated in the background.
    /// </summary>
    private static readonly TimeSpan WritePatience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan WritePause = TimeSpan.FromMilliseconds(200);

    private readonly StoreContext _store;
    private readonly TokenRecordCodec _codec;
    private readonly Guid _owner;
    private readonly IDisposable _turn;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _sync = new();
    private readonly ITimer _expiration;

    /// <summary>
    /// The store with the context of <see cref="_context"/>, for statements under <see cref="_writing"/>, from the time when a renewal
    /// begins.
    /// </summary>
    private StoreContext _ending;

    /// <summary>The context in which a renewal begins and ends: the application's container may be disposed before the end.</summary>
    private ContextHandle? _context;
    private (long Time, DateTimeOffset Date) _confirmed;
    private bool _renewing;
    private bool _pending;
    private bool _isLost;
    private bool _disposed;

    /// <summary>Creates a lease that was acquired.</summary>
    /// <param name="store">The store.</param>
    /// <param name="codec">The codec of the records.</param>
    /// <param name="key">The key.</param>
    /// <param name="owner">The identity of the lease.</param>
    /// <param name="current">The record.</param>
    /// <param name="confirmed">The time before the statement that acquired it.</param>
    /// <param name="turn">The turn in this process.</param>
    public DatabaseTokenLease(
        StoreContext store, TokenRecordCodec codec, TokenKey key, Guid owner, TokenStoreEntry? current,
        (long Time, DateTimeOffset Date) confirmed, IDisposable turn)
    {
        _store = store;
        _ending = store;
        _codec = codec;
        _owner = owner;
        _confirmed = confirmed;
        _turn = turn;
        Key = key;
        Current = current;

        // The extension must not run in the caller's activity or transaction.
        using (ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow())
        {
            _ = Task.Run(ExtendAsync);

            // Independent of the statement that extends the lease, which may not end when it is canceled.
            _expiration = _store.Clock.CreateTimer(_ => LoseOrWait(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        LoseOrWait();
    }

    public TokenKey Key { get; }

    public TokenStoreEntry? Current { get; private set; }

    /// <summary>
    /// Gets a token that is canceled before the lease can expire. The check in the getter also notices a process that was stopped, whose
    /// timers have not run yet.
    /// </summary>
    public CancellationToken Lost
    {
        get
        {
            if (!Volatile.Read(ref _disposed)) LoseIfExpired();
            return _lost.Token;
        }
    }

    public async ValueTask ReserveAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed), this);
        cancellationToken.ThrowIfCancellationRequested();
        if (Lost.IsCancellationRequested) throw StoreContext.Lost(Key);
        await EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_context is null)
            {
                _context = _store.Table.Open(Key.Value);
                _ending = _store with { Table = _store.Table.With(_context.Context) };
            }

            var before = Now();

            // From here on, the row may say that a renewal has begun, even if the response is lost.
            _renewing = true;
            var version = Current?.Version;
            if (await _ending.Table.BeginRenewalAsync(Key.Value, _owner, version, cancellationToken).ConfigureAwait(false))
            {
                Confirm(before);
                return;
            }

            var state = await _ending.Table.FindStateAsync(Key.Value, cancellationToken).ConfigureAwait(false);
            if (state?.LeaseOwner == _owner) throw StoreContext.Conflict(Key, state.Version, version);
            Lose("another process has acquired it");
            throw StoreContext.Lost(Key);
        }
        finally
        {
            _writing.Release();
        }
    }

    public async ValueTask<TokenStoreEntry> WriteAsync(TokenRecord record, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(record);
        var version = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var entry = new TokenStoreEntry(Key, version, record.Clone());
        await EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var data = _codec.Encode(entry);
            await WriteAsync(version, data).ConfigureAwait(false);
            Current = entry;
            return new TokenStoreEntry(Key, version, entry.Record.Clone());
        }
        finally
        {
            _writing.Release();
        }
    }

    public async ValueTask DeleteAsync(CancellationToken cancellationToken = default)
    {
        await EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (Current is null) return;
            await _ending.WriteAsync(Key, _owner, Current.Version, null, null).ConfigureAwait(false);
            _renewing = false;
            Current = null;
        }
        catch (TokenStoreException e) when (e.Problem == Problems.TokenLeaseLost)
        {
            Lose("another process has acquired it");
            throw;
        }
        finally
        {
            _writing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!TryDispose()) return;

        // A write that runs must not delay its caller, who has stopped waiting for it.
        var entered = await _writing.WaitAsync(0).ConfigureAwait(false);
        if (entered) await EndAsync().ConfigureAwait(false);
        else _ = EndLaterAsync();
    }

    public void Dispose()
    {
        // Not on this thread, which would wait for the database.
        if (TryDispose()) _ = Task.Run(EndLaterAsync);
    }

    private bool TryDispose()
    {
        lock (_sync)
        {
            if (_disposed) return false;
            _disposed = true;
            return true;
        }
    }

    private async Task EndLaterAsync()
    {
        await _writing.WaitAsync().ConfigureAwait(false);
        await EndAsync().ConfigureAwait(false);
    }

    private async Task EndAsync()
    {
        await _expiration.DisposeAsync().ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
        try
        {
            // A record that is still being written keeps the lease: the row must say that the renewal has not ended.
            if (!_pending) await LeaseRelease.ReleaseAsync(_store, Key, _owner, Current is null, _ending.Table).ConfigureAwait(false);
        }
        finally
        {
            _turn.Dispose();
            if (_context is not null) await CloseAsync(_context).ConfigureAwait(false);
        }
    }

    private async Task CloseAsync(ContextHandle context)
    {
        try
        {
            await context.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            // The release has not failed.
            StoreLog.NotClosed(_store.Logger, Key, failure.GetType().Name);
        }
    }

    private async Task EnterAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed), this);
        cancellationToken.ThrowIfCancellationRequested();
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (!Volatile.Read(ref _disposed)) return;
        _writing.Release();
        throw new ObjectDisposedException(nameof(ITokenLease));
    }

    private async Task WriteAsync(string version, byte[] data)
    {
        var begun = _store.Clock.GetTimestamp();
        while (true)
        {
            try
            {
                await _ending.WriteAsync(Key, _owner, Current?.Version, version, data).ConfigureAwait(false);
                _renewing = false;
                return;
            }
            catch (TokenStoreException e) when (e.Problem == Problems.TokenLeaseLost)
            {
                Lose("another process has acquired it");
                throw;
            }
            catch (TokenStoreException e) when (e.Problem == Problems.DatabaseUnavailable
                && _store.Clock.GetElapsedTime(begun) < WritePatience)
            {
                await Task.Delay(WritePause, _store.Clock).ConfigureAwait(false);
            }
            catch (TokenStoreException e) when (_renewing && e.Problem != Problems.TokenRecordConflict)
            {
                StoreLog.WriteFailed(_store.Logger, Key, e.Code, e.Detail);
                _pending = true;
                _store.LateWrites.Add(new LateWrite(_store, Key, _owner, Current?.Version, version, data));
                throw;
            }
        }
    }

    private async Task ExtendAsync()
    {
        var interval = _store.Options.LeaseDuration / 3;
        var retry = _store.Options.LeaseDuration / 20;
        try
        {
            for (var pause = interval; ; )
            {
                await Task.Delay(pause, _store.Clock, _stop.Token).ConfigureAwait(false);
                var before = Now();
                try
                {
                    using var limit = new CancellationTokenSource(interval, _store.Clock);
                    using var end = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, limit.Token);
                    if (!await _store.Table.ExtendAsync(Key.Value, _owner, end.Token).ConfigureAwait(false))
                    {
                        Lose("another process has acquired it");
                        return;
                    }

                    Confirm(before);
                    pause = interval;
                }
                catch (Exception) when (!_stop.IsCancellationRequested)
                {
                    pause = retry;
                }

                LoseIfExpired();
            }
        }
        catch (OperationCanceledException)
        {
            // The lease was released.
        }
    }

    private (long Time, DateTimeOffset Date) Now() => (_store.Clock.GetTimestamp(), _store.Clock.GetUtcNow());

    private void Confirm((long Time, DateTimeOffset Date) before)
    {
        lock (_sync) _confirmed = before;
    }

    private void LoseIfExpired()
    {
        if (TimeLeft() <= TimeSpan.Zero) Lose("it could not be extended in time");
    }

    /// <summary>Waits again if the lease was extended while the timer ran.</summary>
    private void LoseOrWait()
    {
        var left = TimeLeft();
        if (left <= TimeSpan.Zero) Lose("it could not be extended in time");
        else _expiration.Change(left > ShortestWait ? left : ShortestWait, Timeout.InfiniteTimeSpan);
    }

    /// <summary>
    /// Returns the time until the lease counts as lost, a tenth of its duration before it expires. Compares both clocks: the time stamp
    /// stands still while a machine sleeps, and the date can be set.
    /// </summary>
    private TimeSpan TimeLeft()
    {
        (long Time, DateTimeOffset Date) confirmed;
        lock (_sync) confirmed = _confirmed;
        var duration = _store.Options.LeaseDuration - (_store.Options.LeaseDuration / 10);
        var byTime = duration - _store.Clock.GetElapsedTime(confirmed.Time);
        var byDate = duration - (_store.Clock.GetUtcNow() - confirmed.Date);
        return byTime < byDate ? byTime : byDate;
    }

    private void Lose(string reason)
    {
        lock (_sync)
        {
            if (_disposed || _isLost) return;
            _isLost = true;

            // Before another thread, which finds that the lease is lost already, reads the token. Callbacks of the holder run on their own,
            // and must not end the timer's thread with an exception.
            _ = _lost.CancelAsync();
        }

        StoreLog.Lost(_store.Logger, Key, reason);
    }
}
