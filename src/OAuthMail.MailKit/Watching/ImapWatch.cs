using System.Globalization;

namespace OAuthMail.MailKit.Watching;

/// <summary>
/// One watch over IMAP. It runs only while its caller waits for it: for the next arrival, or for a call on the last one. After a transient
/// failure it waits and reconnects.
/// </summary>
internal sealed class ImapWatch : IMailboxWatch
{
    private readonly WatchContext _context;
    private readonly IMailClientFactory _factory;
    private readonly WatchedFolder _folder;
    private readonly WatchRetry _retry;
    private readonly SessionTokens _tokens;
    private ImapFolderConnection? _connection;
    private ArrivalScope? _scope;
    private volatile bool _isDisposed;
    private bool _isAttached;

    public ImapWatch(WatchContext context, IMailClientFactory factory)
    {
        _context = context;
        _factory = factory;
        _folder = new WatchedFolder(context, context.Options.From);
        _retry = new WatchRetry(
            context.Options.Retry, context.Clock, context.Logger, context.Metrics, context.Account.Name, context.Folder);
        _tokens = new SessionTokens(context.Commands, MailProtocol.Imap, factory, _retry);
        context.Metrics.Begun(context.Account.Name);
        WatchLog.Watching(context.Logger, context.Account.Name, context.Folder);
    }

    public WatchContext Context => _context;

    /// <summary>Waits for the next arrival.</summary>
    public async Task<MailArrival> NextAsync(CancellationToken cancellationToken)
    {
        _scope?.End();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_folder.Take() is { } next)
            {
                _context.Metrics.Arrived(_context.Account.Name);
                WatchLog.Arrived(
                    _context.Logger, next.MessagePosition.Uid.ToString(CultureInfo.InvariantCulture), _context.Account.Name,
                    _context.Folder);
                _scope = new ArrivalScope();
                return new ImapArrival(this, _scope, next.Fetched, next.MessagePosition, next.Position, next.IsUncertain);
            }

            await RunAsync(
                connection => CheckOrWaitAsync(connection, cancellationToken), IsRetryable, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Runs an action on a message over the watch's connection, or over a new one if that is lost.</summary>
    /// <exception cref="OAuthMailException">
    /// The server rejected it or fails at this message, the message no longer exists, or the failures lasted too long.
    /// </exception>
    public Task<T> UseAsync<T>(
        ArrivalScope scope, MailboxPosition message, Func<ImapFolderConnection, UniqueId, Task<T>> action,
        CancellationToken cancellationToken) =>
        scope.UseAsync(() =>
        {
            var failures = new CallFailures(failure => _context.Unreadable(message.Uid, failure));
            return RunAsync(
                connection => failures.RunAsync(
                    async () =>
                    {
                        var uid = await FindAsync(connection, message, cancellationToken).ConfigureAwait(false);
                        return await action(connection, uid).ConfigureAwait(false);
                    },
                    () => connection.CanFetchAnotherAsync(message.Uid, cancellationToken)),
                failures.IsRetryable, cancellationToken);
        });

    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        _scope?.Close();
        await DisconnectAsync().ConfigureAwait(false);
        _context.Metrics.Ended(_context.Account.Name);
        WatchLog.Stopped(_context.Logger, _context.Account.Name, _context.Folder);
    }

    /// <summary>
    /// Returns whether the watch retries after a failure. An unknown rejection is permanent if the folder can't be opened. Later it is
    /// treated as transient, because the same commands have worked before.
    /// </summary>
    private bool IsRetryable(OAuthMailException failure) =>
        WatchFailures.IsTransient(failure) || (WatchFailures.IsUnknownRejection(failure) && _connection is not null);

    /// <summary>Checks for new messages, and waits if there are none.</summary>
    private async Task<bool> CheckOrWaitAsync(ImapFolderConnection connection, CancellationToken cancellationToken)
    {
        if (await _folder.FillAsync(connection, cancellationToken).ConfigureAwait(false))
        {
            _retry.Reset();
            return true;
        }

        if (!connection.UsesIdle && _context.Options.PollInterval > _context.Options.IdleLimit)
        {
            await DisconnectAsync().ConfigureAwait(false);
            _retry.Reset();
            await _context.Clock.Delay(_context.Options.PollInterval, cancellationToken).ConfigureAwait(false);
            return false;
        }

        await connection.WaitAsync(cancellationToken).ConfigureAwait(false);
        _retry.Reset();
        return false;
    }

    private Task<T> RunAsync<T>(
        Func<ImapFolderConnection, Task<T>> step, Func<OAuthMailException, bool> isRetryable, CancellationToken cancellationToken) =>
        _retry.RunAsync(
            async () =>
            {
                var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
                return await _tokens.RunAsync(connection.Token, () => step(connection)).ConfigureAwait(false);
            },
            isRetryable, DisconnectAsync, cancellationToken);

    private async Task<ImapFolderConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        if (_isAttached && _connection is { IsConnected: true }) return _connection;
        await DisconnectAsync().ConfigureAwait(false);
        await _tokens.RenewAsync(cancellationToken).ConfigureAwait(false);
        if (_isDisposed) throw ArrivalScope.HasEnded();
        var connection = await ImapFolderConnection.OpenAsync(
            _context, _factory, FolderAccess.ReadWrite, cancellationToken).ConfigureAwait(false);
        if (_isDisposed)
        {
            // The watch was disposed meanwhile and will not close this connection.
            await connection.DisposeAsync().ConfigureAwait(false);
            throw ArrivalScope.HasEnded();
        }

        _connection = connection;
        if (_folder.TakeProgress()) _retry.Reset();
        WatchLog.Connected(_context.Logger, _context.Account.Name, _context.Folder, connection.UsesIdle ? "IDLE" : "polling");

        // A call on an arrival may be canceled here while the watch continues. The connection is used only after AttachAsync has
        // completed, because UIDVALIDITY may have changed.
        await _tokens.RunAsync(connection.Token, async () =>
        {
            await _folder.AttachAsync(connection, cancellationToken).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
        _isAttached = true;
        _retry.OnConnected();
        return connection;
    }

    /// <summary>Returns the present UID of a message. It differs from the original one if UIDVALIDITY has changed.</summary>
    private async Task<UniqueId> FindAsync(ImapFolderConnection connection, MailboxPosition message, CancellationToken cancellationToken)
    {
        if (connection.UidValidity == message.UidValidity) return new UniqueId(message.UidValidity, message.Uid);
        return await _folder.FindAsync(connection, message, cancellationToken).ConfigureAwait(false) is { } uid
            ? new UniqueId(connection.UidValidity, uid)
            : throw _context.MessageGone(message);
    }

    private async ValueTask DisconnectAsync()
    {
        if (_connection is not { } connection) return;
        _connection = null;
        _isAttached = false;
        await connection.DisposeAsync().ConfigureAwait(false);
    }
}
