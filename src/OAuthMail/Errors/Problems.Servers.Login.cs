namespace OAuthMail;

/// <content>Reasons for which mail servers reject logins.</content>
public static partial class Problems
{
    /// <summary>Exchange rejected the token of an application.</summary>
    public static Problem ApplicationNotPermitted { get; } = new(
        "application-not-permitted", ProblemKind.TokenRefused, Responsible.Administrator,
        "Exchange rejected the token of an application. The application is not registered in Exchange, is "
        + "registered with the wrong object id, has no permission on this mailbox, or no administrator has "
        + "consented to its permission for this protocol.",
        "Have the administrator register the application with the object id of the enterprise application (not "
        + "that of the app registration), and give it permission on the mailbox. A change takes up to two hours.");

    /// <summary>The token is not suitable for this mailbox.</summary>
    public static Problem TokenUnsuitable { get; } = new(
        "token-unsuitable", ProblemKind.TokenRefused, Responsible.Developer,
        "The server names the scope that the token should have: the token lacks this scope, belongs to another "
        + "user than the login, or was revoked.",
        "Request the scope that the server names, and sign in as the owner of the mailbox. The user name of the "
        + "login must be that of the user who signed in.");

    /// <summary>Outlook.com accepted the token but did not open the mailbox.</summary>
    public static Problem OutlookMailboxNotConnected { get; } = new(
        "outlook-mailbox-not-connected", ProblemKind.Policy, Responsible.User,
        "Outlook.com accepted the token but did not open the mailbox: access for mail programs is disabled in the "
        + "settings of the mailbox, the login names another mailbox, or the account is new or restricted.",
        "Allow mail programs at https://outlook.live.com under Settings, Mail, Forwarding and IMAP. If that is so "
        + "already, sign in there once and answer the questions.");

    /// <summary>An administrator has disabled IMAP.</summary>
    public static Problem ImapDisabledByAdministrator { get; } = new(
        "imap-disabled-by-administrator", ProblemKind.Policy, Responsible.Administrator,
        "IMAP is disabled for the mailbox or for the whole organization.",
        "Have the administrator enable IMAP for this mailbox. A change takes up to an hour.");

    /// <summary>An administrator has disabled POP3.</summary>
    public static Problem Pop3DisabledByAdministrator { get; } = new(
        "pop3-disabled-by-administrator", ProblemKind.Policy, Responsible.Administrator,
        "POP3 is disabled for the mailbox or for the whole organization.",
        "Have the administrator enable POP3 for this mailbox. A change takes up to an hour.");

    /// <summary>SMTP is disabled for the mailbox.</summary>
    public static Problem SmtpNotEnabled { get; } = new(
        "smtp-not-enabled", ProblemKind.Policy, Responsible.User,
        "Sending with SMTP is disabled for the mailbox.",
        "Enable SMTP, or access for mail programs, in the settings of the mailbox.");

    /// <summary>An administrator has disabled SMTP.</summary>
    public static Problem SmtpDisabledByAdministrator { get; } = new(
        "smtp-disabled-by-administrator", ProblemKind.Policy, Responsible.Administrator,
        "Sending with SMTP is disabled for the mailbox or for the whole organization.",
        "Have the administrator enable SMTP for this mailbox.");

    /// <summary>The provider has suspended the account.</summary>
    public static Problem AccountSuspended { get; } = new(
        "account-suspended", ProblemKind.Policy, Responsible.User,
        "The provider has locked, suspended or closed the personal account.",
        "Sign in to the account with a browser, and follow the provider's instructions.");

    /// <summary>The domain of the mailbox is not active.</summary>
    public static Problem DomainSuspended { get; } = new(
        "domain-suspended", ProblemKind.Policy, Responsible.Administrator,
        "The domain of the mailbox is suspended, has expired, or is not verified at the provider.",
        "Have the administrator of the domain restore it.");

    /// <summary>The organization's sign-in service is not available.</summary>
    public static Problem FederationUnreachable { get; } = new(
        "federation-unreachable", ProblemKind.Policy, Responsible.Administrator,
        "The mail provider cannot reach the organization's own sign-in service, which is responsible for this "
        + "user, or it does not use HTTPS.",
        "Have the administrator check the federation service.");

    /// <summary>The server requires a newer version of TLS.</summary>
    public static Problem TlsVersionRefused { get; } = new(
        "tls-version-refused", ProblemKind.Configuration, Responsible.Operator,
        "The server does not accept the version of TLS that this machine uses. Version 1.2 is the minimum almost "
        + "everywhere.",
        "Enable TLS 1.2 in the settings of the operating system, or update it. Remove settings of the program "
        + "that choose an older version.");

    /// <summary>The server requires an encrypted connection.</summary>
    public static Problem StartTlsRequired { get; } = new(
        "starttls-required", ProblemKind.Configuration, Responsible.Developer,
        "The server accepts this command only over an encrypted connection.",
        "Use the port with implicit TLS (465, 993, 995), or STARTTLS on the other ports.");

    /// <summary>The server refers to its administrator.</summary>
    public static Problem ContactAdministrator { get; } = new(
        "contact-administrator", ProblemKind.Policy, Responsible.Administrator,
        "The server rejects the account for a reason that only its administrator can see or change.",
        "Give the server's reply to its administrator or to the provider's support.");

    /// <summary>The mail server reports an internal failure.</summary>
    public static Problem ServerFailed { get; } = new(
        "mail-server-failed", ProblemKind.Transient, Responsible.Administrator,
        "The mail server reports an internal failure, such as damaged data.",
        "Try again later. If the failure persists, give the server's reply to its administrator.");

    /// <summary>The server does not accept the command.</summary>
    public static Problem CommandRefused { get; } = new(
        "command-refused", ProblemKind.Protocol, Responsible.Developer,
        "The server does not accept the command in this form or in this state of the session.",
        "Read the server's reply. If the program did not send the command itself, report it with the reply.");
}
