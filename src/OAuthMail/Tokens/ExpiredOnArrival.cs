namespace OAuthMail.Tokens;

/// <summary>
/// The pause after a token that had expired before its response arrived. The lifetime of a token begins when it is requested: a server
/// whose tokens last shorter than the request takes would otherwise receive several requests for each login.
/// </summary>
internal sealed class ExpiredOnArrival(DateTimeOffset since, DateTimeOffset until, int count)
{
    private static readonly Backoff Pauses = Backoff.Exponential(TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5));

    public static ExpiredOnArrival After(ExpiredOnArrival? previous, DateTimeOffset now)
    {
        var count = previous is null ? 1 : previous.Count + 1;
        return new ExpiredOnArrival(now, now + Pauses.Delay(count), count);
    }

    private int Count => count;

    /// <summary>Returns whether the pause lasts. A clock that was set back to a time before it ends it.</summary>
    public bool IsInEffect(DateTimeOffset now) => now < until && now >= since;

    /// <summary>Returns the exception for a request whose token the mail server has rejected.</summary>
    public TokenRejectedException Explain(string name, AccessToken token) => new(
        $"The mail server rejected the token of '{name}'. The authorization server issues tokens that last for {token.Lifetime}, which is "
        + $"shorter than the request takes. No other token is acquired before {until.UtcDateTime:u}.",
        until);
}
