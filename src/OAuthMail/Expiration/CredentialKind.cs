namespace OAuthMail;

/// <summary>What it is that ends.</summary>
public enum CredentialKind
{
    /// <summary>A secret that the application shares with the authorization server.</summary>
    ClientSecret,

    /// <summary>A certificate with which the application proves itself to the authorization server.</summary>
    ClientCertificate,

    /// <summary>A certificate that is shown to mail servers in TLS.</summary>
    ConnectionCertificate,

    /// <summary>A token in a file that the platform keeps fresh.</summary>
    FederatedToken,

    /// <summary>The key of a service account.</summary>
    ServiceAccountKey,

    /// <summary>A person's consent, kept alive by a refresh token.</summary>
    SignIn,
}
