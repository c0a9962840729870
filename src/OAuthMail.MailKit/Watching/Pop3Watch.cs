using Microsoft.Extensions.Logging;

namespace OAuthMail.MailKit.Watching;

/// <summary>
/// One watch over POP3: a session hands out what was not seen, ends with a goodbye, and after a pause the next one begins. What is to be
/// deleted stays noted until a later session does not list it any more: a session that was lost has deleted nothing.
/// </summary>
internal sealed class Pop3Watch : IAsyncDisposable
{
    private const string Place = "POP3";

    private readonly WatchCommands _commands;
    private readonly MailAccount _account;
    private readonly Pop3WatchOptions _options;
    private readonly IMailClientFactory _factory;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly WatchOutage _outage;
    private readonly HashSet<string> _deleted = new(StringComparer.Ordinal);
    private HashSet<string>? _seen;
    private Pop3Session? _session;
    private ArrivalTurn? _turn;
    private volatile bool _isOver;
    private int _next;

    public Pop3Watch(WatchCommands commands, Pop3WatchOptions options, IMailClientFactory factory, ILogger logger)
    {
        _commands = commands;
        _account = commands.Account;
        _options = options;
        _factory = factory;
        _clock = commands.Clock;
        _logger = logger;
        _outage = new WatchOutage(options.Retry, _clock, logger, _account.Name, Place);
        if (options.From is { } from)
        {
            _seen = new HashSet<string>(from.Seen, StringComparer.Ordinal);
            _deleted.UnionWith(from.Deleted);
        }

        WatchMetrics.Begun(_account.Name);
        WatchLog.Watching(logger, _account.Name, Place);
    }

    public MailAccount Account => _account;

    /// <summary>Waits for the next arrival.</summary>
    public async Task<Pop3Arrival> NextAsync(CancellationToken cancellationToken)
    {
        _turn?.End();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var arrival = await TryAsync(
                session => FindAsync(session, cancellationToken), CanGoOn, cancellationToken).ConfigureAwait(false);
            _outage.End();
            if (arrival is not null) return arrival;
            var delay = _session is { } session && session.LoginDelay > _options.PollInterval ? session.LoginDelay : _options.PollInterval;
            await DropAsync().ConfigureAwait(false);
            await _clock.Delay(delay, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Does something with a message over the watch's session, or a new one if that is lost.</summary>
    public Task<T> ActAsync<T>(ArrivalTurn turn, Func<Pop3Session, Task<T>> action, CancellationToken cancellationToken) =>
        turn.UseAsync(() => TryAsync(action, WatchFailures.Passes, cancellationToken));

    /// <summary>Notes that a message is to be deleted, and tells the server if the session still stands.</summary>
    public Task DeleteAsync(ArrivalTurn turn, string key, CancellationToken cancellationToken) => turn.UseAsync(async () =>
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!_deleted.Add(key) || _session is not { IsConnected: true } session) return true;
        try
        {
            return await session.DeleteAsync(key, cancellationToken).ConfigureAwait(false);
        }
        catch (MailServerException failure) when (WatchFailures.Passes(failure) || failure.Problem == Problems.MessageGone)
        {
            // The next session does it.
            await DropAsync().ConfigureAwait(false);
            return true;
        }
        catch (MailServerException)
        {
            _deleted.Remove(key);
            throw;
        }
    });

    public Pop3Position GetPosition() => new(_seen!, _deleted);

    public async ValueTask DisposeAsync()
    {
        _isOver = true;
        _turn?.Close();
        await DropAsync().ConfigureAwait(false);
        WatchMetrics.Ended(_account.Name);
        WatchLog.Stopped(_logger, _account.Name, Place);
    }

    private bool CanGoOn(OAuthMailException failure) =>
        WatchFailures.Passes(failure) || (WatchFailures.IsUnknownRefusal(failure) && _session is not null);

    private async Task<Pop3Arrival?> FindAsync(Pop3Session session, CancellationToken cancellationToken)
    {
        for (; _next < session.Messages.Count; _next++)
        {
            var (key, uidl) = session.Messages[_next];
            if (_seen!.Contains(key)) continue;
            var size = await session.GetSizeAsync(key, cancellationToken).ConfigureAwait(false);
            _seen.Add(key);
            WatchMetrics.Arrived(_account.Name);
            WatchLog.Arrived(_logger, key, _account.Name, Place);
            _turn = new ArrivalTurn();
            return new Pop3Arrival(this, _turn, key, uidl, size);
        }

        return null;
    }

    private Task<T> TryAsync<T>(
        Func<Pop3Session, Task<T>> step, Func<OAuthMailException, bool> passes, CancellationToken cancellationToken) =>
        _outage.TryAsync(
        async () => await step(await ConnectAsync(cancellationToken).ConfigureAwait(false))
            .ConfigureAwait(false), passes, DropAsync, cancellationToken);

    private async Task<Pop3Session> ConnectAsync(CancellationToken cancellationToken)
    {
        if (_session is { IsConnected: true }) return _session;
        await DropAsync().ConfigureAwait(false);
        if (_isOver) throw ArrivalTurn.IsOver();
        var session = await Pop3Session.OpenAsync(_commands, _factory, cancellationToken).ConfigureAwait(false);
        if (_isOver)
        {
            // Nobody is left to close it.
            await session.DisposeAsync().ConfigureAwait(false);
            throw ArrivalTurn.IsOver();
        }

        _session = session;
        _next = 0;
        WatchLog.Connected(_logger, _account.Name, Place, "asking");
        if (_seen is null) _seen = new HashSet<string>(session.Messages.Select(message => message.Key), StringComparer.Ordinal);
        else _seen.RemoveWhere(key => !session.Has(key));
        _deleted.RemoveWhere(key => !session.Has(key));
        foreach (var key in _deleted) await TryDeleteAsync(session, key, cancellationToken).ConfigureAwait(false);
        _outage.Connected();
        return session;
    }

    /// <summary>What the server does not delete now it is asked to in the next session; nothing that is new waits for it.</summary>
    private async Task TryDeleteAsync(Pop3Session session, string key, CancellationToken cancellationToken)
    {
        try
        {
            await session.DeleteAsync(key, cancellationToken).ConfigureAwait(false);
        }
        catch (MailServerException failure) when (WatchFailures.IsUnknownRefusal(failure) && session.IsConnected)
        {
            WatchLog.NotDeleted(_logger, key, _account.Name, failure.Detail);
        }
    }

    private async ValueTask DropAsync()
    {
        if (_session is not { } session) return;
        _session = null;
        await session.DisposeAsync().ConfigureAwait(false);
    }
}
