namespace OAuthMail.Testing;

/// <summary>What an access token looks like from outside.</summary>
public enum AccessTokenFormat
{
    /// <summary>A signed JSON Web Token, RFC 7519, whose claims anybody can read.</summary>
    Jwt,

    /// <summary>A random string that only this server understands, as Google and the personal accounts of Microsoft give.</summary>
    Opaque,
}
