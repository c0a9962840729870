namespace OAuthMail.MailKit.Watching;

/// <summary>
/// A watched folder and the progress of the watch in it: the position of the last delivered message, the UIDs that were found, and the
/// messages that were fetched but not delivered. Under one UIDVALIDITY, every message above the position is delivered once. If
/// UIDVALIDITY changes, <see cref="FolderResynchronization"/> finds the position again.
/// </summary>
internal sealed class WatchedFolder(WatchContext context, MailboxPosition? from)
{
    private const int ChunkSize = 50;

    private readonly Queue<FetchedSummary> _fetched = new();
    private readonly SummaryFetcher _fetcher = new(context);
    private uint[] _found = [];
    private int _nextFound;

    // The UIDVALIDITY of all UIDs below, or null before the first connection. It is 0 at a server that announces none.
    private uint? _uidValidity;

    // The highest UID that was fetched.
    private uint _scanned;

    // Messages below this UID may have been delivered before UIDVALIDITY changed.
    private uint _uncertainBelow;

    // The position under the new UIDVALIDITY. It replaces Position when the uncertain messages below it have been delivered.
    private MailboxPosition? _newPosition;

    /// <summary>
    /// Gets the position after the last delivered message, or <see langword="null"/> before the folder was opened for the first time.
    /// </summary>
    public MailboxPosition? Position { get; private set; } = from;

    /// <summary>Returns whether messages were fetched since the last call although the server fails at others.</summary>
    public bool TakeProgress() => _fetcher.TakeProgress();

    /// <summary>Compares the state of a newly opened folder with the progress, and resynchronizes if UIDVALIDITY has changed.</summary>
    public async Task AttachAsync(ImapFolderConnection connection, CancellationToken cancellationToken)
    {
        if (Position is null)
        {
            Position = await GetEndAsync(connection, isSilenceFailure: false, cancellationToken).ConfigureAwait(false);
            (_uidValidity, _scanned) = (Position.UidValidity, Position.Uid);
            return;
        }

        if (_uidValidity is null)
        {
            _uidValidity = Position.IsBeginning ? connection.UidValidity : Position.UidValidity;
            _scanned = Position.Uid;
        }

        if (_uidValidity == connection.UidValidity
            && !await HaveUidsBeenResetAsync(connection, cancellationToken).ConfigureAwait(false)
            && !await IsAnotherMessageAsync(connection, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        await ResynchronizeAsync(connection, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Returns the position at the end of a folder. If the server fails at the last message, the position does not identify it further.
    /// Messages that arrive from now on must not wait for that.
    /// </summary>
    /// <param name="connection">The connection.</param>
    /// <param name="isSilenceFailure">Whether a server that doesn't answer in time is a failure of the call.</param>
    /// <param name="cancellationToken">Cancels the command.</param>
    public static async Task<MailboxPosition> GetEndAsync(
        ImapFolderConnection connection, bool isSilenceFailure, CancellationToken cancellationToken)
    {
        var (validity, next) = (connection.UidValidity, connection.UidNext);
        try
        {
            if (await connection.FetchLastAsync(cancellationToken).ConfigureAwait(false) is { } last)
            {
                return MailboxPosition.Of(validity, last);
            }
        }
        catch (MailServerException failure)
            when (next > 0 && WatchFailures.IsSessionFailure(failure)
                && (failure.Problem != Problems.MailServerSilent || !isSilenceFailure))
        {
            return new MailboxPosition(validity, next.Value - 1);
        }
        return new MailboxPosition(validity, next is > 0 ? next.Value - 1 : 0);
    }

    /// <summary>Searches for and fetches new messages, unless fetched messages are left.</summary>
    /// <returns><see langword="true"/> if there are messages to deliver; otherwise <see langword="false"/>.</returns>
    public async Task<bool> FillAsync(ImapFolderConnection connection, CancellationToken cancellationToken)
    {
        if (_fetched.Count > 0) return true;
        if (_nextFound == _found.Length)
        {
            _found = await connection.SearchAfterAsync(_scanned, cancellationToken).ConfigureAwait(false);
            _nextFound = 0;
        }

        while (_fetched.Count == 0 && _nextFound < _found.Length)
        {
            var chunk = new ArraySegment<uint>(_found, _nextFound, Math.Min(ChunkSize, _found.Length - _nextFound));
            foreach (var message in await FetchAsync(connection, chunk, cancellationToken).ConfigureAwait(false)) _fetched.Enqueue(message);
            _nextFound += chunk.Count;
            _scanned = Math.Max(_scanned, _found[_nextFound - 1]);
        }

        if (_nextFound == _found.Length) (_found, _nextFound) = ([], 0);
        return _fetched.Count > 0;
    }

    /// <summary>Takes the next fetched message, and advances the position.</summary>
    /// <returns>
    /// The message, the position of the message itself, the position to store, and whether the message may have been delivered before; or
    /// <see langword="null"/> if no message is fetched.
    /// </returns>
    public (FetchedSummary Fetched, MailboxPosition MessagePosition, MailboxPosition Position, bool IsUncertain)? Take()
    {
        if (_fetched.Count == 0) return null;
        var fetched = _fetched.Dequeue();
        var message = fetched.Summary;
        var messagePosition = MailboxPosition.Of(_uidValidity!.Value, message);
        if (_newPosition is null)
        {
            Position = messagePosition;
        }
        else if (message.UniqueId.Id > _newPosition.Uid)
        {
            (Position, _newPosition) = (messagePosition, null);
        }
        else if (_fetched.Count == 0 && _found.Length == 0)
        {
            // This is the last of the uncertain messages below the last delivered one.
            (Position, _newPosition) = (_newPosition, null);
        }

        return (fetched, messagePosition, Position!, message.UniqueId.Id < _uncertainBelow);
    }

    /// <summary>
    /// Returns whether the server assigns lower UIDs than before under the same UIDVALIDITY, although UIDs never decrease (RFC 3501 section
    /// 2.3.1.1). A restored backup has that effect. A server whose UIDNEXT is merely wrong still has the messages.
    /// </summary>
    private async Task<bool> HaveUidsBeenResetAsync(ImapFolderConnection connection, CancellationToken cancellationToken)
    {
        if (connection.UidNext is null or 0 || connection.UidNext > _scanned) return false;
        var last = await connection.FindLastUidAsync(cancellationToken).ConfigureAwait(false);
        return last is null || last < _scanned;
    }

    /// <summary>
    /// Returns whether the UID of the last delivered message now belongs to another message. It is checked only at a server that
    /// announces no UIDVALIDITY, because such a server can't report that it renumbered the messages.
    /// </summary>
    private async Task<bool> IsAnotherMessageAsync(ImapFolderConnection connection, CancellationToken cancellationToken)
    {
        if (connection.UidValidity != 0 || Position is not { Fingerprint: not null, Uid: > 0 } position) return false;
        var found = await _fetcher.FetchAsync(
            connection, [position.Uid], MailWatchOptions.MinimumItems, cancellationToken).ConfigureAwait(false);
        if (found.Count != 1 || found[0].Failure is not null) return false;
        connection.SetCounted(found[0].Summary);
        return !position.RefersTo(found[0].Summary);
    }

    private async Task ResynchronizeAsync(ImapFolderConnection connection, CancellationToken cancellationToken)
    {
        var last = Position!;
        var next = connection.UidNext ?? await connection.FindLastUidAsync(cancellationToken).ConfigureAwait(false) + 1 ?? 1;
        var uid = context.Options.RedeliverWhenRenumbered
            ? null
            : await FolderResynchronization.FindAsync(connection, _fetcher, last, cancellationToken).ConfigureAwait(false);
        var uncertain = uid is { } known
            ? await FolderResynchronization.FindUncertainAsync(
                connection, _fetcher, last, known, cancellationToken).ConfigureAwait(false)
            : [];
        _fetched.Clear();
        (_found, _nextFound) = (uncertain, 0);
        (_uidValidity, _scanned, _uncertainBelow) = (connection.UidValidity, uid ?? 0, next);
        if (uid is { } found)
        {
            WatchLog.Resynchronized(context.Logger, context.Account.Name, context.Folder, uncertain.Length);
            _newPosition = last.Renumbered(connection.UidValidity, found);
            if (uncertain.Length == 0) (Position, _newPosition) = (_newPosition, null);
        }
        else
        {
            WatchLog.StartingOver(context.Logger, context.Account.Name, context.Folder);
            _newPosition = null;
        }
    }

    /// <summary>Returns the UID of the message that a position refers to, see <see cref="FolderResynchronization"/>.</summary>
    public Task<uint?> FindAsync(ImapFolderConnection connection, MailboxPosition message, CancellationToken cancellationToken) =>
        FolderResynchronization.FindAsync(connection, _fetcher, message, cancellationToken);

    private async Task<List<FetchedSummary>> FetchAsync(
        ImapFolderConnection connection, ArraySegment<uint> chunk, CancellationToken cancellationToken)
    {
        try
        {
            var fetched = await _fetcher.FetchAsync(
                connection, chunk, context.Options.Items | MailWatchOptions.MinimumItems, cancellationToken).ConfigureAwait(false);
            foreach (var one in fetched)
            {
                if (one.Failure is null) continue;
                WatchLog.Unreadable(
                    context.Logger, one.Summary.UniqueId.Id, context.Account.Name, context.Folder, one.Failure.Detail);
            }
            return fetched;
        }
        catch (MailServerException) when (_found[_nextFound] > _scanned)
        {
            // The next attempt searches again. A message that has arrived meanwhile may show whether this is an outage.
            (_found, _nextFound) = ([], 0);
            throw;
        }
    }
}
