namespace OAuthMail.IntegrationTests.Servers;

/// <summary>A way to a token that the OpenID provider knows.</summary>
public enum RealFlow
{
    /// <summary>A person with a desktop program: authorization code with PKCE, no secret.</summary>
    CodePublic,

    /// <summary>A person with a web application: authorization code with PKCE and a secret.</summary>
    CodeConfidential,

    /// <summary>A person with another device.</summary>
    Device,

    /// <summary>A person who signed in with a desktop program before, whose refresh token was replaced since.</summary>
    Refresh,

    /// <summary>An application with a secret.</summary>
    Secret,

    /// <summary>An application with a certificate.</summary>
    Certificate,
}
