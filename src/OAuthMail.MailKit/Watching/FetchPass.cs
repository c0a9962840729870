namespace OAuthMail.MailKit.Watching;

/// <summary>
/// Fetches the messages of a list one by one, over as many connections as that takes. A message that has failed is tried again after the
/// others, each time after the server has delivered another message over the same connection. If it fails three times nevertheless, it is
/// damaged. If the server delivers no other message, this is an outage.
/// </summary>
internal sealed class FetchPass
{
    private const int FailuresOfMessage = 3;

    /// <summary>The number of rejections in a row after which it is checked whether the server delivers any message.</summary>
    private const int RejectionsBeforeCheck = 3;

    /// <summary>
    /// The number of times that the server must have rejected every message until they count as damaged. Some servers reject the command
    /// itself, and the program may still read the messages in another way.
    /// </summary>
    private const int RoundsOfRejections = 3;

    private readonly Dictionary<uint, IMessageSummary?> _read = [];
    private readonly Dictionary<uint, MessageFailure> _failed = [];
    private int _rounds;
    private bool _hasCheckFailed;
    private bool _hasProgressed;

    /// <summary>Gets or sets how often the whole list has failed.</summary>
    public int FailuresOfList { get; set; }

    /// <summary>Returns whether a message was fetched, or no longer exists.</summary>
    public bool IsRead(uint uid) => _read.ContainsKey(uid);

    /// <summary>Returns the summary of a message that was fetched, or <see langword="null"/> if the server returned none.</summary>
    public IMessageSummary? Get(uint uid) => _read[uid];

    /// <summary>Returns the last failure of a message that was not fetched.</summary>
    public MailServerException GetFailure(uint uid) => _failed[uid].Last;

    /// <summary>Returns whether a message was fetched since the last call.</summary>
    public bool TakeProgress()
    {
        var result = _hasProgressed;
        _hasProgressed = false;
        return result;
    }

    /// <summary>Fetches the messages that are neither read nor damaged.</summary>
    /// <exception cref="MailServerException">The connection was closed, or the server delivers no message.</exception>
    public async Task RunAsync(
        ImapFolderConnection connection, IReadOnlyList<uint> uids, MessageSummaryItems items, CancellationToken cancellationToken)
    {
        var isDelivering = false;
        var rejectionsInRow = 0;
        while (true)
        {
            var next = uids.Where(uid => !IsRead(uid) && CountFailures(uid) < FailuresOfMessage).OrderBy(CountFailures).Take(1).ToList();
            if (next.Count == 0 && !_failed.Values.Any(one => one.IsFinal)) return;
            if (!isDelivering && (next.Count == 0 || CountFailures(next[0]) > 0 || rejectionsInRow >= RejectionsBeforeCheck))
            {
                isDelivering = await IsDeliveringAsync(connection, cancellationToken).ConfigureAwait(false);
                rejectionsInRow = 0;
            }
            if (next.Count == 0) return;

            try
            {
                var found = await connection.FetchAsync(next, items, cancellationToken).ConfigureAwait(false);
                _read[next[0]] = found.Count == 0 ? null : found[0];
                _failed.Remove(next[0]);
                _hasProgressed = true;
                rejectionsInRow = 0;
                isDelivering |= found.Count > 0;
            }
            catch (MailServerException failure)
            {
                Record(next[0], failure, connection.IsConnected && WatchFailures.IsUnknownRejection(failure));
                if (!connection.IsConnected) throw;
                rejectionsInRow++;
            }
        }
    }

    private int CountFailures(uint uid) => _failed.TryGetValue(uid, out var failed) ? failed.Count : 0;

    /// <summary>
    /// Records a failure. A rejection for an unknown reason isn't tried again, because the server has examined the message.
    /// </summary>
    private void Record(uint uid, MailServerException failure, bool isFinal) =>
        _failed[uid] = new MessageFailure(isFinal ? FailuresOfMessage : CountFailures(uid) + 1, isFinal, failure);

    /// <summary>
    /// Returns whether the server delivers another message than those that have failed, or whether the only message of the folder has
    /// failed for a reason that isn't temporary.
    /// </summary>
    /// <exception cref="MailServerException">The server delivers no message.</exception>
    private async Task<bool> IsDeliveringAsync(ImapFolderConnection connection, CancellationToken cancellationToken)
    {
        if (_hasCheckFailed)
        {
            // The message that was fetched instead may be the damaged one, so the others are tried before the next check.
            _hasCheckFailed = false;
            return false;
        }

        try
        {
            var failed = _failed.Keys.ToList();
            var canRead = await connection.CanReadAnotherAsync(failed, cancellationToken).ConfigureAwait(false);
            if (canRead ?? (failed.Count == 1 && !_failed.Values.Any(one => IsTemporary(one.Last)))) return true;
            if (_failed.Values.All(one => one.IsFinal) && ++_rounds >= RoundsOfRejections) return true;
        }
        catch (MailServerException)
        {
            _hasCheckFailed = true;
            AllowRetry();
            throw;
        }

        var last = _failed.Values.Last().Last;
        AllowRetry();
        throw last;
    }

    /// <summary>Makes the messages that failed in an outage be tried again as if they had failed once.</summary>
    private void AllowRetry()
    {
        foreach (var uid in _failed.Keys.ToList())
        {
            if (_failed[uid].Count > 1) _failed[uid] = _failed[uid] with { Count = 1 };
        }
    }

    private static bool IsTemporary(MailServerException failure) =>
        !WatchFailures.IsUnknownRejection(failure) && !WatchFailures.IsSessionFailure(failure);

    private sealed record MessageFailure(int Count, bool IsFinal, MailServerException Last);
}
