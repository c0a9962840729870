using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using OAuthMail.EntityFrameworkCore.Database;
using OAuthMail.EntityFrameworkCore.Tokens;
using OAuthMail.Storage;

namespace OAuthMail.EntityFrameworkCore;

/// <summary>
/// Stores token records in the table of an application's <see cref="DbContext"/>, for all processes on all machines that use the same
/// database. Every operation uses a new context and its own transaction. A lease is a row with an owner and an expiration by the database's
/// clock, which is extended while the lease is held.
/// </summary>
/// <typeparam name="TContext">The application's context.</typeparam>
public sealed class DatabaseTokenStore<TContext> : IPrefixTokenStore
    where TContext : DbContext, IMailTokenContext
{
    private const int SaltLength = 32;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan MaximumPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan MaximumPauseLater = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(20);

    private readonly TokenTable _table;
    private readonly DatabaseTokenStoreOptions _options;
    private readonly StoreContext _store;
    private readonly Action<TokenProtection> _protect;
    private readonly KeyQueue _queue = new();
    private readonly Lock _sync = new();
    private readonly UnfinishedRenewals _unfinished;
    private readonly TokenRecordCodec? _codecWithoutSalt;
    private Task<TokenRecordCodec>? _opening;

    /// <summary>Creates a store. The database is first used when a record is read or a lease is acquired.</summary>
    /// <param name="contexts">Creates the contexts. It is called for each operation, from several threads at the same time.</param>
    /// <param name="protect">
    /// Specifies how records are protected, such as <c>protect => protect.WithKeyFile("/etc/alerts/oauthmail.key")</c>. All machines need
    /// the same key.
    /// </param>
    /// <param name="options">The options, or <see langword="null"/> for the defaults.</param>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="contexts"/> or <paramref name="protect"/> is <see langword="null"/>.
    /// </exception>
    /// <exception cref="MailConfigurationException">An option is out of range.</exception>
    /// <exception cref="TokenStoreException">No protection is specified, or its key is unavailable.</exception>
    public DatabaseTokenStore(
        IDbContextFactory<TContext> contexts, Action<TokenProtection> protect, DatabaseTokenStoreOptions? options = null)
        : this(Create(contexts), protect, options)
    {
    }

    internal DatabaseTokenStore(Func<ContextHandle> open, Action<TokenProtection> protect, DatabaseTokenStoreOptions? options)
    {
        ArgumentNullException.ThrowIfNull(protect);
        _options = (options ?? new DatabaseTokenStoreOptions()).Copy();
        _protect = protect;
        try
        {
            _codecWithoutSalt = new TokenRecordCodec(protect);
        }
        catch (TokenStoreException e) when (e.Problem == Problems.TokenProtectionInvalid)
        {
            // A passphrase needs the salt of the table. Another contradiction is reported when the table is used.
            _codecWithoutSalt = null;
        }

        _table = new TokenTable(new DatabaseAccess(open), _options.LeaseDuration);
        _unfinished = new UnfinishedRenewals(_options.TimeProvider, _options.LeaseDuration);
        var logger = QuietLogger.Create(_options.LoggerFactory, StoreLog.Category);
        _store = new StoreContext(_table, _options, logger, new LateWrites());
    }

    /// <inheritdoc />
    public async ValueTask<TokenStoreEntry?> ReadAsync(TokenKey key, CancellationToken cancellationToken = default)
    {
        ThrowIfEmpty(key);
        cancellationToken.ThrowIfCancellationRequested();
        var codec = await GetCodecAsync(cancellationToken).ConfigureAwait(false);
        return Decode(codec, key, await _table.ReadAsync(key.Value, cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc />
    public async ValueTask<ITokenLease> AcquireAsync(TokenKey key, CancellationToken cancellationToken = default)
    {
        ThrowIfEmpty(key);
        cancellationToken.ThrowIfCancellationRequested();
        using var timeout = new CancellationTokenSource(_options.LeaseTimeout, _options.TimeProvider);
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            var codec = await GetCodecAsync(wait.Token).ConfigureAwait(false);
            var turn = await _queue.EnterAsync(key, wait.Token).ConfigureAwait(false);
            return await TakeAsync(key, codec, turn, wait.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && timeout.IsCancellationRequested)
        {
            throw new TokenStoreException(
                Problems.TokenLeaseTimeout, $"Timed out after {_options.LeaseTimeout} waiting for the lease on {key} in the database.");
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
    }

    /// <inheritdoc />
    public IAsyncEnumerable<TokenStoreEntry> ListAsync(CancellationToken cancellationToken = default) => ListAsync("", cancellationToken);

    /// <summary>
    /// Lists the records whose keys start with a prefix, through the primary key and in pages. If records cannot be read, all others are
    /// returned first; then the exception of the first unreadable record is thrown.
    /// </summary>
    /// <param name="prefix">The prefix, such as <c>refresh-token-</c>. An empty prefix lists all records.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    /// <returns>The records.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="prefix"/> is <see langword="null"/>.</exception>
    /// <exception cref="TokenStoreException">A record or the database cannot be read.</exception>
    public IAsyncEnumerable<TokenStoreEntry> ListAsync(string prefix, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);

        // No key starts with another character, and the rows of the store itself do.
        return prefix.Length > 0 && !char.IsAsciiLetterLower(prefix[0]) && !char.IsAsciiDigit(prefix[0])
            ? AsyncEnumerable.Empty<TokenStoreEntry>()
            : ListCoreAsync(prefix, cancellationToken);
    }

    /// <summary>Returns the type of the context.</summary>
    /// <returns>Text that is safe to log.</returns>
    public override string ToString() => $"DatabaseTokenStore ({typeof(TContext).Name})";

    private static Func<ContextHandle> Create(IDbContextFactory<TContext> contexts)
    {
        ArgumentNullException.ThrowIfNull(contexts);
        return () =>
        {
            var context = contexts.CreateDbContext();
            return new ContextHandle(context, context);
        };
    }

    private static void ThrowIfEmpty(TokenKey key)
    {
        if (key.IsEmpty) throw new ArgumentException("The key must not be the default value.", nameof(key));
    }

    private static TokenStoreEntry? Decode(TokenRecordCodec codec, TokenKey key, StoredRow? row)
    {
        if (row is null) return null;
        TokenTable.RequireKnown(row.SchemaVersion, $"The record {key}");
        if (row.Data is null) return null;
        var entry = codec.Decode(key, row.Data);
        return entry.Version == row.Version
            ? entry
            : throw new TokenStoreException(
                Problems.TokenRecordDamaged, $"The record {key} is damaged: its version differs from the version of its row.");
    }

    private async IAsyncEnumerable<TokenStoreEntry> ListCoreAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var codec = await GetCodecAsync(cancellationToken).ConfigureAwait(false);
        TokenStoreException? failure = null;
        string? after = null;
        while (true)
        {
            var page = await _table.ReadPageAsync(prefix, after, cancellationToken).ConfigureAwait(false);
            if (page.Count == 0) break;
            foreach (var row in page)
            {
                cancellationToken.ThrowIfCancellationRequested();
                TokenStoreEntry? entry = null;
                try
                {
                    entry = Decode(codec, new TokenKey(row.Key), row);
                }
                catch (TokenStoreException e)
                {
                    failure ??= e;
                }

                if (entry is not null) yield return entry;
            }

            after = page[^1].Key;
        }

        if (failure is not null) throw new TokenStoreException(failure.Problem, failure.Detail, failure);
    }

    /// <summary>Returns the codec. The first call reads the table; a failure is not remembered.</summary>
    private async Task<TokenRecordCodec> GetCodecAsync(CancellationToken cancellationToken)
    {
        Task<TokenRecordCodec> opening;
        lock (_sync) opening = _opening is { IsFaulted: false, IsCanceled: false } running ? running : _opening = Task.Run(OpenAsync);
        return await opening.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Verifies the format of the table, and creates the codec. With a passphrase, this takes about one second.</summary>
    private async Task<TokenRecordCodec> OpenAsync()
    {
        var candidate = RandomNumberGenerator.GetBytes(SaltLength);
        var salt = await _table.GetSaltAsync(candidate, CancellationToken.None).ConfigureAwait(false);
        return _codecWithoutSalt ?? new TokenRecordCodec(_protect, salt);
    }

    /// <summary>Takes the lease. Disposes the turn if it does not succeed.</summary>
    private async Task<ITokenLease> TakeAsync(TokenKey key, TokenRecordCodec codec, IDisposable turn, CancellationToken cancellationToken)
    {
        var stopping = Task.FromResult<LateWrite?>(null);
        Task taking = Task.CompletedTask;
        var owner = Guid.NewGuid();
        try
        {
            // A lease of this process whose record could not be written continues under its identity.
            stopping = _store.LateWrites.StopAsync(key);
            var unwritten = await stopping.WaitAsync(cancellationToken).ConfigureAwait(false);
            owner = unwritten?.Owner ?? owner;
            var confirmed = await WaitAsync(key, owner, task => taking = task, cancellationToken).ConfigureAwait(false);
            if (unwritten is not null)
            {
                // The next holder may not write the record, which exists nowhere else.
                taking = unwritten.WriteAsync();
                await taking.WaitAsync(cancellationToken).ConfigureAwait(false);
                stopping = Task.FromResult<LateWrite?>(null);
            }

            var current = await ReadOrSetAsideAsync(key, codec, owner, cancellationToken).ConfigureAwait(false);
            return new DatabaseTokenLease(_store, codec, key, owner, current, confirmed, turn);
        }
        catch
        {
            // Whether a canceled or failed statement took the lease is unknown. Nobody waits for it.
            _ = AbandonAsync(key, owner, stopping, taking, turn);
            throw;
        }
    }

    private async Task AbandonAsync(TokenKey key, Guid owner, Task<LateWrite?> stopping, Task taking, IDisposable turn)
    {
        await taking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // If the process has an unwritten record, the row must continue to say that the renewal has not ended.
        if (await stopping.ConfigureAwait(false) is { } unwritten) _store.LateWrites.Add(unwritten.Continue());
        else if (taking != Task.CompletedTask)
        {
            await LeaseRelease.ReleaseAsync(_store, key, owner, mayBeEmpty: true).ConfigureAwait(false);
        }

        turn.Dispose();
    }

    private async Task<(long Time, DateTimeOffset Date)> WaitAsync(
        TokenKey key, Guid owner, Action<Task> started, CancellationToken cancellationToken)
    {
        var clock = _options.TimeProvider;
        var begun = clock.GetTimestamp();
        var pause = FirstPause;
        Guid? disregarded = null;
        for (var mayTry = true; ; )
        {
            if (mayTry)
            {
                var before = (clock.GetTimestamp(), clock.GetUtcNow());

                // Not canceled, so that it is known afterwards whether the lease must be released.
                var taking = _table.TakeAsync(key.Value, owner, disregarded, CancellationToken.None);
                started(taking);
                if (await TryAsync(key, taking.WaitAsync(cancellationToken)).ConfigureAwait(false))
                {
                    if (disregarded is not null) StoreLog.TookOver(_store.Logger, key);
                    _unfinished.Forget(key);
                    return before;
                }
            }

            var state = await TryAsync(key, _table.FindStateAsync(key.Value, cancellationToken)).ConfigureAwait(false);
            if (state is null)
            {
                await TryAsync(key, AddRowAsync(key, cancellationToken)).ConfigureAwait(false);
                mayTry = true;
                continue;
            }

            TokenTable.RequireKnown(state.SchemaVersion, $"The record {key}");
            disregarded = null;
            if (!state.IsFree) _unfinished.Forget(key);
            else if (state.RenewalOwner is { } renewal && renewal != owner && _unfinished.Look(key, renewal)) disregarded = renewal;
            mayTry = (state.IsFree || state.LeaseOwner == owner)
                && (state.RenewalOwner is null || state.RenewalOwner == owner || state.RenewalOwner == disregarded);

            // With jitter, so that processes do not poll at the same time.
            await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), clock, cancellationToken).ConfigureAwait(false);
            var maximum = clock.GetElapsedTime(begun) < Later ? MaximumPause : MaximumPauseLater;
            pause = pause * 1.5 < maximum ? pause * 1.5 : maximum;
        }
    }

    private async Task<bool> AddRowAsync(TokenKey key, CancellationToken cancellationToken)
    {
        await _table.AddAsync(key.Value, null, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Runs a statement. If the database fails, the time during which a renewal was seen unfinished begins anew.</summary>
    private async Task<T> TryAsync<T>(TokenKey key, Task<T> statement)
    {
        try
        {
            return await statement.ConfigureAwait(false);
        }
        catch (TokenStoreException)
        {
            _unfinished.Forget(key);
            throw;
        }
    }

    /// <summary>Reads the record under the lease. A damaged record is moved to another row, so that a sign-in can replace it.</summary>
    private async Task<TokenStoreEntry?> ReadOrSetAsideAsync(
        TokenKey key, TokenRecordCodec codec, Guid owner, CancellationToken cancellationToken)
    {
        var row = await _table.ReadAsync(key.Value, cancellationToken).ConfigureAwait(false);
        try
        {
            return Decode(codec, key, row);
        }
        catch (TokenStoreException e) when (e.Problem == Problems.TokenRecordDamaged)
        {
            var aside = $".damaged-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}-{key}";
            await _table.AddAsync(aside, row!.Data, cancellationToken).ConfigureAwait(false);
            await _store.WriteAsync(key, owner, row.Version, null, null).ConfigureAwait(false);
            throw new TokenStoreException(e.Problem, $"{e.Detail} The record was moved to the row '{aside}'.", e);
        }
    }
}
