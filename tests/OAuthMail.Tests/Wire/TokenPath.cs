namespace OAuthMail.Tests.Wire;

/// <summary>A kind of request to an authorization server.</summary>
public enum TokenPath
{
    /// <summary>An application asks for a token.</summary>
    ClientCredentials,

    /// <summary>A person's consent is renewed.</summary>
    Refresh,

    /// <summary>A code is redeemed, which is good once.</summary>
    Code,

    /// <summary>A sign-in on another device begins.</summary>
    DeviceBegin,

    /// <summary>The server is asked what its endpoints are.</summary>
    Discovery,
}
