namespace OAuthMail.Testing;

/// <summary>Specifies how a client authenticated.</summary>
public enum ClientAuthentication
{
    /// <summary>The client did not authenticate: it is a public client, or the grant authenticates itself.</summary>
    None,

    /// <summary><c>client_secret_basic</c>: the secret in the Authorization header.</summary>
    SecretBasic,

    /// <summary><c>client_secret_post</c>: the secret in the body.</summary>
    SecretPost,

    /// <summary><c>private_key_jwt</c>: a signed assertion (RFC 7523).</summary>
    PrivateKeyJwt,
}
