namespace OAuthMail;

/// <summary>Specifies what is known about the logins of an account.</summary>
public enum MailAccountStatus
{
    /// <summary>No user has signed in. An application's own account never has this status.</summary>
    NotSignedIn = 0,

    /// <summary>A token can be acquired as far as is known, but no login to a mailbox has succeeded yet.</summary>
    Unverified = 1,

    /// <summary>The last login to the mailbox succeeded.</summary>
    Connected = 2,

    /// <summary>A user must sign in again. <see cref="MailAccountState.Problem"/> says why.</summary>
    SignInRequired = 3,

    /// <summary>The last token request or login failed, and a new sign-in does not help.</summary>
    Failing = 4,
}
