namespace OAuthMail.Testing;

/// <summary>How a client proved who it is.</summary>
public enum ClientAuthentication
{
    /// <summary>Not at all: a public client, or a grant that proves itself.</summary>
    None,

    /// <summary><c>client_secret_basic</c>: the secret in the Authorization header.</summary>
    SecretBasic,

    /// <summary><c>client_secret_post</c>: the secret in the body.</summary>
    SecretPost,

    /// <summary><c>private_key_jwt</c>: a signed assertion, RFC 7523.</summary>
    PrivateKeyJwt,
}
