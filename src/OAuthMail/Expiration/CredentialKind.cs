namespace OAuthMail;

/// <summary>Specifies the kind of a credential that can expire.</summary>
public enum CredentialKind
{
    /// <summary>A secret that the application shares with the authorization server.</summary>
    ClientSecret,

    /// <summary>A certificate that authenticates the application to the authorization server.</summary>
    ClientCertificate,

    /// <summary>A certificate that authenticates the client to mail servers in TLS.</summary>
    ConnectionCertificate,

    /// <summary>A token in a file that the platform replaces before it expires.</summary>
    FederatedToken,

    /// <summary>The key of a service account.</summary>
    ServiceAccountKey,

    /// <summary>A user's consent, kept alive by a refresh token.</summary>
    SignIn,

    /// <summary>The password of a user, in a file.</summary>
    Password,
}
