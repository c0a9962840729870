namespace OAuthMail.Testing;

/// <summary>Specifies what happens to a refresh token when it is used.</summary>
public enum RefreshTokenRotation
{
    /// <summary>The token stays valid and no new one is issued, as with Google.</summary>
    None,

    /// <summary>
    /// A new token is issued and the old one stays valid until it expires, as with Microsoft Entra ID.
    /// </summary>
    Rolling,

    /// <summary>
    /// A new token is issued and the old one becomes invalid. Presenting the old one again revokes all tokens of the
    /// sign-in (RFC 9700 section 4.14.2).
    /// </summary>
    OneTime,
}
