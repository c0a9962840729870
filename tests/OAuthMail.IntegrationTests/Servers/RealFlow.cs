namespace OAuthMail.IntegrationTests.Servers;

/// <summary>Specifies a grant and the authentication of the client.</summary>
public enum RealFlow
{
    /// <summary>A user with a desktop application: authorization code with PKCE, no secret.</summary>
    CodePublic,

    /// <summary>A user with a web application: authorization code with PKCE and a secret.</summary>
    CodeConfidential,

    /// <summary>A user with a device code.</summary>
    Device,

    /// <summary>A user who signed in with a desktop application, and whose refresh token was rotated since.</summary>
    Refresh,

    /// <summary>An application with a secret.</summary>
    Secret,

    /// <summary>An application with a certificate.</summary>
    Certificate,
}
