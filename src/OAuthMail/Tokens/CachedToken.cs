namespace OAuthMail.Tokens;

/// <summary>A token in memory with the precalculated times at which its state changes.</summary>
internal sealed class CachedToken
{
    private static readonly TimeSpan MaximumReserve = TimeSpan.FromSeconds(30);

    public CachedToken(AccessToken token, bool afterRejection, TimeSpan earlyRenewal, double jitter)
    {
        Token = token;
        AfterRejection = afterRejection;

        // At most a fifth of the lifetime. Otherwise a token that lasts one minute would be renewed at once, again and again.
        var early = Min(earlyRenewal, Fraction(token.Lifetime, 0.2));
        IssuedTicks = token.IssuedAt.UtcTicks;
        FreshUntilTicks = (token.ExpiresAt - early + Fraction(early, 0.2 * jitter)).UtcTicks;
        UsableUntilTicks = (token.ExpiresAt - Min(MaximumReserve, Fraction(token.Lifetime, 0.05))).UtcTicks;
    }

    public AccessToken Token { get; }

    /// <summary>Gets whether the token was acquired because the previous one was rejected.</summary>
    public bool AfterRejection { get; }

    public long IssuedTicks { get; }

    /// <summary>Gets the time from which the token is renewed in the background.</summary>
    public long FreshUntilTicks { get; }

    /// <summary>Gets the time from which callers wait for a new token. The rest of the lifetime is needed for the login itself.</summary>
    public long UsableUntilTicks { get; }

    /// <summary>
    /// Returns whether the token can be handed out without a renewal. If the clock was set back to a time before the token was issued, the
    /// token's times cannot be relied on.
    /// </summary>
    public bool IsFresh(long nowTicks) => nowTicks < FreshUntilTicks && nowTicks >= IssuedTicks - TimeSpan.TicksPerMinute;

    public bool IsUsable(long nowTicks) => nowTicks < UsableUntilTicks && nowTicks >= IssuedTicks - TimeSpan.TicksPerMinute;

    /// <summary>Returns whether the token is so new that another request would return a token with the same lifetime.</summary>
    public bool IsJustIssued(long nowTicks) =>
        nowTicks - IssuedTicks < Math.Min(TimeSpan.TicksPerMinute, (Token.ExpiresAt.UtcTicks - IssuedTicks) / 5);

    public bool LastsFor(TimeSpan minimumLifetime, long nowTicks) => Token.ExpiresAt.UtcTicks - nowTicks >= minimumLifetime.Ticks;

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;

    private static TimeSpan Fraction(TimeSpan span, double part) => TimeSpan.FromTicks((long)(span.Ticks * part));
}
