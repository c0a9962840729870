namespace OAuthMail;

/// <summary>
/// Issues access tokens: a flow, another library, a vault, or a function. A source stores and caches nothing. The token cache calls it once
/// at a time for each key, passes the stored record, and stores the result.
/// </summary>
public interface ITokenSource
{
    /// <summary>
    /// Gets whether the tokens are kept in the token store and renewed by one process at a time. Return <see langword="false"/> if the
    /// source shares or caches its own tokens.
    /// </summary>
    bool UsesStore { get; }

    /// <summary>Gets a name for messages, such as the account name or the client ID. It must not be a secret.</summary>
    string Name { get; }

    /// <summary>
    /// Returns the key of the token for a request. It is called for every request: it must be fast, and must not allocate memory when the
    /// key is known.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <returns>The key. Requests with equal keys share one token.</returns>
    TokenKey GetKey(AccessTokenRequest request);

    /// <summary>Acquires a new token without user interaction.</summary>
    /// <param name="context">The request and the stored record of its key.</param>
    /// <param name="cancellationToken">Cancels the request. It belongs to the renewal and not to a caller.</param>
    /// <returns>The token and the values to store with it.</returns>
    /// <exception cref="SignInRequiredException">A user must sign in.</exception>
    /// <exception cref="OAuthMailException">No token could be acquired.</exception>
    ValueTask<TokenGrant> RequestTokenAsync(TokenSourceContext context, CancellationToken cancellationToken);
}
