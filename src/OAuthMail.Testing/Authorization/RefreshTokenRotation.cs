namespace OAuthMail.Testing;

/// <summary>What happens to a refresh token when it is used.</summary>
public enum RefreshTokenRotation
{
    /// <summary>It stays, and no new one is given, as Google does.</summary>
    None,

    /// <summary>A new one is given, and the old one stays good until it ends, as Microsoft Entra ID does.</summary>
    Rolling,

    /// <summary>
    /// A new one is given, and the old one ends. Whoever presents the old one again revokes everything that came from the same
    /// sign-in, RFC 9700 section 4.14.2.
    /// </summary>
    OneTime,
}
