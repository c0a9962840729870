using System.Security.Cryptography;
using OAuthMail.Storage.FileSystem;
using OAuthMail.Storage.Locking;

namespace OAuthMail.Storage.Files;

/// <summary>
/// The lease of a file store: a turn in the queue of this process, and a locked file. The lease is lost when its path no longer refers
/// to the locked file, because the folder was deleted, moved or restored. This is checked every second and before each write.
/// </summary>
internal sealed class FileTokenLease : IReservingTokenLease
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(1);

    private readonly RecordFolder _folder;
    private readonly LockFile _lock;
    private readonly IDisposable _turn;
    private readonly ITimer _check;
    private readonly CancellationTokenSource _lost = new();
    private readonly object _writing = new();
    private readonly object _sync = new();
    private Replacement? _reserved;
    private int _users = 1;
    private bool _disposed;

    public FileTokenLease(RecordFolder folder, TokenKey key, TokenStoreEntry? current, LockFile held, IDisposable turn, TimeProvider time)
    {
        _folder = folder;
        _lock = held;
        _turn = turn;
        Key = key;
        Current = current;
        Lost = _lost.Token;
        _check = time.CreateTimer(static state => ((FileTokenLease)state!).CheckLock(), this, CheckInterval, CheckInterval);
    }

    public TokenKey Key { get; }

    public TokenStoreEntry? Current { get; private set; }

    public CancellationToken Lost { get; }

    public async ValueTask ReserveAsync(CancellationToken cancellationToken = default)
    {
        Enter();
        try
        {
            await Task.Run(Reserve, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Leave();
        }
    }

    public async ValueTask<TokenStoreEntry> WriteAsync(TokenRecord record, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(record);
        var copy = record.Clone();
        Enter();
        try
        {
            // On the thread pool, because flushing to disk takes milliseconds or longer.
            return await Task.Run(() => Write(copy, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Leave();
        }
    }

    public async ValueTask DeleteAsync(CancellationToken cancellationToken = default)
    {
        Enter();
        try
        {
            await Task.Run(Delete, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Leave();
        }
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }

    /// <summary>
    /// Releases the lease. If a write is running, it releases the lease when it completes, so that this method does not wait for the disk.
    /// </summary>
    public void Dispose()
    {
        lock (_sync)
        {
            if (_disposed) return;
            _disposed = true;
        }

        Leave();
    }

    private void Enter()
    {
        lock (_sync)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _users++;
        }
    }

    private void Leave()
    {
        lock (_sync)
        {
            if (--_users > 0) return;
        }

        _check.Dispose();
        ReleaseReservation();
        if (Current is null) _folder.RemoveLock(Key, _lock);
        else _lock.Dispose();
        _turn.Dispose();
    }

    private void Reserve()
    {
        lock (_writing)
        {
            ThrowUnlessUnchanged();
            _reserved ??= _folder.Reserve(Key);
        }
    }

    private void ReleaseReservation()
    {
        _reserved?.Dispose();
        _reserved = null;
    }

    private TokenStoreEntry Write(TokenRecord record, CancellationToken cancellationToken)
    {
        lock (_writing)
        {
            ThrowUnlessUnchanged();
            var version = Hex.ToText(RandomNumberGenerator.GetBytes(16));
            var entry = new TokenStoreEntry(Key, version, record);
            var reserved = _reserved;
            _reserved = null;
            _folder.Write(entry, reserved, cancellationToken);
            Current = new TokenStoreEntry(Key, version, record.Clone());
            return Current;
        }
    }

    private void Delete()
    {
        lock (_writing)
        {
            ThrowUnlessUnchanged();
            ReleaseReservation();
            _folder.Delete(Key);
            Current = null;
        }
    }

    private void ThrowUnlessUnchanged()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed), this);
        CheckLock();
        if (Lost.IsCancellationRequested)
        {
            throw new TokenStoreException(
                Problems.TokenLeaseLost, $"The lock file {_folder.LockPath(Key)} was replaced or removed while the lease was held.");
        }

        var stored = _folder.ReadOrSetAside(Key);
        if (stored?.Version != Current?.Version)
        {
            throw new TokenStoreException(
                Problems.TokenRecordConflict,
                $"{_folder.RecordPath(Key)} has the version {stored?.Version ?? "none"} instead of {Current?.Version ?? "none"}.");
        }
    }

    private void CheckLock()
    {
        bool inPlace;
        try
        {
            inPlace = _lock.IsInPlace();
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            // If the file cannot be checked, it cannot be written either.
            inPlace = false;
        }

        if (inPlace || Volatile.Read(ref _disposed)) return;
        _lost.Cancel();
    }
}
