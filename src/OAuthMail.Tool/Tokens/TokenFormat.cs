namespace OAuthMail.Tool.Tokens;

/// <summary>The forms in which programs expect an access token.</summary>
internal enum TokenFormat
{
    /// <summary>The access token alone.</summary>
    Token,

    /// <summary>The initial response of XOAUTH2 in Base64.</summary>
    Sasl,

    /// <summary>The name of the mechanism, a space, and its initial response in Base64.</summary>
    MechSasl,

    /// <summary>The initial response of XOAUTH2, not encoded.</summary>
    Raw,

    /// <summary>A JSON object with the token, its expiration and the user name.</summary>
    Json,
}
