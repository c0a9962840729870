using MailKit.Search;

namespace OAuthMail.MailKit.Watching;

/// <summary>
/// How far a watch has come in its folder, what it has found, and what it has fetched and not yet handed out. Within one UIDVALIDITY every
/// message above the last is handed out once; where the numbering has changed, <see cref="Renumbering"/> finds the place again.
/// </summary>
internal sealed class ImapCursor(WatchContext context, MailboxPosition? from)
{
    private const int ChunkSize = 50;

    private readonly Queue<IMessageSummary> _fetched = new();
    private uint[] _found = [];
    private int _nextFound;
    private uint _validity;
    private uint _scanned;
    private uint _unsureBelow;
    private MailboxPosition? _rebased;

    /// <summary>The position behind the last message that was handed out; null until a folder was opened.</summary>
    public MailboxPosition? Position { get; private set; } = from;

    /// <summary>Compares the folder that was just opened with what is known of it.</summary>
    public async Task AttachAsync(ImapSession session, CancellationToken cancellationToken)
    {
        if (Position is null)
        {
            Position = await GetEndAsync(session, cancellationToken).ConfigureAwait(false);
            (_validity, _scanned) = (Position.UidValidity, Position.Uid);
            return;
        }

        if (_validity == 0)
        {
            _validity = Position.IsBeginning ? session.UidValidity : Position.UidValidity;
            _scanned = Position.Uid;
        }

        if (_validity == session.UidValidity && !await WasSetBackAsync(session, cancellationToken).ConfigureAwait(false)) return;
        await RenumberAsync(session, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The position at the end of a folder.</summary>
    public static async Task<MailboxPosition> GetEndAsync(ImapSession session, CancellationToken cancellationToken)
    {
        if (await session.FetchLastAsync(cancellationToken).ConfigureAwait(false) is { } last)
        {
            return MailboxPosition.Of(session.UidValidity, last);
        }
        return new MailboxPosition(session.UidValidity, session.UidNext is { } next and > 0 ? next - 1 : 0);
    }

    /// <summary>Fetches what comes next, if it is not there already.</summary>
    /// <returns>Whether there is something to hand out.</returns>
    public async Task<bool> FillAsync(ImapSession session, CancellationToken cancellationToken)
    {
        if (_fetched.Count > 0) return true;
        if (_nextFound == _found.Length)
        {
            _found = await session.SearchAfterAsync(_scanned, cancellationToken).ConfigureAwait(false);
            _nextFound = 0;
        }

        while (_fetched.Count == 0 && _nextFound < _found.Length)
        {
            var chunk = new ArraySegment<uint>(_found, _nextFound, Math.Min(ChunkSize, _found.Length - _nextFound));
            foreach (var message in await ReadAsync(session, chunk, cancellationToken).ConfigureAwait(false)) _fetched.Enqueue(message);
            _nextFound += chunk.Count;
            _scanned = Math.Max(_scanned, _found[_nextFound - 1]);
        }

        if (_nextFound == _found.Length) (_found, _nextFound) = ([], 0);
        return _fetched.Count > 0;
    }

    /// <summary>Hands out what was fetched, and moves on behind it.</summary>
    /// <returns>The message, its own place, and the position to keep; null where nothing was fetched.</returns>
    public (IMessageSummary Message, MailboxPosition Place, MailboxPosition Position, bool IsUnsure)? Take()
    {
        if (_fetched.Count == 0) return null;
        var message = _fetched.Dequeue();
        var place = MailboxPosition.Of(_validity, message);
        if (_rebased is null)
        {
            Position = place;
        }
        else if (message.UniqueId.Id > _rebased.Uid)
        {
            (Position, _rebased) = (place, null);
        }
        else if (_fetched.Count == 0 && _found.Length == 0)
        {
            // The last of those that may be new below the one that was seen last.
            (Position, _rebased) = (_rebased, null);
        }

        return (message, place, Position!, message.UniqueId.Id < _unsureBelow);
    }

    /// <summary>
    /// UIDs never fall (RFC 3501 section 2.3.1.1): a server that was set back without saying so has numbered anew as well. One that only
    /// counts UIDNEXT wrongly still has the messages.
    /// </summary>
    private async Task<bool> WasSetBackAsync(ImapSession session, CancellationToken cancellationToken)
    {
        if (session.UidNext is null or 0 || session.UidNext > _scanned) return false;
        var last = await session.FetchLastAsync(cancellationToken).ConfigureAwait(false);
        return last is null || last.UniqueId.Id < _scanned;
    }

    private async Task RenumberAsync(ImapSession session, CancellationToken cancellationToken)
    {
        var last = Position!;
        var next = session.UidNext ?? (await session.FetchLastAsync(cancellationToken).ConfigureAwait(false))?.UniqueId.Id + 1 ?? 1;
        var uid = context.Options.RedeliverWhenRenumbered
            ? null
            : await Renumbering.FindAsync(session, last, cancellationToken).ConfigureAwait(false);
        var unsure = uid is { } known
            ? await Renumbering.FindUnsureAsync(session, last, known, cancellationToken).ConfigureAwait(false)
            : [];
        _fetched.Clear();
        (_found, _nextFound) = (unsure, 0);
        (_validity, _scanned, _unsureBelow) = (session.UidValidity, uid ?? 0, next);
        if (uid is { } found)
        {
            WatchLog.FoundAgain(context.Logger, context.Account.Name, context.Folder, unsure.Length);
            _rebased = last.Renumbered(_validity, found);
            if (unsure.Length == 0) (Position, _rebased) = (_rebased, null);
        }
        else
        {
            WatchLog.BeginsAnew(context.Logger, context.Account.Name, context.Folder);
            _rebased = null;
        }
    }

    private async Task<IEnumerable<IMessageSummary>> ReadAsync(
        ImapSession session, ArraySegment<uint> chunk, CancellationToken cancellationToken)
    {
        var items = context.Options.Items | MailWatchOptions.MinimumItems;
        var reasons = new Dictionary<uint, string>();

        // One message that the server cannot read must not keep the others back.
        var told = await session.FetchReadableAsync(
            chunk, items, (uid, reason) => reasons[uid] = reason, cancellationToken).ConfigureAwait(false);
        if (told.Count == chunk.Count) return told;
        var missing = chunk.Except(told.Select(message => message.UniqueId.Id)).ToArray();
        var there = await session.SearchAsync(Query(session, missing), cancellationToken).ConfigureAwait(false);
        var untold = there.Intersect(missing)
            .Select(uid => Untold(session, uid, reasons.TryGetValue(uid, out var reason) ? reason : "nothing came."));
        return told.Concat(untold).OrderBy(message => message.UniqueId.Id);
    }

    private MessageSummary Untold(ImapSession session, uint uid, string reason)
    {
        WatchLog.Untold(context.Logger, uid, context.Account.Name, context.Folder, reason);
        return new MessageSummary(session.Folder, 0) { UniqueId = new UniqueId(session.UidValidity, uid) };
    }

    private static UidSearchQuery Query(ImapSession session, uint[] uids) =>
        new(uids.Select(uid => new UniqueId(session.UidValidity, uid)).ToList());
}
