namespace OAuthMail;

/// <summary>A pending sign-in with a browser. Its address contains no secret and can be shown anywhere.</summary>
public sealed class PendingSignIn
{
    /// <summary>Initializes a new instance of the <see cref="PendingSignIn"/> class, for tests of a program that shows it.</summary>
    /// <param name="url">The address that the user opens.</param>
    /// <param name="redirectUri">The redirect URI.</param>
    /// <param name="state">The state.</param>
    /// <param name="expiresAt">When the pending sign-in expires.</param>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public PendingSignIn(Uri url, Uri redirectUri, string state, DateTimeOffset expiresAt)
    {
        ArgumentNullException.ThrowIfNull(url);
        ArgumentNullException.ThrowIfNull(redirectUri);
        ArgumentNullException.ThrowIfNull(state);
        State = state;
        Url = url;
        RedirectUri = redirectUri;
        ExpiresAt = expiresAt;
    }

    /// <summary>Gets the address that the user opens in a browser, on any machine.</summary>
    public Uri Url { get; }

    /// <summary>
    /// Gets the redirect URI. If no program listens there, the user copies the redirect from the browser's address bar and pastes it.
    /// </summary>
    public Uri RedirectUri { get; }

    /// <summary>Gets when the pending sign-in expires.</summary>
    public DateTimeOffset ExpiresAt { get; }

    /// <summary>
    /// Gets the state, which identifies the redirect. A web application binds it to the browser in which the sign-in began.
    /// </summary>
    public string State { get; }

    /// <summary>Returns the address to open.</summary>
    /// <returns>The address as text.</returns>
    public override string ToString() => Url.AbsoluteUri;
}
