namespace OAuthMail;

/// <summary>Specifies the OAuth 2.0 grant that acquires the first token of an account.</summary>
public enum OAuthFlow
{
    /// <summary>
    /// A user signs in with a browser (RFC 6749 section 4.1 with PKCE, RFC 7636). Later tokens are acquired with refresh tokens.
    /// </summary>
    AuthorizationCode,

    /// <summary>A user signs in on another device with a short code (RFC 8628). Later tokens are acquired with refresh tokens.</summary>
    DeviceCode,

    /// <summary>
    /// The application authenticates itself, with a secret or a certificate (RFC 6749 section 4.4, RFC 7523 section 2.2).
    /// </summary>
    ClientCredentials,

    /// <summary>A signed assertion names the mailbox, as with Google's service accounts (RFC 7523 section 2.1).</summary>
    JwtBearer,

    /// <summary>
    /// Azure assigns an identity to a machine or a service, which needs no secret
    /// (<see href="https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/overview">overview</see>). The package
    /// OAuthMail.Microsoft provides it.
    /// </summary>
    ManagedIdentity,

    /// <summary>
    /// The application sends a user's name and password (RFC 6749 section 4.3). It fails if multi-factor authentication is required. It
    /// exists for systems that are already configured this way. The package OAuthMail.Microsoft provides it.
    /// </summary>
    [Obsolete("RFC 9700 section 2.4 forbids this grant, and it fails if multi-factor authentication is required. "
        + "Use AuthorizationCode, DeviceCode or ClientCredentials.")]
    Password,
}
