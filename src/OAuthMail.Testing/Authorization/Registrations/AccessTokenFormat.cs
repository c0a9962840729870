namespace OAuthMail.Testing;

/// <summary>Specifies the format of access tokens.</summary>
public enum AccessTokenFormat
{
    /// <summary>A signed JSON Web Token (RFC 7519), whose claims any client can read.</summary>
    Jwt,

    /// <summary>
    /// A random string that only this server can resolve, such as the tokens of Google and of personal Microsoft
    /// accounts.
    /// </summary>
    Opaque,
}
