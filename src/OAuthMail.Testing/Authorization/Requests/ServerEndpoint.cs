namespace OAuthMail.Testing;

/// <summary>Specifies an endpoint of the authorization server.</summary>
public enum ServerEndpoint
{
    /// <summary>The authorization endpoint, which a browser opens (RFC 6749 section 3.1).</summary>
    Authorization,

    /// <summary>The token endpoint (RFC 6749 section 3.2).</summary>
    Token,

    /// <summary>
    /// The device authorization endpoint, which issues device codes and user codes (RFC 8628 section 3.1).
    /// </summary>
    DeviceAuthorization,

    /// <summary>The page on which a user enters the user code (RFC 8628 section 3.3).</summary>
    DeviceVerification,

    /// <summary>The token revocation endpoint (RFC 7009).</summary>
    Revocation,

    /// <summary>The metadata document (RFC 8414, OpenID Connect Discovery).</summary>
    Discovery,

    /// <summary>The public keys (RFC 7517).</summary>
    Jwks,

    /// <summary>
    /// The user realm endpoint of the Entra dialect, which returns the identity provider that holds a user's password.
    /// </summary>
    UserRealm,

    /// <summary>The managed identity endpoint of Azure App Service, in the Entra dialect only.</summary>
    ManagedIdentity,

    /// <summary>The endpoint of the Google dialect that describes a token.</summary>
    TokenInfo,
}
