namespace OAuthMail.Testing;

/// <summary>What a resource server finds when it checks an access token.</summary>
public enum TokenVerdict
{
    /// <summary>The token is good for this user and protocol.</summary>
    Accepted,

    /// <summary>It is not a token of this authorization server at all.</summary>
    Malformed,

    /// <summary>The signature does not verify, or names an unknown key.</summary>
    BadSignature,

    /// <summary>It has ended, or has not begun.</summary>
    Expired,

    /// <summary>It was made for another resource.</summary>
    WrongAudience,

    /// <summary>It lacks the scope or role that the protocol needs.</summary>
    InsufficientScope,

    /// <summary>It is somebody else's, without rights on the mailbox.</summary>
    WrongUser,

    /// <summary>It was revoked.</summary>
    Revoked,
}
