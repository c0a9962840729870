namespace OAuthMail;

/// <summary>Specifies how a sign-in with a browser begins.</summary>
public sealed class BrowserSignInRequest
{
    /// <summary>Gets or sets a protocol that cannot log in, for an account with separate registrations.</summary>
    /// <value>The default is <see langword="null"/>: the registration that requires a sign-in.</value>
    public MailProtocol? Protocol { get; set; }

    /// <summary>Gets or sets the redirect URI, such as the callback of a web application. It must be absolute.</summary>
    /// <value>
    /// The default is <see langword="null"/>: the account's redirect URI or, if it has none, an address on this machine from which the user
    /// copies the redirect.
    /// </value>
    public Uri? RedirectUri { get; set; }

    /// <summary>Gets or sets the claims challenge of a rejected token request (<see cref="SignInRequiredException.Claims"/>).</summary>
    /// <value>
    /// The default is <see langword="null"/>: the claims challenge that was remembered with the state of the account, if there is one.
    /// </value>
    public string? Claims { get; set; }

    /// <summary>
    /// Gets or sets a value that indicates whether the provider lets the user choose an account, although one is signed in to the browser
    /// (<c>prompt=select_account</c>, OpenID Connect Core 1.0 section 3.1.2.1).
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool SelectAccount { get; set; }

    /// <summary>
    /// Gets or sets a value that indicates whether a separate sign-in begins although one is pending for the account. A web application
    /// sets it, because it binds the state to one browser.
    /// </summary>
    /// <value>The default is <see langword="false"/>: the pending sign-in is returned.</value>
    public bool IsSeparate { get; set; }

    /// <summary>Gets or sets how long the sign-in can be completed. Must be at least one second.</summary>
    /// <value>The default is <see langword="null"/>: 7 days.</value>
    public TimeSpan? Lifetime { get; set; }
}
