namespace OAuthMail;

/// <summary>Specifies where token requests carry the client secret (RFC 6749 section 2.3.1).</summary>
public enum ClientSecretPlacement
{
    /// <summary>In the form (<c>client_secret_post</c>). All known mail providers support it.</summary>
    Form,

    /// <summary>In the Authorization header (<c>client_secret_basic</c>).</summary>
    Header,
}
