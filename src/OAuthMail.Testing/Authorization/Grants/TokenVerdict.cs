namespace OAuthMail.Testing;

/// <summary>Specifies the result of the validation of an access token.</summary>
public enum TokenVerdict
{
    /// <summary>The token is valid for this user and protocol.</summary>
    Accepted,

    /// <summary>The text is not a token of this authorization server.</summary>
    Malformed,

    /// <summary>The signature is not valid, or the key is unknown.</summary>
    BadSignature,

    /// <summary>The token has expired, or is not valid yet.</summary>
    Expired,

    /// <summary>The token is for another resource.</summary>
    WrongAudience,

    /// <summary>The token does not have the scope or role that the protocol requires.</summary>
    InsufficientScope,

    /// <summary>The token belongs to another user, who has no permission on the mailbox.</summary>
    WrongUser,

    /// <summary>The token was revoked.</summary>
    Revoked,
}
