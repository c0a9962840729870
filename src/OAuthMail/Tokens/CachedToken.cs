namespace OAuthMail.Tokens;

/// <summary>A token in memory with the moments that decide about it, worked out once.</summary>
internal sealed class CachedToken
{
    private static readonly TimeSpan GreatestSafety = TimeSpan.FromSeconds(30);

    public CachedToken(AccessToken token, bool afterRefusal, TimeSpan earlyRenewal, double jitter)
    {
        Token = token;
        AfterRefusal = afterRefusal;

        // Never more than a fifth of the lifetime: a token that lasts a minute must not be renewed at once, again and again.
        var early = Min(earlyRenewal, Fraction(token.Lifetime, 0.2));
        IssuedTicks = token.IssuedAt.UtcTicks;
        FreshUntilTicks = (token.ExpiresAt - early + Fraction(early, 0.2 * jitter)).UtcTicks;
        UsableUntilTicks = (token.ExpiresAt - Min(GreatestSafety, Fraction(token.Lifetime, 0.05))).UtcTicks;
    }

    public AccessToken Token { get; }

    /// <summary>Whether it was fetched because the one before was refused.</summary>
    public bool AfterRefusal { get; }

    public long IssuedTicks { get; }

    /// <summary>From here on it is renewed in the background.</summary>
    public long FreshUntilTicks { get; }

    /// <summary>From here on callers wait for a new one: the rest is needed for the login itself.</summary>
    public long UsableUntilTicks { get; }

    /// <summary>
    /// Whether it can be handed out without a thought. A clock that was set back to before the token's issue makes it doubtful.
    /// </summary>
    public bool IsFresh(long nowTicks) => nowTicks < FreshUntilTicks && nowTicks >= IssuedTicks - TimeSpan.TicksPerMinute;

    public bool IsUsable(long nowTicks) => nowTicks < UsableUntilTicks && nowTicks >= IssuedTicks - TimeSpan.TicksPerMinute;

    /// <summary>Whether asking for another would be answered with one that lasts as long.</summary>
    public bool IsJustIssued(long nowTicks) =>
        nowTicks - IssuedTicks < Math.Min(TimeSpan.TicksPerMinute, (Token.ExpiresAt.UtcTicks - IssuedTicks) / 5);

    public bool LastsFor(TimeSpan leastLifetime, long nowTicks) => Token.ExpiresAt.UtcTicks - nowTicks >= leastLifetime.Ticks;

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;

    private static TimeSpan Fraction(TimeSpan span, double part) => TimeSpan.FromTicks((long)(span.Ticks * part));
}
