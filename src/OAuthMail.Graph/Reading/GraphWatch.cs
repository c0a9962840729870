using OAuthMail.MailKit;
using OAuthMail.MailKit.Watching;

namespace OAuthMail.Graph.Reading;

/// <summary>
/// One watch of a folder through Microsoft Graph. It polls the changes of the folder
/// (<see href="https://learn.microsoft.com/graph/delta-query-messages">delta query</see>). Graph can list a message again, and forgets
/// the position after a while (410, SyncStateNotFound): the folder is then listed from its beginning, and messages are delivered that were
/// received or moved since shortly before the last delivered one, except those whose ids are remembered.
/// </summary>
internal sealed class GraphWatch : IMailboxWatch
{
    private const int PageSize = 50;

    /// <summary>Messages can become visible in another order than they were received.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromHours(1);

    private readonly GraphMailbox _mailbox;
    private readonly WatchRetry _retry;
    private readonly Queue<GraphItem> _items = new();
    private readonly FolderEnd _end;
    private readonly ListProgress _skipped;
    private GraphState? _state;

    // The address after the page whose messages are in the queue.
    private string? _next;
    private bool _isLast;
    private bool _waits;

    // Whether the address is of an earlier watch, and whether one has expired since the last page.
    private bool _isStored;
    private bool _isExpired;
    private ArrivalScope? _scope;
    private MailServerException? _gone;

    public GraphWatch(GraphMailbox mailbox, WatchContext context)
    {
        _mailbox = mailbox;
        Context = context;
        _end = new FolderEnd(mailbox, context);
        _skipped = new ListProgress(context);
        _retry = new WatchRetry(
            context.Options.Retry, context.Clock, context.Logger, context.Metrics, context.Account.Name, context.Folder);
        _state = ReadPosition(context.Options.From);
        _isStored = _state?.Link is not null;
        context.Metrics.Begun(context.Account.Name);
        WatchLog.Watching(context.Logger, context.Account.Name, context.Folder);
    }

    public WatchContext Context { get; }

    public async Task<MailArrival> NextAsync(CancellationToken cancellationToken)
    {
        _scope?.End();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_waits)
            {
                await Context.Clock.Delay(Context.Options.PollInterval, cancellationToken).ConfigureAwait(false);
                _waits = false;
            }

            var arrival = await _retry.RunAsync(
                () => FindAsync(cancellationToken), IsRetryable, static () => default, cancellationToken).ConfigureAwait(false);
            _retry.Reset();
            if (arrival is not null) return arrival;
            if (_gone is { } gone) throw gone;
        }
    }

    /// <summary>Runs an action on a message, again after transient failures.</summary>
    public Task<T> UseAsync<T>(ArrivalScope scope, Func<GraphMailbox, Task<T>> action, CancellationToken cancellationToken) =>
        scope.UseAsync(() =>
        {
            var failures = new CallFailures(failure => WatchFailures.Unreadable(
                Context.Account, MailProtocol.Imap, $"a message of the folder '{Context.Folder}' of '{Context.Account.Name}'", failure));
            return _retry.RunAsync(
                () => failures.RunAsync(() => action(_mailbox), () => CanListAsync(cancellationToken)), failures.IsRetryable,
                static () => default, cancellationToken);
        });

    public ValueTask DisposeAsync()
    {
        _scope?.Close();
        Context.Metrics.Ended(Context.Account.Name);
        WatchLog.Stopped(Context.Logger, Context.Account.Name, Context.Folder);
        return default;
    }

    /// <summary>Returns whether the address of a page has expired, or the folder was replaced.</summary>
    public static bool IsForgotten(MailServerException failure) =>
        failure.Problem == Problems.GraphPositionExpired || failure.Problem == Problems.MessageGone;

    private static bool IsRetryable(OAuthMailException failure) =>
        WatchFailures.IsTransient(failure) || WatchFailures.IsUnknownRejection(failure);

    /// <summary>Returns the state at a position. A position of IMAP usually contains the date of the last message.</summary>
    private static GraphState? ReadPosition(MailboxPosition? position)
    {
        if (position is null) return null;
        if (position.Opaque is { } own)
        {
            return GraphState.Read(own) ?? throw new FormatException("The text is not a position of Microsoft Graph.");
        }

        if (position.IsBeginning || position.Uid == 0) return new GraphState();

        // Without the date, all messages are delivered again rather than some of them lost.
        if (position.ReceivedAt is not { } seconds) return new GraphState();
        var last = DateTimeOffset.FromUnixTimeSeconds(seconds);
        return new GraphState { Newest = last, From = last - Overlap };
    }

    /// <summary>Returns the next message, or <see langword="null"/> if the page has none.</summary>
    private async Task<MailArrival?> FindAsync(CancellationToken cancellationToken)
    {
        if (_state is null)
        {
            (_state, _) = await _end.FindAsync(cancellationToken).ConfigureAwait(false);
            _waits = true;
            return null;
        }

        if (_state.Single is { } single) return await DeliverSingleAsync(single, cancellationToken).ConfigureAwait(false);

        if (_items.Count == 0) await FillAsync(cancellationToken).ConfigureAwait(false);
        while (_items.Count > 0)
        {
            var item = _items.Dequeue();
            var isResynchronizing = _state.From is not null;
            var isKnown = _state.IsDelivered(item.Id) || (item.ChangedAt is { } changed && changed < _state.From);
            if (!isKnown) return Deliver(item, isResynchronizing);
            if (isResynchronizing) _skipped.Add(1);
        }

        EndPage();
        return null;
    }

    /// <summary>Delivers one message, and continues after the messages that are in the folder when the next one is requested.</summary>
    private async Task<MailArrival?> DeliverSingleAsync(string id, CancellationToken cancellationToken)
    {
        var item = await _mailbox.FindAsync(id, cancellationToken).ConfigureAwait(false);
        var arrival = item is null ? null : Deliver(item, isResynchronized: false);
        _state = null;
        if (arrival is null)
        {
            _gone = new MailServerException(
                Problems.MessageGone, MailProtocol.Imap, Context.Account.GetEndpoint(MailProtocol.Imap),
                $"The message no longer exists in the mailbox of '{Context.Account.Name}'.");
        }

        return arrival;
    }

    /// <summary>Gets the next page. If Graph no longer knows its address, the folder is listed from its beginning.</summary>
    private async Task FillAsync(CancellationToken cancellationToken)
    {
        var state = _state!;
        try
        {
            var path = state.Link ?? GraphMailbox.FirstPage(
                await _mailbox.GetFolderAsync(Context.Folder, cancellationToken).ConfigureAwait(false));
            var size = state.From is null ? PageSize : GraphMailbox.LargePage;
            var (items, next, isLast) = await _mailbox.GetPageAsync(path, size, cancellationToken).ConfigureAwait(false);
            foreach (var item in items) _items.Enqueue(item);
            (_next, _isLast) = (next, isLast);
            (_isStored, _isExpired) = (false, false);
        }
        catch (MailServerException failure) when (state.Link is not null && IsExpired(failure))
        {
            _mailbox.ForgetFolders();
            state.Link = null;

            // A message can have a time in the future.
            var now = Context.Clock.GetUtcNow();
            var newest = state.Newest > now ? now : state.Newest;
            state.From = Context.Options.RedeliverWhenRenumbered ? null : state.From ?? newest - Overlap;
            WatchLog.ListingAgain(Context.Logger, Context.Account.Name, Context.Folder, state.From);
            (_next, _isLast) = (null, false);

            // A server that forgets each position at once is not asked again and again.
            (_waits, _isExpired) = (_isExpired, true);
        }
    }

    /// <summary>
    /// Returns whether the stored address is of no use: Graph forgot it, or the folder, the address of the server or the sign-in is another
    /// one than when it was stored.
    /// </summary>
    private bool IsExpired(MailServerException failure) => IsForgotten(failure)
        || (_isStored && (failure.Problem == Problems.ServerRefused || failure.Problem == Problems.CredentialRedirected));

    /// <summary>Continues at the next page when all messages of this one were delivered.</summary>
    private void EndPage()
    {
        if (_next is null) return;
        var state = _state!;
        state.Link = _next;
        _waits = _isLast;
        if (_isLast)
        {
            if (state.Pending is { } pending && !(pending < state.Newest)) state.Newest = pending;
            (state.From, state.Pending) = (null, null);
        }

        _next = null;
    }

    private GraphArrival Deliver(GraphItem item, bool isResynchronized)
    {
        var state = _state!;
        state.AddDelivered(item.Id);
        state.Sequence++;
        if (item.ReceivedAt is { } received && !(received < state.Pending)) state.Pending = received;

        // After a restart, the rest of a page is listed again, and the ids of its first messages are remembered.
        if (_items.Count == 0) EndPage();
        Context.Metrics.Arrived(Context.Account.Name);
        WatchLog.Arrived(Context.Logger, item.Id, Context.Account.Name, Context.Folder);
        _scope = new ArrivalScope();
        return new GraphArrival(this, _scope, item, state.Sequence, PositionOf(state, item), isResynchronized);
    }

    /// <summary>Returns the position after a message. It also contains what a watch over IMAP needs to continue there.</summary>
    public static MailboxPosition PositionOf(GraphState state, GraphItem? item)
    {
        var fingerprint = item?.ReceivedAt is not null && item.Envelope.MessageId is { Length: > 0 } id
            ? MailboxPosition.FingerprintOf(id)
            : null;
        return MailboxPosition.OfTransport(
            state.Sequence, fingerprint is null ? null : item!.ReceivedAt!.Value.ToUnixTimeSeconds(), fingerprint, state.Write());
    }

    private async Task<bool?> CanListAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _mailbox.GetPageAsync(
                GraphMailbox.FirstPage(await _mailbox.GetFolderAsync(Context.Folder, cancellationToken).ConfigureAwait(false)), 1,
                cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (MailServerException)
        {
            return false;
        }
    }
}
