namespace OAuthMail.MailKit.Watching;

/// <summary>
/// One watch over IMAP. It does something only while its caller waits for it: for the next arrival, or for a call on the last. What passes
/// is waited out, over as many connections as it takes.
/// </summary>
internal sealed class ImapWatch : IAsyncDisposable
{
    private readonly WatchContext _context;
    private readonly IMailClientFactory _factory;
    private readonly ImapCursor _cursor;
    private readonly WatchOutage _outage;
    private ImapSession? _session;
    private ArrivalTurn? _turn;
    private volatile bool _isOver;
    private bool _isAttached;

    public ImapWatch(WatchContext context, IMailClientFactory factory)
    {
        _context = context;
        _factory = factory;
        _cursor = new ImapCursor(context, context.Options.From);
        _outage = new WatchOutage(context.Options.Retry, context.Clock, context.Logger, context.Account.Name, context.Folder);
        WatchMetrics.Begun(context.Account.Name);
        WatchLog.Watching(context.Logger, context.Account.Name, context.Folder);
    }

    public WatchContext Context => _context;

    /// <summary>Waits for the next arrival.</summary>
    public async Task<MailArrival> NextAsync(CancellationToken cancellationToken)
    {
        _turn?.End();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_cursor.Take() is { } next)
            {
                WatchMetrics.Arrived(_context.Account.Name);
                WatchLog.Arrived(
                    _context.Logger, next.Place.Uid.ToString(System.Globalization.CultureInfo.InvariantCulture), _context.Account.Name,
                    _context.Folder);
                _turn = new ArrivalTurn();
                return new MailArrival(this, _turn, next.Message, next.Place, next.Position, next.IsUnsure);
            }

            await TryAsync(session => LookAsync(session, cancellationToken), CanGoOn, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Does something with a message over the watch's connection, or a new one if that is lost.</summary>
    /// <exception cref="OAuthMailException">The server refused, the message is gone, or the outage lasted too long.</exception>
    public Task<T> ActAsync<T>(
        ArrivalTurn turn, MailboxPosition place, Func<ImapSession, UniqueId, Task<T>> action, CancellationToken cancellationToken) =>
        turn.UseAsync(
            () => TryAsync(
                async session =>
                    await action(session, await LocateAsync(session, place, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false),
                WatchFailures.Passes, cancellationToken));

    public async ValueTask DisposeAsync()
    {
        _isOver = true;
        _turn?.Close();
        await DropAsync().ConfigureAwait(false);
        WatchMetrics.Ended(_context.Account.Name);
        WatchLog.Stopped(_context.Logger, _context.Account.Name, _context.Folder);
    }

    /// <summary>A refusal in words that nobody knows is final where the folder cannot even be opened; later it is a mood.</summary>
    private bool CanGoOn(OAuthMailException failure) =>
        WatchFailures.Passes(failure) || (WatchFailures.IsUnknownRefusal(failure) && _session is not null);

    /// <summary>Looks for messages, and waits for them if there are none.</summary>
    private async Task<bool> LookAsync(ImapSession session, CancellationToken cancellationToken)
    {
        if (await _cursor.FillAsync(session, cancellationToken).ConfigureAwait(false))
        {
            _outage.End();
            return true;
        }

        if (session.Manner != ImapSession.Idle && _context.Options.PollInterval > _context.Options.IdleLimit)
        {
            await DropAsync().ConfigureAwait(false);
            _outage.End();
            await _context.Clock.Delay(_context.Options.PollInterval, cancellationToken).ConfigureAwait(false);
            return false;
        }

        await session.WaitAsync(cancellationToken).ConfigureAwait(false);
        _outage.End();
        return false;
    }

    private Task<T> TryAsync<T>(
        Func<ImapSession, Task<T>> step, Func<OAuthMailException, bool> passes, CancellationToken cancellationToken) =>
        _outage.TryAsync(
        async () => await step(await ConnectAsync(cancellationToken).ConfigureAwait(false))
            .ConfigureAwait(false), passes, DropAsync, cancellationToken);

    private async Task<ImapSession> ConnectAsync(CancellationToken cancellationToken)
    {
        if (_isAttached && _session is { IsConnected: true }) return _session;
        await DropAsync().ConfigureAwait(false);
        if (_isOver) throw ArrivalTurn.IsOver();
        var session = await ImapSession.OpenAsync(_context, _factory, FolderAccess.ReadWrite, cancellationToken).ConfigureAwait(false);
        if (_isOver)
        {
            // Nobody is left to close it.
            await session.DisposeAsync().ConfigureAwait(false);
            throw ArrivalTurn.IsOver();
        }

        _session = session;
        WatchLog.Connected(_context.Logger, _context.Account.Name, _context.Folder, session.Manner);

        // A call on an arrival may end in the midst of this, and the watch go on: nothing is asked by the old numbers before it is through.
        await _cursor.AttachAsync(session, cancellationToken).ConfigureAwait(false);
        _isAttached = true;
        _outage.Connected();
        return session;
    }

    /// <summary>A message's UID now: another one than at its arrival if the folder was numbered anew in the meantime.</summary>
    private async Task<UniqueId> LocateAsync(ImapSession session, MailboxPosition place, CancellationToken cancellationToken)
    {
        if (session.UidValidity == place.UidValidity) return new UniqueId(place.UidValidity, place.Uid);
        return await Renumbering.FindAsync(session, place, cancellationToken).ConfigureAwait(false) is { } uid
            ? new UniqueId(session.UidValidity, uid)
            : throw _context.Gone(place);
    }

    private async ValueTask DropAsync()
    {
        if (_session is not { } session) return;
        _session = null;
        _isAttached = false;
        await session.DisposeAsync().ConfigureAwait(false);
    }
}
