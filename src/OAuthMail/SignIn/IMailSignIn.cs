namespace OAuthMail;

/// <summary>
/// Signs users in for the accounts of an application. Pending sign-ins are kept in the token store: every process that shares the store can
/// complete a sign-in that another one began. Implementations are thread-safe.
/// </summary>
public interface IMailSignIn
{
    /// <summary>
    /// Begins a sign-in with a browser, or returns the pending one. It sends the claims challenge that was remembered with the state of the
    /// account, if there is one.
    /// </summary>
    /// <param name="account">The name of the account.</param>
    /// <param name="protocol">
    /// A protocol that cannot log in, for an account with separate registrations for incoming and outgoing mail; or <see langword="null"/>
    /// for the registration that requires a sign-in.
    /// </param>
    /// <param name="redirectUri">
    /// The redirect URI, such as the callback of a web application; or <see langword="null"/> for the account's redirect URI.
    /// </param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The pending sign-in, with the address to open.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="account"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="redirectUri"/> is not absolute.</exception>
    /// <exception cref="MailConfigurationException">There is no such account, or no user can sign in for it with a browser.</exception>
    /// <exception cref="TokenStoreException">The pending sign-in cannot be stored.</exception>
    Task<PendingSignIn> BeginAsync(
        string account, MailProtocol? protocol = null, Uri? redirectUri = null, CancellationToken cancellationToken = default);

    /// <summary>Begins a sign-in with a browser as a web application needs it.</summary>
    /// <param name="account">The name of the account.</param>
    /// <param name="request">Specifies how the sign-in begins.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The pending sign-in, with the address to open.</returns>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="account"/> or <paramref name="request"/> is <see langword="null"/>.
    /// </exception>
    /// <exception cref="ArgumentException">The redirect URI is not absolute.</exception>
    /// <exception cref="MailConfigurationException">
    /// There is no such account, no user can sign in for it with a browser, or a value of the request is out of range.
    /// </exception>
    /// <exception cref="TokenStoreException">The pending sign-in cannot be stored.</exception>
    Task<PendingSignIn> BeginAsync(string account, BrowserSignInRequest request, CancellationToken cancellationToken = default);

    /// <summary>Completes a sign-in with a browser. The state in the redirect finds the account.</summary>
    /// <param name="redirect">The address to which the browser was redirected, or its query.</param>
    /// <param name="cancellationToken">Cancels the operation. It has no effect after the server has answered.</param>
    /// <returns>The result, with the user who signed in.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="redirect"/> is <see langword="null"/>.</exception>
    /// <exception cref="OAuthMailException">
    /// The redirect is malformed, forged, expired or was used before; the server rejected the request; or the wrong user signed in.
    /// </exception>
    Task<SignInResult> CompleteAsync(string redirect, CancellationToken cancellationToken = default);

    /// <summary>Begins a sign-in on another device, or returns the pending one.</summary>
    /// <param name="account">The name of the account.</param>
    /// <param name="protocol">The protocol, as for <see cref="BeginAsync(string, MailProtocol?, Uri, CancellationToken)"/>.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The pending sign-in, with the code and the address at which to enter it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="account"/> is <see langword="null"/>.</exception>
    /// <exception cref="MailConfigurationException">There is no such account, or its provider does not support device codes.</exception>
    /// <exception cref="TokenRequestException">The server rejected the request or cannot be reached.</exception>
    Task<PendingDeviceSignIn> BeginWithDeviceCodeAsync(
        string account, MailProtocol? protocol = null, CancellationToken cancellationToken = default);

    /// <summary>Polls at the server's interval until the user has entered the code.</summary>
    /// <param name="id">The <see cref="PendingDeviceSignIn.Id"/> of the pending sign-in.</param>
    /// <param name="cancellationToken">Cancels the operation. A cancelled sign-in can still be completed.</param>
    /// <returns>The result, with the user who signed in.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="id"/> is <see langword="null"/>.</exception>
    /// <exception cref="OAuthMailException">The code has expired, the user declined, or the wrong user signed in.</exception>
    Task<SignInResult> CompleteWithDeviceCodeAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Returns the sign-in with a browser that is pending for an account.</summary>
    /// <param name="account">The name of the account.</param>
    /// <param name="protocol">The protocol, as for <see cref="BeginAsync(string, MailProtocol?, Uri, CancellationToken)"/>.</param>
    /// <param name="redirectUri">The redirect URI with which it was begun, or <see langword="null"/> for the account's.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The pending sign-in, or <see langword="null"/> if there is none, or less than half of its lifetime is left.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="account"/> is <see langword="null"/>.</exception>
    /// <exception cref="MailConfigurationException">There is no such account.</exception>
    Task<PendingSignIn?> GetPendingAsync(
        string account, MailProtocol? protocol = null, Uri? redirectUri = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Takes over a sign-in from another program: renews a refresh token once, checks the user, and stores the consent. The client id, the
    /// client secret and the token endpoint of the account must be those with which the refresh token was issued.
    /// </summary>
    /// <param name="account">The name of the account.</param>
    /// <param name="refreshToken">
    /// The refresh token. A server that rotates refresh tokens invalidates the one of the other program; Microsoft and Google do not.
    /// </param>
    /// <param name="protocol">The protocol, as for <see cref="BeginAsync(string, MailProtocol?, Uri, CancellationToken)"/>.</param>
    /// <param name="cancellationToken">Cancels the operation. It has no effect after the server has answered.</param>
    /// <returns>The result, with the user who signed in.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="account"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="refreshToken"/> is <see langword="null"/> or empty.</exception>
    /// <exception cref="OAuthMailException">
    /// There is no such account, the server rejected the refresh token, or it belongs to another user.
    /// </exception>
    Task<SignInResult> ImportAsync(
        string account, string refreshToken, MailProtocol? protocol = null, CancellationToken cancellationToken = default);

    /// <summary>Cancels a pending sign-in. Its address or code no longer works.</summary>
    /// <param name="state">The <see cref="PendingSignIn.State"/> or the <see cref="PendingDeviceSignIn.Id"/>.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns><see langword="true"/> if the sign-in was pending; otherwise, <see langword="false"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="state"/> is <see langword="null"/>.</exception>
    Task<bool> CancelAsync(string state, CancellationToken cancellationToken = default);

    /// <summary>Revokes the consent at the server if the server supports revocation, and removes it from the store.</summary>
    /// <param name="account">The name of the account.</param>
    /// <param name="protocol">
    /// The protocol, as for <see cref="BeginAsync(string, MailProtocol?, Uri, CancellationToken)"/>; <see langword="null"/> for all
    /// registrations.
    /// </param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>
    /// <see langword="true"/> if the consent was revoked at the server; <see langword="false"/> if the user must revoke it on the
    /// provider's page.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="account"/> is <see langword="null"/>.</exception>
    /// <exception cref="OAuthMailException">The server or the store failed, or there is no such account.</exception>
    Task<bool> SignOutAsync(string account, MailProtocol? protocol = null, CancellationToken cancellationToken = default);
}
