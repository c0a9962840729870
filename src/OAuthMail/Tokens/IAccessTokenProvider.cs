namespace OAuthMail;

/// <summary>
/// Provides valid access tokens. A provider caches the token and renews it before it expires, with one request for all callers. It never
/// opens a browser. Do not add another cache around it.
/// </summary>
public interface IAccessTokenProvider
{
    /// <summary>Gets an access token. Completes synchronously if a valid token is cached.</summary>
    /// <param name="request">The requirements for the token.</param>
    /// <param name="cancellationToken">Cancels the wait of this caller. A renewal that other callers wait for continues.</param>
    /// <returns>A token that remains valid long enough for a login.</returns>
    /// <exception cref="SignInRequiredException">A user must sign in.</exception>
    /// <exception cref="TokenRejectedException">
    /// The mail server rejects every token, so that acquiring another one would not help.
    /// </exception>
    /// <exception cref="OAuthMailException">No token could be acquired. The exception contains the reason and the remedy.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    ValueTask<AccessToken> GetAccessTokenAsync(AccessTokenRequest request = default, CancellationToken cancellationToken = default);
}
