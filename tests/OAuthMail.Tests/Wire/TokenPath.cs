namespace OAuthMail.Tests.Wire;

/// <summary>A kind of request to an authorization server.</summary>
public enum TokenPath
{
    /// <summary>A token request of an application.</summary>
    ClientCredentials,

    /// <summary>A refresh of a user's token.</summary>
    Refresh,

    /// <summary>A request that redeems an authorization code, which can be used once.</summary>
    Code,

    /// <summary>A request for a device code.</summary>
    DeviceBegin,

    /// <summary>A request for the server's metadata.</summary>
    Discovery,
}
