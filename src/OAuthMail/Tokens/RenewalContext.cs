namespace OAuthMail.Tokens;

/// <summary>The parameters that the classes of one renewal share.</summary>
/// <param name="Entry">
/// The entry whose token is renewed. The renewal reads it; changes to it are in the <see cref="RenewalOutcome"/>.
/// </param>
/// <param name="Cache">The entry's cache, for its services.</param>
/// <param name="Source">The source that issues the token.</param>
/// <param name="Request">The request of the caller that started the renewal.</param>
internal sealed record RenewalContext(
    AccessTokenCacheEntry Entry, AccessTokenCache Cache, ITokenSource Source, AccessTokenRequest Request)
{
    public TokenKey Key => Entry.Key;

    public TimeProvider Clock => Cache.Clock;

    /// <summary>
    /// Starts the time limit of one part of the renewal. Each part has its own limit: the time spent on waiting for other processes must
    /// not shorten the request, whose response may contain the only valid refresh token.
    /// </summary>
    public TimeLimit StartTimeLimit(CancellationToken cancellationToken) => new(Clock, Cache.Options.RenewalTimeout, cancellationToken);

    /// <summary>Returns whether an exception is the consequence of the cache's disposal and not a failure.</summary>
    public bool IsCanceled(Exception exception) => exception is OperationCanceledException && Cache.Disposed.IsCancellationRequested;
}
