using System.Runtime.CompilerServices;
using OAuthMail.Storage;
using OAuthMail.Storage.FileSystem;
using OAuthMail.Storage.Files;
using OAuthMail.Storage.Locking;

namespace OAuthMail;

/// <summary>
/// Stores token records in a folder, one file for each record, for all processes of one user on one computer. Records are replaced
/// atomically and flushed to disk, so that a reader sees the old or the new record and never waits. A lease is a file lock, which the
/// operating system releases when the process ends or crashes.
/// </summary>
/// <remarks>
/// On Unix, the folder has mode 0700 and its files have mode 0600, which is checked when the store is opened. Access of the group is
/// removed and logged; access of other users is an error. On Windows, the folder inherits its
/// access control list: choose a folder in the user's profile, or one to which only the service account has access.
/// </remarks>
public sealed class FileTokenStore : IPrefixTokenStore
{
    // Shared by all instances, so that two stores that use the same folder have one queue.
    private static readonly KeyedGate<string> Gate = new();

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan MaximumPauseAtFront = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan MaximumPauseInQueue = TimeSpan.FromMilliseconds(160);

    private readonly RecordFolder _folder;
    private readonly FileTokenStoreOptions _options;

    private FileTokenStore(RecordFolder folder, FileTokenStoreOptions options)
    {
        _folder = folder;
        _options = options;
    }

    /// <summary>Gets the full path of the folder.</summary>
    public string Folder => _folder.Path;

    /// <summary>Opens a store, creates its folder if necessary, and checks that the folder is private and that file locks work.</summary>
    /// <param name="folder">The folder. Use it for nothing else.</param>
    /// <param name="protect">
    /// Specifies how records are protected, such as <c>protect => protect.WithKeyFile("/etc/alerts/oauthmail.key")</c>.
    /// </param>
    /// <param name="options">The options, or <see langword="null"/> for the defaults.</param>
    /// <returns>The store.</returns>
    /// <exception cref="ArgumentException"><paramref name="folder"/> is empty.</exception>
    /// <exception cref="MailConfigurationException">An option is out of range.</exception>
    /// <exception cref="TokenStoreException">
    /// No protection is specified; or the folder is accessible to other users, belongs to another user, cannot be written, or does not
    /// support file locks.
    /// </exception>
    public static FileTokenStore Open(string folder, Action<TokenProtection> protect, FileTokenStoreOptions? options = null) =>
        // On the thread pool, to prevent a deadlock with the caller's synchronization context.
        Task.Run(() => OpenAsync(folder, protect, options)).GetAwaiter().GetResult();

    /// <inheritdoc cref="Open"/>
    /// <param name="folder">The folder. Use it for nothing else.</param>
    /// <param name="protect">Specifies how records are protected.</param>
    /// <param name="options">The options, or <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Cancels the wait for other processes.</param>
    public static async Task<FileTokenStore> OpenAsync(
        string folder, Action<TokenProtection> protect, FileTokenStoreOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var copy = Copy(options ?? new FileTokenStoreOptions());
        var logger = SafeLogger.Create(copy.LoggerFactory, PermissionLog.Category);
        var protection = TokenProtection.Choose(protect, logger);
        var path = RecordFolder.Normalize(folder);
        var opened = Task.Run(
            async () =>
            {
                using var wait = new LeaseWait(copy.TimeProvider, copy.LeaseTimeout, cancellationToken);
                var opening = new StoreOpening(path, copy, logger);
                var records = await opening.OpenAsync(protection, wait).ConfigureAwait(false);
                return new FileTokenStore(records, copy);
            },
            cancellationToken);

        // A protector can wait for a user, or for a key service, without regard to the token.
        return await opened.WaitOrAbandonAsync(TimeProvider.System, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask<TokenStoreEntry?> ReadAsync(TokenKey key, CancellationToken cancellationToken = default)
    {
        TokenRecordCodec.ThrowIfEmpty(key);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return _folder.Read(key);
        }
        catch (TokenStoreException e) when (e.Problem == Problems.TokenRecordDamaged)
        {
            // A damaged file is renamed only under the lease. Otherwise a valid record that is written in the meantime could be renamed
            // instead. The lease is not waited for.
            using var turn = Gate.TryEnter(_folder.LockPath(key));
            using var held = turn is null ? null : _folder.TryLock(key);
            if (held is null) throw;
            return _folder.ReadOrSetAside(key);
        }
    }

    /// <inheritdoc />
    public async ValueTask<ITokenLease> AcquireAsync(TokenKey key, CancellationToken cancellationToken = default)
    {
        TokenRecordCodec.ThrowIfEmpty(key);
        using var wait = new LeaseWait(_options.TimeProvider, _options.LeaseTimeout, cancellationToken);
        IDisposable? turn = null;
        LockFile? held = null;
        try
        {
            turn = await Gate.EnterAsync(_folder.LockPath(key), wait.Token).ConfigureAwait(false);
            held = await LockAsync(key, wait).ConfigureAwait(false);
            var current = _folder.ReadOrSetAside(key);
            var lease = new FileTokenLease(_folder, key, current, held, turn, _options.TimeProvider);
            turn = null;
            held = null;
            return lease;
        }
        catch (OperationCanceledException) when (wait.IsTimeout)
        {
            throw new TokenStoreException(
                Problems.TokenLeaseTimeout, $"Timed out after {_options.LeaseTimeout} waiting for the lease on {key} in {Folder}.");
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
        finally
        {
            held?.Dispose();
            turn?.Dispose();
        }
    }

    /// <summary>
    /// Lists all records, in no particular order. If records cannot be read, all others are returned first; then the exception of the first
    /// unreadable record is thrown.
    /// </summary>
    /// <param name="cancellationToken">Cancels the listing.</param>
    /// <returns>The records.</returns>
    /// <exception cref="TokenStoreException">A record or the folder cannot be read.</exception>
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
        TokenStoreException? failure = null;
        foreach (var key in _folder.ListKeys(prefix))
        {
            cancellationToken.ThrowIfCancellationRequested();
            TokenStoreEntry? entry = null;
            try
            {
                entry = await ReadAsync(key, cancellationToken).ConfigureAwait(false);
            }
            catch (TokenStoreException e)
            {
                failure ??= e;
            }

            if (entry is not null) yield return entry;
        }

        if (failure is not null) throw new TokenStoreException(failure.Problem, failure.Detail, failure);
    }

    /// <summary>Returns the folder.</summary>
    /// <returns>Text that is safe to log.</returns>
    public override string ToString() => $"FileTokenStore ({Folder})";

    /// <summary>
    /// Acquires the lock file through a queue of two locks. Only the process that holds the queue lock tries to acquire the lease lock.
    /// A process that has just released the lease and needs it again can therefore not overtake a waiting process.
    /// </summary>
    private async ValueTask<LockFile> LockAsync(TokenKey key, LeaseWait wait)
    {
        try
        {
            var owner = _folder.Owner;
            using var line = await LockFile.OpenAsync(
                _folder.LinePath(key), owner, wait, FirstPause, MaximumPauseInQueue).ConfigureAwait(false);
            return await LockFile.OpenAsync(_folder.LockPath(key), owner, wait, FirstPause, MaximumPauseAtFront).ConfigureAwait(false);
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            throw FileErrors.Wrap(e, _folder.LockPath(key), "Locking");
        }
    }

    private static FileTokenStoreOptions Copy(FileTokenStoreOptions options)
    {
        options.Validate();
        return new FileTokenStoreOptions { LeaseTimeout = options.LeaseTimeout, TimeProvider = options.TimeProvider,
            Command = options.Command, LoggerFactory = options.LoggerFactory };
    }
}
