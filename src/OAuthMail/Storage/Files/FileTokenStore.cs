using System.Runtime.CompilerServices;
using OAuthMail.Storage;
using OAuthMail.Storage.FileSystem;
using OAuthMail.Storage.Files;
using OAuthMail.Storage.Locking;

namespace OAuthMail;

/// <summary>
/// Keeps token records in a folder, one file a record, for all processes of one user on one machine. A record is replaced in one step
/// and flushed to disk, so a reader sees the old one or the new one and never waits; a lease is a lock that the system gives back when
/// its holder ends, however it ends.
/// </summary>
/// <remarks>
/// On Unix the folder has mode 0700 and its files 0600, which is checked when the store is opened. On Windows a folder inherits its
/// access list: choose one below the user's profile, or one whose list names the service's account only.
/// </remarks>
public sealed class FileTokenStore : ITokenStore
{
    // Of the process, not of the instance: two stores opened over one folder wait in one line.
    private static readonly KeyedGate<string> Gate = new();

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan MaximumPauseInFront = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan MaximumPauseInLine = TimeSpan.FromMilliseconds(160);

    private readonly RecordFolder _folder;
    private readonly FileTokenStoreOptions _options;

    private FileTokenStore(RecordFolder folder, FileTokenStoreOptions options)
    {
        _folder = folder;
        _options = options;
    }

    /// <summary>The folder, as a full path.</summary>
    public string Folder => _folder.Path;

    /// <summary>Opens a store, creating its folder if need be, and proves that it is private and that locking works there.</summary>
    /// <param name="folder">The folder. It is the store's own: nothing else belongs there.</param>
    /// <param name="protect">
    /// Says how records are protected, such as <c>protect => protect.WithKeyFile("/etc/alerts/oauthmail.key")</c>.
    /// </param>
    /// <param name="options">What differs from the defaults.</param>
    /// <returns>The store.</returns>
    /// <exception cref="ArgumentException"><paramref name="folder"/> is empty.</exception>
    /// <exception cref="MailConfigurationException">An option is out of range.</exception>
    /// <exception cref="TokenStoreException">
    /// No protection was chosen; or the folder is open to others, belongs to somebody else, cannot be written, or has no working locks.
    /// </exception>
    public static FileTokenStore Open(string folder, Action<TokenProtection> protect, FileTokenStoreOptions? options = null) =>
        // On the thread pool, where no synchronization context can be waited for in vain.
        Task.Run(() => OpenAsync(folder, protect, options)).GetAwaiter().GetResult();

    /// <inheritdoc cref="Open"/>
    /// <param name="folder">The folder. It is the store's own: nothing else belongs there.</param>
    /// <param name="protect">Says how records are protected.</param>
    /// <param name="options">What differs from the defaults.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<FileTokenStore> OpenAsync(
        string folder, Action<TokenProtection> protect, FileTokenStoreOptions? options = null,
            CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var copy = Copy(options ?? new FileTokenStoreOptions());
        var protection = TokenProtection.Choose(protect);
        var path = RecordFolder.Normalize(folder);
        return await Task.Run(
            async () =>
            {
                using var wait = new LeaseWait(copy.TimeProvider, copy.LeaseTimeout, cancellationToken);
                var opening = new StoreOpening(path, copy);
                var records = await opening.OpenAsync(protection, wait).ConfigureAwait(false);
                return new FileTokenStore(records, copy);
            },
            cancellationToken).ConfigureAwait(false);
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
            // Only under the lease, lest a good record that arrives meanwhile is set aside instead; and without waiting.
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
                Problems.TokenLeaseTimeout, $"The lease for {key} in {Folder} was not to be had within {_options.LeaseTimeout}");
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
    /// Lists everything that is kept, in no particular order. A record that cannot be read does not hide the others: it is reported
    /// after them, by the exception of the first that failed.
    /// </summary>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <returns>The entries.</returns>
    /// <exception cref="TokenStoreException">A record, or the folder, cannot be read.</exception>
    public async IAsyncEnumerable<TokenStoreEntry> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        TokenStoreException? failure = null;
        foreach (var key in _folder.ListKeys())
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

    /// <summary>The folder.</summary>
    /// <returns>A line that is safe to log.</returns>
    public override string ToString() => $"FileTokenStore ({Folder})";

    /// <summary>
    /// Two locks: whoever is first in line holds the second and is alone in trying for the first, so that a process that has just given
    /// a lease back, and wants it again, cannot overtake the one that waits.
    /// </summary>
    private async ValueTask<LockFile> LockAsync(TokenKey key, LeaseWait wait)
    {
        try
        {
            var owner = _folder.Owner;
            using var line = await LockFile.OpenAsync(
                _folder.LinePath(key), owner, wait, FirstPause, MaximumPauseInLine).ConfigureAwait(false);
            return await LockFile.OpenAsync(_folder.LockPath(key), owner, wait, FirstPause, MaximumPauseInFront).ConfigureAwait(false);
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
            Command = options.Command };
    }
}
