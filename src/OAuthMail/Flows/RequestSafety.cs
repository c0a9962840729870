namespace OAuthMail.Flows;

/// <summary>Specifies whether a request whose response was lost can be sent again.</summary>
internal enum RequestSafety
{
    /// <summary>The request can be sent again any number of times. Each response is independent of the previous ones.</summary>
    Repeatable,

    /// <summary>
    /// The request can be sent again once. A server that rotates refresh tokens may have invalidated the refresh token. Such servers
    /// accept it again for a short time, but treat further requests as misuse.
    /// </summary>
    RepeatableOnce,

    /// <summary>
    /// The request must not be sent again. An authorization code is valid once, and sending it again revokes the tokens that were
    /// issued for it (RFC 6749 section 4.1.2).
    /// </summary>
    NotRepeatable,

    /// <summary>The caller repeats the request itself, at the interval that the server specifies (RFC 8628 section 3.5).</summary>
    RepeatedByCaller,
}
