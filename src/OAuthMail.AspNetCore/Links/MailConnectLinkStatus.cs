namespace OAuthMail.AspNetCore;

/// <summary>Specifies whether a connect link was used.</summary>
public enum MailConnectLinkStatus
{
    /// <summary>The link has not been used.</summary>
    Unused = 0,

    /// <summary>A browser has begun to sign in with the link. No other browser can use it.</summary>
    InUse = 1,

    /// <summary>The mailbox was connected with the link, which cannot be used again.</summary>
    Used = 2,
}
