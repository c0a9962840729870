using MailKit.Search;

namespace OAuthMail.MailKit.Watching;

/// <summary>
/// Finds the place again in a folder whose UIDs began anew. The message that was seen last is known by its Message-ID and its date of
/// arrival. What stands behind it, or arrived no earlier, may be new and is delivered; what stands before it and arrived earlier was seen.
/// </summary>
internal static class Renumbering
{
    private const int ChunkSize = 100;

    /// <summary>The UID of the message that a position stands behind; null where it is not there, or more than one could be it.</summary>
    public static async Task<uint?> FindAsync(ImapSession session, MailboxPosition position, CancellationToken cancellationToken)
    {
        if (position is not { Fingerprint: not null, ReceivedAt: { } receivedAt }) return null;
        var day = GetDay(receivedAt);

        // Servers compare days in zones of their own (RFC 3501 section 6.4.4).
        var query = SearchQuery.DeliveredAfter(day.AddDays(-1)).And(SearchQuery.DeliveredBefore(day.AddDays(2)));
        var uids = await session.SearchAsync(query, cancellationToken).ConfigureAwait(false);
        var found = await FilterAsync(session, uids, position.IsBehind, orUnreadable: false, cancellationToken).ConfigureAwait(false);
        return found.Count == 1 ? found[0] : null;
    }

    /// <summary>The UIDs below the message that was seen last of messages that arrived no earlier.</summary>
    public static async Task<uint[]> FindUnsureAsync(
        ImapSession session, MailboxPosition position, uint uid, CancellationToken cancellationToken)
    {
        if (uid <= 1 || position.ReceivedAt is not { } receivedAt) return [];
        var below = SearchQuery.Uids(new UniqueIdRange(session.UidValidity, 1, uid - 1));
        var uids = await session.SearchAsync(
            below.And(SearchQuery.DeliveredAfter(GetDay(receivedAt).AddDays(-1))), cancellationToken).ConfigureAwait(false);
        var found = await FilterAsync(
            session, uids, message => message.InternalDate?.ToUnixTimeSeconds() >= receivedAt, orUnreadable: true,
            cancellationToken).ConfigureAwait(false);
        return [.. found];
    }

    private static async Task<List<uint>> FilterAsync(
        ImapSession session, uint[] uids, Func<IMessageSummary, bool> matches, bool orUnreadable, CancellationToken cancellationToken)
    {
        var found = new List<uint>();
        var unreadable = new List<uint>();
        for (var begin = 0; begin < uids.Length; begin += ChunkSize)
        {
            var chunk = new ArraySegment<uint>(uids, begin, Math.Min(ChunkSize, uids.Length - begin));
            var told = await session.FetchReadableAsync(
                chunk, MailWatchOptions.MinimumItems, (uid, _) => unreadable.Add(uid), cancellationToken).ConfigureAwait(false);
            found.AddRange(told.Where(matches).Select(message => message.UniqueId.Id));
        }

        if (!orUnreadable || unreadable.Count == 0) return found;
        found.AddRange(unreadable);
        found.Sort();

        return found;
    }

    private static DateTime GetDay(long seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime.Date;
}
