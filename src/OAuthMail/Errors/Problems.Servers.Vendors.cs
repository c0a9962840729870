namespace OAuthMail;

public static partial class Problems
{
    /// <summary>SMTP AUTH is disabled for the Exchange organization.</summary>
    public static Problem SmtpAuthDisabledForTenant { get; } = new(
        "smtp-auth-disabled-for-tenant", ProblemKind.Policy, Responsible.Administrator,
        "SMTP AUTH is disabled for the whole Exchange organization. The setting applies to OAuth too.",
        "Enable it for this mailbox, which overrides the organization's setting: Set-CASMailbox -Identity <mailbox> "
        + "-SmtpClientAuthenticationDisabled $false. Or enable it for all: Set-TransportConfig -SmtpClientAuthenticationDisabled "
        + "$false. Security defaults in Entra disable it too.");

    /// <summary>SMTP AUTH is disabled for the Exchange mailbox.</summary>
    public static Problem SmtpAuthDisabledForMailbox { get; } = new(
        "smtp-auth-disabled-for-mailbox", ProblemKind.Policy, Responsible.Administrator,
        "SMTP AUTH is disabled for this Exchange mailbox. The setting applies to OAuth too.",
        "Run Set-CASMailbox -Identity <mailbox> -SmtpClientAuthenticationDisabled $false, or select \"Authenticated SMTP\" in the "
        + "user's email apps, and wait an hour.");

    /// <summary>A policy blocks the login.</summary>
    public static Problem LoginBlockedByPolicy { get; } = new(
        "login-blocked-by-policy", ProblemKind.Policy, Responsible.Administrator,
        "A policy of the organization blocks this login: Conditional Access, an authentication policy, or security defaults.",
        "Find the attempt in the sign-in log of the organization to see which policy applies, and exclude this "
        + "application or account from it.");

    /// <summary>Exchange accepted the token but did not open the mailbox.</summary>
    public static Problem MailboxNotConnected { get; } = new(
        "mailbox-not-connected", ProblemKind.Policy, Responsible.Administrator,
        "Exchange accepted the token but did not open the mailbox: IMAP is disabled for it, the user has no mailbox or no "
        + "permission on it, it has no licence, or too many sessions are open.",
        "Have the administrator enable IMAP for the mailbox, and check the address, the licence and the "
        + "permission on the mailbox. Then wait an hour.");

    /// <summary>The server has no such mailbox.</summary>
    public static Problem MailboxNotFound { get; } = new(
        "mailbox-not-found", ProblemKind.Configuration, Responsible.Developer,
        "The user that was named has no mailbox at this server.",
        "Correct the account's address. It must be the mailbox's primary address, not a sign-in name or a group.");

    /// <summary>The application has no permission on the mailbox.</summary>
    public static Problem MailboxPermissionMissing { get; } = new(
        "mailbox-permission-missing", ProblemKind.Policy, Responsible.Administrator,
        "Authentication succeeded, but the authenticated identity has no permission on the mailbox. Exchange reports a temporary "
        + "error, but it lasts until an administrator acts.",
        "Have the administrator give the user or the application permission on the mailbox. Then wait an hour, "
        + "and acquire a new token.");

    /// <summary>The mailbox may not send as this sender.</summary>
    public static Problem SendAsDenied { get; } = new(
        "send-as-denied", ProblemKind.Policy, Responsible.Administrator,
        "The mailbox may not send with the address in MAIL FROM or in the From field.",
        "Send with the mailbox's own address, or have the administrator give the user or the application "
        + "permission to send as this sender.");

    /// <summary>The sender is blocked for spam.</summary>
    public static Problem SenderBlocked { get; } = new(
        "sender-blocked", ProblemKind.Policy, Responsible.Administrator,
        "The mailbox is blocked from sending because it sent messages that look like spam.",
        "Secure the account first. Then have the administrator or the provider's support lift the block.");

    /// <summary>High Volume Email rejects external recipients.</summary>
    public static Problem ExternalRecipientsRefused { get; } = new(
        "external-recipients-refused", ProblemKind.Policy, Responsible.Developer,
        "High Volume Email accounts can only send to recipients in their own organization.",
        "Send from a regular mailbox, or use Azure Communication Services.");

    /// <summary>The POP3 login was sent in one line.</summary>
    public static Problem Pop3TwoLinesNeeded { get; } = new(
        "pop3-two-lines-needed", ProblemKind.Protocol, Responsible.Developer,
        "Exchange closes a POP3 connection if a line is too long, such as AUTH with the token on the same line.",
        "Send AUTH XOAUTH2 alone, wait for the plus sign, and send the token on the next line.");

    /// <summary>IMAP is disabled for the mailbox.</summary>
    public static Problem ImapNotEnabled { get; } = new(
        "imap-not-enabled", ProblemKind.Policy, Responsible.User,
        "IMAP is disabled for the mailbox.",
        "Enable IMAP in the settings of the mailbox. In an organization, the administrator must allow it first.");

    /// <summary>POP3 is disabled for the mailbox.</summary>
    public static Problem Pop3NotEnabled { get; } = new(
        "pop3-not-enabled", ProblemKind.Policy, Responsible.User,
        "POP3 is disabled for the mailbox.",
        "Enable POP3 in the settings of the mailbox. In an organization, the administrator must allow it first.");

    /// <summary>The user has no access to the service.</summary>
    public static Problem ServiceNotAllowed { get; } = new(
        "service-not-allowed", ProblemKind.Policy, Responsible.User,
        "The user has no access to this service: the protocol is disabled in the mailbox's settings, or the token lacks its scope.",
        "Enable the protocol for mail programs in the settings of the mailbox, and check the scope that was consented to.");

    /// <summary>The server requires the user to sign in with a browser.</summary>
    public static Problem BrowserSignInNeeded { get; } = new(
        "browser-sign-in-needed", ProblemKind.SignInRequired, Responsible.User,
        "The server requires the user to sign in with a browser first, because the attempt looks unusual.",
        "Sign in to the mailbox with a browser from the same network, answer the questions, and try again.");

    /// <summary>The account is locked.</summary>
    public static Problem AccountLocked { get; } = new(
        "account-locked", ProblemKind.Policy, Responsible.Administrator,
        "The account is locked or disabled.",
        "Have the account unlocked. Then sign in once with a browser.");

    /// <summary>Another POP3 session uses the mailbox.</summary>
    public static Problem MailboxInUse { get; } = new(
        "mailbox-in-use", ProblemKind.Transient, Responsible.None,
        "Another session uses the mailbox. POP3 allows only one session at a time.",
        "Try again after the other session has ended.");
}
