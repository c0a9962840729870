namespace OAuthMail;

/// <summary>Specifies how the user who signed in was checked.</summary>
public enum UserCheckOutcome
{
    /// <summary>The user name in the identity is the account's sign-in name.</summary>
    SameName,

    /// <summary>The names differ or are unknown, but the mail server accepted the token for this mailbox.</summary>
    AcceptedByServer,

    /// <summary>The names differ or are unknown, and no login was tried or possible. The first login shows the result.</summary>
    Unknown,
}
