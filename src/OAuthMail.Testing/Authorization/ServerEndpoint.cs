namespace OAuthMail.Testing;

/// <summary>An address of the authorization server.</summary>
public enum ServerEndpoint
{
    /// <summary>Where a browser goes first, RFC 6749 section 3.1.</summary>
    Authorization,

    /// <summary>Where tokens are given, RFC 6749 section 3.2.</summary>
    Token,

    /// <summary>Where a device asks for its codes, RFC 8628 section 3.1.</summary>
    DeviceAuthorization,

    /// <summary>Where a person types the user code, RFC 8628 section 3.3.</summary>
    DeviceVerification,

    /// <summary>Where tokens are revoked, RFC 7009.</summary>
    Revocation,

    /// <summary>The metadata, RFC 8414 and OpenID Connect Discovery.</summary>
    Discovery,

    /// <summary>The public keys, RFC 7517.</summary>
    Jwks,

    /// <summary>Where the Entra dialect tells who keeps a user's password.</summary>
    UserRealm,

    /// <summary>Where a program in Azure asks for the token of its managed identity, as App Service has it; the Entra dialect only.</summary>
    ManagedIdentity,
}
