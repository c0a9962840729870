namespace OAuthMail;

/// <summary>A sign-in with a browser that was begun. The address may be shown anywhere; it contains no secret.</summary>
public sealed class PendingSignIn
{
    internal PendingSignIn(Uri url, Uri redirectUri, string state, DateTimeOffset expiresAt)
    {
        State = state;
        Url = url;
        RedirectUri = redirectUri;
        ExpiresAt = expiresAt;
    }

    /// <summary>What the person opens in a browser, on any machine.</summary>
    public Uri Url { get; }

    /// <summary>Where the browser ends up. If nobody listens there, the address is copied from the browser and pasted.</summary>
    public Uri RedirectUri { get; }

    /// <summary>How long the sign-in waits for its completion.</summary>
    public DateTimeOffset ExpiresAt { get; }

    /// <summary>By which the answer is recognised. A web application binds it to the browser in which the sign-in was begun.</summary>
    public string State { get; }

    /// <summary>The address to open.</summary>
    /// <returns>The address as text.</returns>
    public override string ToString() => Url.AbsoluteUri;
}
