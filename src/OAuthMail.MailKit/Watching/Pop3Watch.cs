using Microsoft.Extensions.Logging;
using OAuthMail.Errors;

namespace OAuthMail.MailKit.Watching;

/// <summary>
/// One watch over POP3. A session delivers new messages and ends with QUIT; after the poll interval the next session begins. A message
/// to be deleted stays recorded until a later session no longer lists it, because a session that was lost has deleted nothing.
/// </summary>
internal sealed class Pop3Watch : IAsyncDisposable
{
    /// <summary>The name that the log has in place of a folder.</summary>
    private const string Folder = "POP3";

    /// <summary>The number of sessions that the deletion of one message may end.</summary>
    private const int LostSessionsOfDeletion = 2;

    private readonly CommandRunner _commands;
    private readonly MailAccount _account;
    private readonly Pop3WatchOptions _options;
    private readonly IMailClientFactory _factory;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly WatchMetrics _metrics;
    private readonly WatchRetry _retry;
    private readonly SessionTokens _tokens;

    // How often DELE has ended the session, by message.
    private readonly Dictionary<string, int> _lostDeletions = new(StringComparer.Ordinal);

    // The messages marked in the present session, and those that the last session has deleted.
    private readonly HashSet<string> _marked = new(StringComparer.Ordinal);
    private readonly HashSet<string> _committed = new(StringComparer.Ordinal);

    // Null until the first session has listed the mailbox, unless the watch begins at a position.
    private Pop3Progress? _progress;
    private Pop3MailboxConnection? _connection;

    // The session that delivered the last arrival.
    private Pop3MailboxConnection? _arrivalSession;
    private ArrivalScope? _scope;
    private TimeSpan _loginDelay;
    private long? _loggedInAt;

    // The session after one that LIST has ended does not ask for sizes. Otherwise no message would be delivered.
    private bool _skipsSizes;
    private volatile bool _isDisposed;
    private int _next;

    public Pop3Watch(CommandRunner commands, Pop3WatchOptions options, IMailClientFactory factory, ILogger logger, WatchMetrics metrics)
    {
        _commands = commands;
        _account = commands.Account;
        _options = options;
        _factory = factory;
        _clock = commands.Clock;
        _logger = logger;
        _metrics = metrics;
        _retry = new WatchRetry(options.Retry, _clock, logger, metrics, _account.Name, Folder);
        _tokens = new SessionTokens(commands, MailProtocol.Pop3, factory, _retry);
        if (options.From is { } from) _progress = new Pop3Progress(from.Messages);

        metrics.Begun(_account.Name);
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
    public Task<T> UseAsync<T>(
        ArrivalScope scope, string key, Func<Pop3MailboxConnection, Task<T>> action, CancellationToken cancellationToken) =>
        scope.UseAsync(() =>
        {
            var failures = new CallFailures(failure => WatchFailures.Unreadable(
                _account, MailProtocol.Pop3, $"message '{ForeignText.Clean(key, 100)}' in the mailbox of '{_account.Name}'", failure));
            return RunAsync(
                connection => failures.RunAsync(() => action(connection), () => connection.CanReadAnotherAsync(key, cancellationToken)),
                failures.IsRetryable, cancellationToken);
        });

    /// <summary>Records that a message is to be deleted, and marks it at the server if the session is open.</summary>
    public Task DeleteAsync(ArrivalScope scope, string key, CancellationToken cancellationToken) => scope.UseAsync(async () =>
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_arrivalSession?.HasCopies(key) == true) return await DeleteCopyAsync(key, cancellationToken).ConfigureAwait(false);
        if (!_progress!.Delete(key) || _connection is not { IsConnected: true } connection) return true;
        try
        {
            await MarkAsync(connection, key, cancellationToken).ConfigureAwait(false);
        }
        catch (MailServerException failure) when (WatchFailures.IsTransient(failure) || failure.Problem == Problems.MessageGone)
        {
            // The next session repeats the deletion.
            await DisconnectAsync().ConfigureAwait(false);
        }
        catch (MailServerException)
        {
            _progress.KeepInstead(key);
            throw;
        }
        return true;
    });

    /// <summary>Marks a message for deletion at the server.</summary>
    private async Task MarkAsync(Pop3MailboxConnection connection, string key, CancellationToken cancellationToken)
    {
        try
        {
            await connection.DeleteAsync(key, cancellationToken).ConfigureAwait(false);
            _marked.Add(key);
        }
        catch (MailServerException) when (!connection.IsConnected)
        {
            _lostDeletions[key] = CountLostDeletions(key) + 1;
            throw;
        }
    }

    private int CountLostDeletions(string key) => _lostDeletions.TryGetValue(key, out var count) ? count : 0;

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
        _progress!.Forget(connection.GetCopiesFrom(key).ToList());
        return true;
    }

    public Pop3Position GetPosition() => _progress!.GetPosition();

    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        _scope?.Close();
        await DisconnectAsync().ConfigureAwait(false);
        _metrics.Ended(_account.Name);
        WatchLog.Stopped(_logger, _account.Name, Folder);
    }

    private bool IsRetryable(OAuthMailException failure) =>
        WatchFailures.IsTransient(failure) || (WatchFailures.IsUnknownRejection(failure) && _connection is not null);

    /// <summary>Returns the next new message of the session, or <see langword="null"/> if there is none.</summary>
    private async Task<Pop3Arrival?> FindNewAsync(Pop3MailboxConnection connection, CancellationToken cancellationToken)
    {
        for (; _next < connection.Messages.Count; _next++)
        {
            var message = connection.Messages[_next];
            if (_progress!.IsDelivered(message.Key)) continue;
            var size = await connection.GetSizeAsync(message.Key, cancellationToken).ConfigureAwait(false);
            _progress.Deliver(message.Key);
            _metrics.Arrived(_account.Name);
            WatchLog.Arrived(_logger, message.Key, _account.Name, Folder);
            _scope = new ArrivalScope();
            _arrivalSession = connection;
            return new Pop3SessionArrival(this, _scope, message, size);
        }

        return null;
    }

    private Task<T> RunAsync<T>(
        Func<Pop3MailboxConnection, Task<T>> step, Func<OAuthMailException, bool> isRetryable, CancellationToken cancellationToken) =>
        _retry.RunAsync(
            async () =>
            {
                var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
                return await _tokens.RunAsync(connection.Token, () => step(connection)).ConfigureAwait(false);
            },
            isRetryable, DisconnectAsync, cancellationToken);

    private async Task<Pop3MailboxConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        if (_connection is { IsConnected: true }) return _connection;
        await DisconnectAsync().ConfigureAwait(false);
        await WaitForLoginDelayAsync(cancellationToken).ConfigureAwait(false);
        await _tokens.RenewAsync(cancellationToken).ConfigureAwait(false);
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
        _loggedInAt = connection.LoggedInAt;
        _next = 0;
        WatchLog.Connected(_logger, _account.Name, Folder, "polling");
        if (_progress is null)
        {
            _progress = new Pop3Progress(connection.Messages.Select(
                message => new KeyValuePair<string, Pop3MessageState>(message.Key, Pop3MessageState.Delivered)));
        }
        else
        {
            _progress.OnListed(connection, _committed);
        }
        _committed.Clear();
        _marked.Clear();

        foreach (var key in _progress.ToDelete.Where(connection.Contains).ToList())
        {
            await TryDeleteAsync(connection, key, cancellationToken).ConfigureAwait(false);
        }

        _retry.OnConnected();
        return connection;
    }

    /// <summary>
    /// Marks a message for deletion. If the server rejects that, the next session repeats it, so that new messages are not delayed. If it
    /// has ended two sessions, the deletion is left to the next watch.
    /// </summary>
    private async Task TryDeleteAsync(Pop3MailboxConnection connection, string key, CancellationToken cancellationToken)
    {
        if (CountLostDeletions(key) >= LostSessionsOfDeletion) return;
        try
        {
            await MarkAsync(connection, key, cancellationToken).ConfigureAwait(false);
        }
        catch (MailServerException failure) when (CountLostDeletions(key) >= LostSessionsOfDeletion)
        {
            WatchLog.NeverDeleted(_logger, key, _account.Name, failure.Detail);
            throw;
        }
        catch (MailServerException failure) when (connection.IsConnected)
        {
            WatchLog.NotDeleted(_logger, key, _account.Name, failure.Detail);
        }
    }

    /// <summary>
    /// Waits until the server allows the next login (RFC 2449 section 6.5), also after a session that was lost.
    /// </summary>
    private async Task WaitForLoginDelayAsync(CancellationToken cancellationToken)
    {
        if (_loggedInAt is not { } last || _clock.GetElapsedTime(last) is var elapsed && elapsed >= _loginDelay) return;
        await _clock.Delay(_loginDelay - elapsed, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask DisconnectAsync()
    {
        if (_connection is not { } connection) return;
        _connection = null;
        if (connection.IsConnected) _committed.UnionWith(_marked);
        _marked.Clear();
        _skipsSizes = connection.WasLostByListingSizes;
        await connection.DisposeAsync().ConfigureAwait(false);
    }
}
