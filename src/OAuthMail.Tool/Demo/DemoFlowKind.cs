namespace OAuthMail.Tool.Demo;

/// <summary>Specifies the credential or sign-in of a flow in the demo.</summary>
internal enum DemoFlowKind
{
    /// <summary>A user signs in with a browser.</summary>
    Browser,

    /// <summary>A user's token is refreshed an hour after the sign-in.</summary>
    Refresh,

    /// <summary>A user signs in with a device code.</summary>
    Device,

    /// <summary>An application uses a client secret.</summary>
    Secret,

    /// <summary>An application uses a certificate.</summary>
    Certificate,

    /// <summary>A service account uses a key file.</summary>
    ServiceAccount,
}
