namespace OAuthMail;

/// <summary>Specifies what a notice is about.</summary>
public enum MailAccountNoticeKind
{
    /// <summary>The account can log in, after it could not or for the first time.</summary>
    Connected = 0,

    /// <summary>A user must sign in.</summary>
    SignInRequired = 1,

    /// <summary>Token requests or logins fail, and a new sign-in does not help.</summary>
    Failing = 2,

    /// <summary>A secret, a certificate or a sign-in expires in 30, 7 or 1 days.</summary>
    CredentialExpires = 3,
}
