namespace OAuthMail;

/// <summary>A pending sign-in with a browser. Its address contains no secret and can be shown anywhere.</summary>
public sealed class PendingSignIn
{
    internal PendingSignIn(Uri url, Uri redirectUri, string state, DateTimeOffset expiresAt)
    {
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
