namespace OAuthMail.Tool.Demo;

/// <summary>How an account of the demo proves itself, and who signs in.</summary>
internal enum DemoFlowKind
{
    /// <summary>A person with a browser.</summary>
    Browser,

    /// <summary>A person's consent, an hour after the sign-in.</summary>
    Refresh,

    /// <summary>A person with another device.</summary>
    Device,

    /// <summary>An application with a secret.</summary>
    Secret,

    /// <summary>An application with a certificate.</summary>
    Certificate,

    /// <summary>A service account with a key file.</summary>
    ServiceAccount,
}
