namespace OAuthMail;

/// <summary>How it was found that the right person signed in.</summary>
public enum PersonCheckOutcome
{
    /// <summary>The name in the identity is the account's.</summary>
    SameName,

    /// <summary>The names differ or are unknown, and the mail server accepted the token for this mailbox.</summary>
    AcceptedByServer,

    /// <summary>The names differ or are unknown, and the mail server was not or could not be asked. The first login will tell.</summary>
    Unknown,
}
