namespace OAuthMail.Tokens;

/// <summary>
/// The brakes on renewing refused tokens. A server that refuses every token, because an administrator switched the protocol
/// off, must not make the program hammer the authorization server.
/// </summary>
internal sealed class RejectionBackoff
{
    private const int MostMailboxes = 1024;
    private static readonly TimeSpan MaximumPause = TimeSpan.FromHours(1);
    private static readonly Backoff Pauses = Backoff.Exponential(TimeSpan.FromMinutes(1), MaximumPause);

    private readonly Dictionary<string, Pause> _pauses = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Decides about a refusal of the current token, and remembers it. Callers hold the entry's gate.</summary>
    /// <param name="mailbox">Whose login was refused, or null.</param>
    /// <param name="current">The refused token.</param>
    /// <param name="minimumAge">The age below which the token cannot be the cause.</param>
    /// <param name="now">The time.</param>
    /// <returns>Null if a new token may be fetched, or why not.</returns>
    public TokenRejectedException? Judge(string? mailbox, CachedToken current, TimeSpan minimumAge, DateTimeOffset now)
    {
        var who = mailbox ?? "";
        _pauses.TryGetValue(who, out var pause);
        if (pause is not null && now < pause.Since)
        {
            // The clock was set back: what it said before means nothing now.
            _pauses.Remove(who);
            pause = null;
        }

        // What happened so long ago is another story.
        if (pause is not null && now - pause.Until > MaximumPause) pause = null;
        if (pause is not null && now < pause.Until) return Explain(mailbox, current, pause.Until);

        // After a pause that was waited out, one more token may show whether the cause is gone.
        var expected = current.AfterRefusal && (pause is null || pause.Spent);
        var tooYoung = now - current.Token.IssuedAt < minimumAge && now >= current.Token.IssuedAt;
        if (!expected && !tooYoung)
        {
            if (pause is not null) _pauses[who] = pause with { Spent = true };
            return null;
        }

        var count = (pause?.Count ?? 0) + 1;
        var length = Pauses.Delay(count);
        if (_pauses.Count >= MostMailboxes) _pauses.Clear();
        _pauses[who] = new Pause(now, now + length, count, Spent: false);
        return Explain(mailbox, current, now + length);
    }

    private static TokenRejectedException Explain(string? mailbox, CachedToken current, DateTimeOffset until) => new(
        $"The mail server refused the token{(mailbox is null ? "" : $" for '{mailbox}'")} that was issued at {current.Token.IssuedAt.UtcDateTime:u}"
        + $"{(current.AfterRefusal ? " because the one before had been refused" : "")}; no other is fetched for this reason before {until.UtcDateTime:u}.",
        until);

    private sealed record Pause(DateTimeOffset Since, DateTimeOffset Until, int Count, bool Spent);
}
