namespace OAuthMail;

/// <summary>
/// Hands out access tokens that work now. This is what callers hold: it remembers the token, renews it ahead of time and once
/// for everybody, and never opens a browser. Do not wrap it in another cache.
/// </summary>
public interface IAccessTokenProvider
{
    /// <summary>Gets a token; completes at once when a good one is at hand.</summary>
    /// <param name="request">What the token is for, and which one was refused.</param>
    /// <param name="cancellationToken">Ends this caller's wait. A renewal that others wait for goes on.</param>
    /// <returns>A token that lasts long enough for a login.</returns>
    /// <exception cref="SignInRequiredException">Only a person can help, by signing in.</exception>
    /// <exception cref="TokenRejectedException">The mail server refuses every token, and another would be refused too.</exception>
    /// <exception cref="OAuthMailException">No token can be had; the exception says who must do what.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    ValueTask<AccessToken> GetAccessTokenAsync(AccessTokenRequest request = default, CancellationToken cancellationToken = default);
}
