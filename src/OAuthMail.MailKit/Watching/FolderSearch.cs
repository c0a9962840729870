using MailKit.Search;

namespace OAuthMail.MailKit.Watching;

/// <summary>
/// Searches a folder completely at servers that limit the number of messages of a command. A limited command works on the highest UIDs
/// (RFC 9738 section 3), so the rest is searched below the lowest of them. Some servers limit a search without telling it. Therefore the
/// result is compared with the number of messages in the folder, and the missing UIDs are listed by message number.
/// </summary>
internal sealed class FolderSearch(CommandRunner commands, IMailFolder folder, Func<bool> isConnected)
{
    private const int MaximumWindow = 500;

    // The number of messages up to this UID, or null if it isn't known.
    private uint _countedUid;
    private int? _counted;

    // Whether the folder's count doesn't match its messages, so that comparing them is useless.
    private bool _isCountWrong;

    /// <summary>Records the number of messages up to a UID.</summary>
    public void SetCounted(uint uid, int count) => (_countedUid, _counted) = (uid, count);

    /// <summary>Corrects the number after a message was removed.</summary>
    public void OnExpunged(int index)
    {
        if (index < _counted) _counted--;
    }

    /// <summary>Returns the UIDs above a UID in ascending order.</summary>
    public async Task<uint[]> FindAfterAsync(uint uid, CancellationToken cancellationToken)
    {
        if (uid == uint.MaxValue) return [];
        var found = await SearchAsync(null, uid + 1, cancellationToken).ConfigureAwait(false);

        // "n:*" includes the last message even if its UID is below n (RFC 3501 section 6.4.8).
        found = Array.FindAll(found, one => one > uid);
        if (_isCountWrong || await IsCompleteAsync(uid, found, cancellationToken).ConfigureAwait(false)) return found;

        var listed = await ListAsync(uid, MaximumWindow, cancellationToken).ConfigureAwait(false);
        var all = Sort(found.Concat(listed));
        _isCountWrong = all.Length == found.Length;
        return all;
    }

    /// <summary>Returns the UIDs that match a query in ascending order.</summary>
    public Task<uint[]> FindAsync(SearchQuery query, CancellationToken cancellationToken) =>
        SearchAsync(query, 1, cancellationToken);

    /// <summary>Searches all messages from a UID up, or those that match a query.</summary>
    private async Task<uint[]> SearchAsync(SearchQuery? query, uint lowest, CancellationToken cancellationToken)
    {
        var all = new List<uint>();
        var highest = uint.MaxValue;
        while (highest >= lowest)
        {
            try
            {
                all.AddRange(await SearchOnceAsync(Restrict(query, lowest, highest), cancellationToken).ConfigureAwait(false));
            }
            catch (MailServerException) when (MessageLimit.Find(commands.StatusLines) is { } limit && isConnected())
            {
                all.AddRange(await SearchInPartsAsync(
                    query, lowest, highest, limit.Count, cancellationToken).ConfigureAwait(false));
                break;
            }

            if (MessageLimit.Find(commands.StatusLines) is not { } limited) break;
            var reached = limited.LowestUid ?? (all.Count > 0 ? all.Min() : 0);
            if (reached <= 1 || reached > highest)
            {
                // The server doesn't tell what it searched.
                all.AddRange(await SearchInPartsAsync(
                    query, lowest, highest, limited.Count, cancellationToken).ConfigureAwait(false));
                break;
            }
            highest = reached - 1;
        }

        return Sort(all);
    }

    private SearchQuery Restrict(SearchQuery? query, uint lowest, uint highest)
    {
        if (query is not null && lowest == 1 && highest == uint.MaxValue) return query;
        var range = SearchQuery.Uids(new UniqueIdRange(folder.UidValidity, lowest, highest));
        return query is null ? range : range.And(query);
    }

    /// <summary>Searches so few messages at a time that the server doesn't refuse it.</summary>
    private async Task<List<uint>> SearchInPartsAsync(
        SearchQuery? query, uint lowest, uint highest, int limit, CancellationToken cancellationToken)
    {
        var size = Math.Max(1, Math.Min(limit, MaximumWindow));
        var listed = await ListAsync(lowest - 1, size, cancellationToken).ConfigureAwait(false);
        listed.RemoveAll(uid => uid > highest);
        if (query is null) return listed;
        var found = new List<uint>();
        for (var begin = 0; begin < listed.Count; begin += size)
        {
            var part = listed.GetRange(begin, Math.Min(size, listed.Count - begin));
            var uids = part.Select(uid => new UniqueId(folder.UidValidity, uid)).ToList();
            found.AddRange(
                await SearchOnceAsync(SearchQuery.Uids(uids).And(query), cancellationToken).ConfigureAwait(false));
        }
        return found;
    }

    private Task<uint[]> SearchOnceAsync(SearchQuery query, CancellationToken cancellationToken) =>
        commands.RunAsync("The search", async token =>
        {
            var found = await folder.SearchAsync(query, token).ConfigureAwait(false);
            return found.Select(uid => uid.Id).ToArray();
        }, cancellationToken);

    /// <summary>
    /// Returns whether the messages above a UID are as many as the folder has. If it isn't known how many there are below, the message
    /// before them is examined.
    /// </summary>
    private async Task<bool> IsCompleteAsync(uint uid, uint[] found, CancellationToken cancellationToken)
    {
        var below = folder.Count - found.Length;
        if (below <= 0) return true;
        var isNewest = found.Length == 0 && folder.UidNext?.Id == uid + 1;
        if (uid == 0)
        {
            _counted = 0;
        }
        else if (_counted is null || _countedUid != uid)
        {
            var last = isNewest ? uid : await GetUidAsync(below - 1, cancellationToken).ConfigureAwait(false);
            _counted = last is null || last <= uid ? below : null;
        }

        var isComplete = _counted is { } counted && counted + found.Length >= folder.Count;
        (_countedUid, _counted) = isComplete
            ? (found.Length > 0 ? found[found.Length - 1] : uid, _counted + found.Length)
            : (0, null);
        return isComplete;
    }

    private async Task<uint?> GetUidAsync(int index, CancellationToken cancellationToken)
    {
        var listed = await ListOnceAsync(index, index, cancellationToken).ConfigureAwait(false);
        return listed.Count == 0 ? null : listed[0].Uid;
    }

    /// <summary>Lists the UIDs above a UID by message number, from the last message down.</summary>
    private async Task<List<uint>> ListAsync(uint uid, int maximumWindow, CancellationToken cancellationToken)
    {
        var uids = new List<uint>();
        var window = maximumWindow;
        var end = folder.Count;
        while (end > 0)
        {
            var begin = Math.Max(0, end - window);
            var listed = await ListOnceAsync(begin, end - 1, cancellationToken).ConfigureAwait(false);
            if (listed.Count < end - begin && end - begin > 1)
            {
                // The server limits this command, too, or doesn't list one of the messages.
                window = Math.Max(1, Math.Min((end - begin) / 2, Math.Max(1, listed.Count)));
                continue;
            }

            uids.AddRange(listed.Select(one => one.Uid).Where(one => one > uid));
            if (listed.Count > 0 && listed.Min(one => one.Uid) <= uid) break;
            end = begin;
            window = Math.Min(maximumWindow, window * 2);
        }

        return uids;
    }

    private Task<List<(int Index, uint Uid)>> ListOnceAsync(int first, int last, CancellationToken cancellationToken) =>
        commands.RunAsync("Listing the messages", async token =>
        {
            var summaries = await folder.FetchAsync(first, last, MessageSummaryItems.UniqueId, token).ConfigureAwait(false);
            return summaries.Where(one => one.UniqueId.IsValid && one.Index >= first && one.Index <= last)
                .Select(one => (one.Index, one.UniqueId.Id)).Distinct().ToList();
        }, cancellationToken);

    private static uint[] Sort(IEnumerable<uint> uids)
    {
        var sorted = uids.Distinct().ToArray();
        Array.Sort(sorted);
        return sorted;
    }
}
