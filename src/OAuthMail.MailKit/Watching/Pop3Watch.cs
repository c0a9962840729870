using Microsoft.Extensions.Logging;

namespace OAuthMail.MailKit.Watching;

/// <summary>
/// One watch over POP3. A session delivers new messages and ends with QUIT; after the poll interval the next session begins. A message
/// to be deleted stays recorded until a later session no longer lists it, because a session that was lost has deleted nothing.
/// </summary>
internal sealed class Pop3Watch : IAsyncDisposable
{
    /// <summary>The name that the log has in place of a folder.</summary>
    private const string Folder = "POP3";

    private readonly CommandRunner _commands;
    private readonly MailAccount _account;
    private readonly Pop3WatchOptions _options;
    private readonly IMailClientFactory _factory;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly WatchRetry _retry;
    private readonly HashSet<string> _toDelete = new(StringComparer.Ordinal);

    // Null until the first session has listed the mailbox, unless the watch begins at a position.
    private HashSet<string>? _delivered;
    private Pop3MailboxConnection? _connection;

    // The session that delivered the last arrival.
    private Pop3MailboxConnection? _arrivalSession;
    private ArrivalScope? _scope;
    private TimeSpan _loginDelay;

    // The session after one that LIST has ended does not ask for sizes. Otherwise no message would be delivered.
    private bool _skipsSizes;
    private volatile bool _isDisposed;
    private int _next;

    public Pop3Watch(CommandRunner commands, Pop3WatchOptions options, IMailClientFactory factory, ILogger logger)
    {
        _commands = commands;
        _account = commands.Account;
        _options = options;
        _factory = factory;
        _clock = commands.Clock;
        _logger = logger;
        _retry = new WatchRetry(options.Retry, _clock, logger, _account.Name, Folder);
        if (options.From is { } from)
        {
            _delivered = new HashSet<string>(from.Seen, StringComparer.Ordinal);
            _toDelete.UnionWith(from.Deleted);
        }

        WatchMetrics.Begun(_account.Name);
        WatchLog.Watching(logger, _account.Name, Folder);
    }

    public MailAccount Account => _account;

    /// <summary>Waits for the next arrival.</summary>
    public async Task<Pop3Arrival> NextAsync(CancellationToken cancellationToken)
    {
        _scope?.End();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var arrival = await RunAsync(
                connection => FindNewAsync(connection, cancellationToken), IsRetryable, cancellationToken).ConfigureAwait(false);
            _retry.Reset();
            if (arrival is not null) return arrival;
            var delay = _loginDelay > _options.PollInterval ? _loginDelay : _options.PollInterval;
            await DisconnectAsync().ConfigureAwait(false);
            await _clock.Delay(delay, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Runs an action on a message over the watch's session, or over a new one if that is lost.</summary>
    public Task<T> UseAsync<T>(ArrivalScope scope, Func<Pop3MailboxConnection, Task<T>> action, CancellationToken cancellationToken) =>
        scope.UseAsync(() => RunAsync(action, WatchFailures.IsTransient, cancellationToken));

    /// <summary>Records that a message is to be deleted, and marks it at the server if the session is open.</summary>
    public Task DeleteAsync(ArrivalScope scope, string key, CancellationToken cancellationToken) => scope.UseAsync(async () =>
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_arrivalSession?.HasCopies(key) == true) return await DeleteCopyAsync(key, cancellationToken).ConfigureAwait(false);
        if (!_toDelete.Add(key) || _connection is not { IsConnected: true } connection) return true;
        try
        {
            return await connection.DeleteAsync(key, cancellationToken).ConfigureAwait(false);
        }
        catch (MailServerException failure) when (WatchFailures.IsTransient(failure) || failure.Problem == Problems.MessageGone)
        {
            // The next session repeats the deletion.
            await DisconnectAsync().ConfigureAwait(false);
            return true;
        }
        catch (MailServerException)
        {
            _toDelete.Remove(key);
            throw;
        }
    });

    /// <summary>
    /// Deletes one of several messages with the same UIDL. The next session can't know which of them were deleted, so the deletion isn't
    /// repeated, and those from this one on count as not delivered: one of them may be delivered twice rather than lost.
    /// </summary>
    private async Task<bool> DeleteCopyAsync(string key, CancellationToken cancellationToken)
    {
        if (_connection is not { IsConnected: true } connection || connection != _arrivalSession)
        {
            throw new MailServerException(
                Problems.MessageGone, MailProtocol.Pop3, _account.GetEndpoint(MailProtocol.Pop3),
                $"The message was not deleted, because another message in the mailbox of '{_account.Name}' has the same UIDL, and the "
                    + "session was lost.");
        }

        await connection.DeleteAsync(key, cancellationToken).ConfigureAwait(false);
        _delivered!.ExceptWith(connection.GetCopiesFrom(key));
        return true;
    }

    public Pop3Position GetPosition() => new(_delivered!, _toDelete);

    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        _scope?.Close();
        await DisconnectAsync().ConfigureAwait(false);
        WatchMetrics.Ended(_account.Name);
        WatchLog.Stopped(_logger, _account.Name, Folder);
    }

    private bool IsRetryable(OAuthMailException failure) =>
        WatchFailures.IsTransient(failure) || (WatchFailures.IsUnknownRejection(failure) && _connection is not null);

    /// <summary>Returns the next new message of the session, or <see langword="null"/> if there is none.</summary>
    private async Task<Pop3Arrival?> FindNewAsync(Pop3MailboxConnection connection, CancellationToken cancellationToken)
    {
        for (; _next < connection.Messages.Count; _next++)
        {
            var (key, uidl) = connection.Messages[_next];
            if (_delivered!.Contains(key)) continue;
            var size = await connection.GetSizeAsync(key, cancellationToken).ConfigureAwait(false);
            _delivered.Add(key);
            WatchMetrics.Arrived(_account.Name);
            WatchLog.Arrived(_logger, key, _account.Name, Folder);
            _scope = new ArrivalScope();
            _arrivalSession = connection;
            return new Pop3Arrival(this, _scope, key, uidl, size);
        }

        return null;
    }

    private Task<T> RunAsync<T>(
        Func<Pop3MailboxConnection, Task<T>> step, Func<OAuthMailException, bool> isRetryable, CancellationToken cancellationToken) =>
        _retry.RunAsync(
            async () => await step(await ConnectAsync(cancellationToken).ConfigureAwait(false)).ConfigureAwait(false),
            isRetryable, DisconnectAsync, cancellationToken);

    private async Task<Pop3MailboxConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        if (_connection is { IsConnected: true }) return _connection;
        await DisconnectAsync().ConfigureAwait(false);
        if (_isDisposed) throw ArrivalScope.HasEnded();
        var connection = await Pop3MailboxConnection.OpenAsync(
            _commands, _factory, !_skipsSizes, cancellationToken).ConfigureAwait(false);
        if (_isDisposed)
        {
            // The watch was disposed meanwhile and will not close this connection.
            await connection.DisposeAsync().ConfigureAwait(false);
            throw ArrivalScope.HasEnded();
        }

        _connection = connection;
        _skipsSizes = false;
        _loginDelay = connection.LoginDelay;
        _next = 0;
        WatchLog.Connected(_logger, _account.Name, Folder, "polling");
        if (_delivered is null)
        {
            _delivered = new HashSet<string>(connection.Messages.Select(message => message.Key), StringComparer.Ordinal);
        }
        else
        {
            // A message whose deletion was pending and that is no longer listed was deleted. The server may use its UIDL again. With
            // another message of the same UIDL, it is unknown which one is left, so it is delivered again.
            // An empty list may be a fault of the server, so nothing is forgotten until it lists messages again.
            if (connection.Messages.Count > 0)
            {
                var settled = _toDelete.Where(key => !connection.Contains(key) || connection.HasCopies(key)).ToList();
                _delivered.ExceptWith(settled);
                _toDelete.ExceptWith(settled);
                _delivered.RemoveWhere(key => !connection.Contains(key));
            }
        }

        foreach (var key in _toDelete.Where(connection.Contains).ToList())
        {
            await TryDeleteAsync(connection, key, cancellationToken).ConfigureAwait(false);
        }

        _retry.OnConnected();
        return connection;
    }

    /// <summary>
    /// Marks a message for deletion. If the server rejects that, the next session repeats it, so that new messages are not delayed.
    /// </summary>
    private async Task TryDeleteAsync(Pop3MailboxConnection connection, string key, CancellationToken cancellationToken)
    {
        try
        {
            await connection.DeleteAsync(key, cancellationToken).ConfigureAwait(false);
        }
        catch (MailServerException failure) when (connection.IsConnected)
        {
            WatchLog.NotDeleted(_logger, key, _account.Name, failure.Detail);
        }
    }

    private async ValueTask DisconnectAsync()
    {
        if (_connection is not { } connection) return;
        _connection = null;
        _skipsSizes = connection.WasLostByListingSizes;
        await connection.DisposeAsync().ConfigureAwait(false);
    }
}
