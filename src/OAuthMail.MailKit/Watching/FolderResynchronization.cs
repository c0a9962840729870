using MailKit.Search;

namespace OAuthMail.MailKit.Watching;

/// <summary>
/// Finds the last delivered message again after a folder's UIDVALIDITY has changed. The message is identified by its Message-ID and its
/// arrival date. Messages that follow it, or that arrived no earlier, may be new and are delivered. Messages before it that arrived
/// earlier have been delivered.
/// </summary>
internal static class FolderResynchronization
{
    private const int ChunkSize = 100;

    /// <summary>
    /// Returns the UID of the message that a position refers to, or <see langword="null"/> if there is no such message, or several.
    /// </summary>
    public static async Task<uint?> FindAsync(
        ImapFolderConnection connection, SummaryFetcher fetcher, MailboxPosition position, CancellationToken cancellationToken)
    {
        if (position is not { Fingerprint: not null, ReceivedAt: { } receivedAt }) return null;
        var day = GetDay(receivedAt);

        // Servers compare dates in a time zone of their own (RFC 3501 section 6.4.4), so the search includes the adjacent days.
        var query = SearchQuery.DeliveredAfter(day.AddDays(-1)).And(SearchQuery.DeliveredBefore(day.AddDays(2)));
        var uids = await connection.SearchAsync(query, cancellationToken).ConfigureAwait(false);
        var found = await FilterAsync(
            connection, fetcher, uids, position.RefersTo, includeUnreadable: false, cancellationToken).ConfigureAwait(false);
        return found.Count == 1 ? found[0] : null;
    }

    /// <summary>
    /// Returns the UIDs below the last delivered message whose messages arrived no earlier. They may have been delivered before.
    /// </summary>
    public static async Task<uint[]> FindUncertainAsync(
        ImapFolderConnection connection, SummaryFetcher fetcher, MailboxPosition position, uint uid, CancellationToken cancellationToken)
    {
        if (uid <= 1 || position.ReceivedAt is not { } receivedAt) return [];
        var below = SearchQuery.Uids(new UniqueIdRange(connection.UidValidity, 1, uid - 1));
        var uids = await connection.SearchAsync(
            below.And(SearchQuery.DeliveredAfter(GetDay(receivedAt).AddDays(-1))), cancellationToken).ConfigureAwait(false);
        var found = await FilterAsync(
            connection, fetcher, uids, message => message.InternalDate is not { } date || date.ToUnixTimeSeconds() >= receivedAt,
            includeUnreadable: true, cancellationToken).ConfigureAwait(false);
        return [.. found];
    }

    private static async Task<List<uint>> FilterAsync(
        ImapFolderConnection connection, SummaryFetcher fetcher, uint[] uids, Func<IMessageSummary, bool> matches, bool includeUnreadable,
        CancellationToken cancellationToken)
    {
        var found = new List<uint>();
        for (var begin = 0; begin < uids.Length; begin += ChunkSize)
        {
            var chunk = new ArraySegment<uint>(uids, begin, Math.Min(ChunkSize, uids.Length - begin));
            var summaries = await fetcher.FetchAsync(
                connection, chunk, MailWatchOptions.MinimumItems, cancellationToken).ConfigureAwait(false);
            found.AddRange(summaries.Where(one => one.Failure is null ? matches(one.Summary) : includeUnreadable)
                .Select(one => one.Summary.UniqueId.Id));
        }
        return found;
    }

    private static DateTime GetDay(long seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime.Date;
}
