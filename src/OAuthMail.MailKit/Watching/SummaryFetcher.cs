namespace OAuthMail.MailKit.Watching;

/// <summary>
/// Fetches summaries so that a message at which the server fails doesn't hold up the others. The server may reject the command, close the
/// connection, or send a reply that can't be parsed, so the state outlives connections. A list is fetched as a whole at first. After two
/// failures, or one rejection, its messages are fetched one by one (<see cref="FetchPass"/>).
/// <list type="bullet">
/// <item>If a message fails and the server delivers others, it is damaged. It is returned with the failure.</item>
/// <item>If the server delivers none, this is an outage: the failure is thrown, so that the watch waits.</item>
/// </list>
/// </summary>
internal sealed class SummaryFetcher(WatchContext context)
{
    private const int FailuresOfList = 2;

    // The lists that have failed, by their first UID.
    private readonly Dictionary<uint, FetchPass> _passes = [];

    // The messages at which the server closes the connection. They are not requested again.
    private readonly Dictionary<uint, MailServerException> _damaged = [];
    private uint _uidValidity;
    private bool _hasProgressed;

    /// <summary>Returns whether messages were fetched one by one since the last call, so that the failures aren't an outage.</summary>
    public bool TakeProgress()
    {
        var result = _hasProgressed;
        _hasProgressed = false;
        return result;
    }

    /// <summary>Fetches summaries.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="uids">The messages, in ascending order.</param>
    /// <param name="items">The items to fetch.</param>
    /// <param name="cancellationToken">Cancels the command.</param>
    /// <returns>The summaries in ascending order. Messages that no longer exist are omitted.</returns>
    /// <exception cref="MailServerException">The server failed, and it isn't known whether a message is the cause.</exception>
    public async Task<List<FetchedSummary>> FetchAsync(
        ImapFolderConnection connection, IReadOnlyList<uint> uids, MessageSummaryItems items, CancellationToken cancellationToken)
    {
        if (_uidValidity != connection.UidValidity)
        {
            _passes.Clear();
            _damaged.Clear();
            _uidValidity = connection.UidValidity;
        }

        var result = uids.Where(_damaged.ContainsKey)
            .Select(uid => new FetchedSummary(connection.CreateSummary(uid), _damaged[uid])).ToList();
        var others = uids.Where(uid => !_damaged.ContainsKey(uid)).ToList();
        if (others.Count > 0)
        {
            result.AddRange(await FetchOthersAsync(connection, others, items, cancellationToken).ConfigureAwait(false));
        }
        return [.. result.OrderBy(one => one.Summary.UniqueId.Id)];
    }

    private async Task<List<FetchedSummary>> FetchOthersAsync(
        ImapFolderConnection connection, List<uint> uids, MessageSummaryItems items, CancellationToken cancellationToken)
    {
        if (!_passes.TryGetValue(uids[0], out var pass) || pass.FailuresOfList < FailuresOfList)
        {
            try
            {
                var summaries = await connection.FetchAsync(uids, items, cancellationToken).ConfigureAwait(false);
                var result = await CompleteAsync(connection, uids, items, summaries, cancellationToken).ConfigureAwait(false);
                _passes.Remove(uids[0]);
                return result;
            }
            catch (MailServerException)
            {
                if (pass is null) _passes[uids[0]] = pass = new FetchPass();

                // A rejection leaves the connection open, so the messages can be fetched one by one at once.
                pass.FailuresOfList = connection.IsConnected ? FailuresOfList : pass.FailuresOfList + 1;
                if (!connection.IsConnected) throw;
            }
        }

        try
        {
            await pass.RunAsync(connection, uids, items, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _hasProgressed |= pass.TakeProgress();
        }

        var read = uids.Where(pass.IsRead).ToList();
        var found = await CompleteAsync(
            connection, read, null, [.. read.Select(uid => pass.Get(uid)).OfType<IMessageSummary>()],
            cancellationToken).ConfigureAwait(false);
        _passes.Remove(uids[0]);
        foreach (var uid in uids.Where(uid => !pass.IsRead(uid)))
        {
            var cause = pass.GetFailure(uid);
            var failure = context.Unreadable(uid, cause);
            found.Add(new FetchedSummary(connection.CreateSummary(uid), failure));

            // A rejection costs only one command, so the message is tried again if it is needed again.
            if (WatchFailures.IsSessionFailure(cause)) _damaged[uid] = failure;
        }
        return found;
    }

    /// <summary>
    /// Fetches the messages that a reply left out again, because a server may limit the number of messages of a command (RFC 9738). Those
    /// that exist and are left out again are returned with a failure, and with what the server delivered.
    /// </summary>
    /// <param name="connection">The connection.</param>
    /// <param name="uids">The messages that were requested.</param>
    /// <param name="items">The items to fetch, or <see langword="null"/> if the messages were already fetched one by one.</param>
    /// <param name="summaries">The reply.</param>
    /// <param name="cancellationToken">Cancels the commands.</param>
    private async Task<List<FetchedSummary>> CompleteAsync(
        ImapFolderConnection connection, List<uint> uids, MessageSummaryItems? items, List<IMessageSummary> summaries,
        CancellationToken cancellationToken)
    {
        var complete = new Dictionary<uint, IMessageSummary>();
        var partial = new Dictionary<uint, IMessageSummary>();
        Add(summaries);
        var missing = FindMissing();
        while (items is not null && missing.Count > 0 && complete.Count > 0)
        {
            Add(await connection.FetchAsync(missing, items.Value, cancellationToken).ConfigureAwait(false));
            var left = FindMissing();
            if (left.Count == missing.Count) break;
            missing = left;
        }

        var result = complete.Values.Select(one => new FetchedSummary(one)).ToList();
        if (missing.Count == 0) return result;
        var existing = await connection.SearchAsync(connection.CreateQuery(missing), cancellationToken).ConfigureAwait(false);
        foreach (var uid in existing.Intersect(missing))
        {
            if (items is not null && uids.Count > 1)
            {
                Add(await connection.FetchAsync([uid], items.Value, cancellationToken).ConfigureAwait(false));
            }
            result.Add(
                complete.TryGetValue(uid, out var one) ? new FetchedSummary(one)
                : new FetchedSummary(
                    partial.TryGetValue(uid, out var part) ? part : connection.CreateSummary(uid), context.NotReturned(uid)));
        }
        return result;

        void Add(List<IMessageSummary> added)
        {
            foreach (var one in added) (one.Envelope is null ? partial : complete)[one.UniqueId.Id] = one;
        }

        List<uint> FindMissing() => uids.FindAll(uid => !complete.ContainsKey(uid));
    }
}
