namespace OAuthMail;

/// <summary>Who can end a <see cref="Problem"/>.</summary>
public enum Responsible
{
    /// <summary>Nobody has to act: it passes, or the library tries again by itself.</summary>
    Nobody,

    /// <summary>The person whose mailbox it is, usually by signing in again.</summary>
    User,

    /// <summary>Whoever administers the tenant, the authorization server or the mail server.</summary>
    Administrator,

    /// <summary>Whoever wrote or configured the program.</summary>
    Developer,

    /// <summary>Whoever runs the machine: its network, clock, disk and permissions.</summary>
    Operator,
}
