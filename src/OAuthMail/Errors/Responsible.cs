namespace OAuthMail;

/// <summary>Specifies who must act to solve a <see cref="Problem"/>.</summary>
public enum Responsible
{
    /// <summary>No action is needed: the problem is temporary, or the library retries.</summary>
    None,

    /// <summary>The owner of the mailbox, usually by signing in again.</summary>
    User,

    /// <summary>The administrator of the tenant, the authorization server or the mail server.</summary>
    Administrator,

    /// <summary>The developer who wrote or configured the program.</summary>
    Developer,

    /// <summary>The operator of the machine: its network, clock, disk and permissions.</summary>
    Operator,
}
