namespace OAuthMail;

/// <summary>
/// Makes tokens: a flow, another library, a vault, a delegate. It keeps nothing and caches nothing; the lifecycle around it
/// calls it once at a time for each key, with what is stored, and stores what it answers.
/// </summary>
public interface ITokenSource
{
    /// <summary>
    /// Whether its tokens are kept in the token store and renewed by one process at a time. A source that shares and caches by itself
    /// says no.
    /// </summary>
    bool UsesStore { get; }

    /// <summary>A name for messages, such as the account's name or the client's id. Never a secret.</summary>
    string Name { get; }

    /// <summary>
    /// Tells which token answers a request. Called for every request, so it must be fast and allocate nothing once a key was made.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <returns>The key; requests with equal keys share one token.</returns>
    TokenKey GetKey(AccessTokenRequest request);

    /// <summary>Gets a new token, silently.</summary>
    /// <param name="context">The request and what is stored for its key.</param>
    /// <param name="cancellationToken">Ends the request; it is not the caller's but the renewal's own.</param>
    /// <returns>The token and what must be stored with it.</returns>
    /// <exception cref="SignInRequiredException">Only a person can help.</exception>
    /// <exception cref="OAuthMailException">No token can be had.</exception>
    ValueTask<TokenGrant> RequestTokenAsync(TokenSourceContext context, CancellationToken cancellationToken);
}
