namespace OAuthMail.Tokens;

/// <summary>
/// Limits how often a token is renewed because a mail server rejected it. A server may reject every token, for example because an
/// administrator has disabled the protocol. The authorization server must then not receive a request for each login.
/// </summary>
internal sealed class RejectionBackoff
{
    private const int MaximumMailboxes = 1024;
    private static readonly TimeSpan MaximumPause = TimeSpan.FromHours(1);
    private static readonly Backoff Pauses = Backoff.Exponential(TimeSpan.FromMinutes(1), MaximumPause);

    private readonly Dictionary<string, Pause> _pauses = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Decides whether a rejected token is renewed, and remembers the rejection. The caller holds the entry's lock.</summary>
    /// <param name="mailbox">The mailbox whose login was rejected, or <see langword="null"/> if unknown.</param>
    /// <param name="current">The rejected token.</param>
    /// <param name="minimumAge">The age below which the token is not the cause of the rejection.</param>
    /// <param name="now">The time.</param>
    /// <returns><see langword="null"/> if the token may be renewed; otherwise the exception for the caller.</returns>
    public TokenRejectedException? Judge(string? mailbox, CachedToken current, TimeSpan minimumAge, DateTimeOffset now)
    {
        var who = mailbox ?? "";
        _pauses.TryGetValue(who, out var pause);
        if (pause is not null && now < pause.Since)
        {
            // The clock was set back, so that the times of the pause are meaningless.
            _pauses.Remove(who);
            pause = null;
        }

        // A pause that ended long ago does not lengthen the next one.
        if (pause is not null && now - pause.Until > MaximumPause) pause = null;
        if (pause is not null && now < pause.Until) return Explain(mailbox, current, pause.Until);

        // After a pause, one more token is acquired, because the cause of the rejections may be gone.
        var isRepeated = current.AfterRejection && (pause is null || pause.IsSpent);
        var isTooYoung = now - current.Token.IssuedAt < minimumAge && now >= current.Token.IssuedAt;
        if (!isRepeated && !isTooYoung)
        {
            if (pause is not null) _pauses[who] = pause with { IsSpent = true };
            return null;
        }

        var count = (pause?.Count ?? 0) + 1;
        var until = now + Pauses.Delay(count);
        if (_pauses.Count >= MaximumMailboxes) _pauses.Clear();
        _pauses[who] = new Pause(now, until, count, IsSpent: false);
        return Explain(mailbox, current, until);
    }

    private static TokenRejectedException Explain(string? mailbox, CachedToken current, DateTimeOffset until)
    {
        var forMailbox = mailbox is null ? "" : $" for '{mailbox}'";
        var reason = current.AfterRejection ? " after the previous token had been rejected" : "";
        return new TokenRejectedException(
            $"The mail server rejected the token{forMailbox} that was issued at {current.Token.IssuedAt.UtcDateTime:u}{reason}. "
            + $"No other token is acquired for this reason before {until.UtcDateTime:u}.",
            until);
    }

    /// <param name="Since">The time at which the pause started.</param>
    /// <param name="Until">The time at which the pause ends.</param>
    /// <param name="Count">The number of pauses in a row, which determines the duration of the next one.</param>
    /// <param name="IsSpent">Whether a token was acquired after the pause.</param>
    private sealed record Pause(DateTimeOffset Since, DateTimeOffset Until, int Count, bool IsSpent);
}
