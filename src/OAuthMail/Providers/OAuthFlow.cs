namespace OAuthMail;

/// <summary>The way in which the first token of an account is got.</summary>
public enum OAuthFlow
{
    /// <summary>A person signs in with a browser (RFC 6749 section 4.1 with PKCE, RFC 7636); refresh tokens keep the consent alive.</summary>
    AuthorizationCode,

    /// <summary>A person signs in on another device with a short code (RFC 8628); refresh tokens keep the consent alive.</summary>
    DeviceCode,

    /// <summary>The application itself, with a secret or a certificate (RFC 6749 section 4.4, RFC 7523 section 2.2).</summary>
    ClientCredentials,

    /// <summary>A signed assertion names the mailbox, as Google's service accounts do (RFC 7523 section 2.1).</summary>
    JwtBearer,

    /// <summary>
    /// An identity that Azure gives to a machine or a service, without any secret of one's own
    /// (<see href="https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/overview">Microsoft's overview</see>).
    /// The package OAuthMail.Microsoft provides it.
    /// </summary>
    ManagedIdentity,

    /// <summary>
    /// A person's user name and password in exchange for a token (RFC 6749 section 4.3), for systems that are configured that way. It
    /// never works where a second factor is asked for. The package OAuthMail.Microsoft provides it.
    /// </summary>
    [Obsolete("RFC 9700 section 2.4 forbids this grant, and it fails where a second factor is asked for. Use AuthorizationCode, DeviceCode or ClientCredentials.")]
    Password,
}
