namespace OAuthMail;

/// <summary>Where a client secret travels (RFC 6749 section 2.3.1).</summary>
public enum ClientSecretPlacement
{
    /// <summary>In the form, as <c>client_secret_post</c>. Every known mail provider takes it.</summary>
    Form,

    /// <summary>In the Authorization header, as <c>client_secret_basic</c>.</summary>
    Header,
}
