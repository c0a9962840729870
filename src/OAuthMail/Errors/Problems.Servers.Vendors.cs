namespace OAuthMail;

public static partial class Problems
{
    /// <summary>Exchange: authenticated SMTP is off in the tenant.</summary>
    public static Problem SmtpAuthDisabledForTenant { get; } = new(
        "smtp-auth-disabled-for-tenant", ProblemKind.Policy, Responsible.Administrator,
        "Authenticated SMTP is switched off for the whole Exchange organization. The switch is the protocol's and stops OAuth as well.",
        "Enable it for this mailbox, which overrides the organization: Set-CASMailbox -Identity <mailbox> -SmtpClientAuthenticationDisabled $false; or for all: Set-TransportConfig -SmtpClientAuthenticationDisabled $false. Security defaults in Entra switch it off too.");

    /// <summary>Exchange: authenticated SMTP is off for the mailbox.</summary>
    public static Problem SmtpAuthDisabledForMailbox { get; } = new(
        "smtp-auth-disabled-for-mailbox", ProblemKind.Policy, Responsible.Administrator,
        "Authenticated SMTP is switched off for this Exchange mailbox. The switch is the protocol's and stops OAuth as well.",
        "Run Set-CASMailbox -Identity <mailbox> -SmtpClientAuthenticationDisabled $false, or tick 'Authenticated SMTP' under the user's mail apps, and wait an hour.");

    /// <summary>Entra: a policy forbids the login.</summary>
    public static Problem LoginBlockedByPolicy { get; } = new(
        "login-blocked-by-policy", ProblemKind.Policy, Responsible.Administrator,
        "A policy of the organization forbids this login: Conditional Access, an authentication policy, or security defaults.",
        "Find the attempt in Entra's sign-in log, see which policy decided, and except this application or account from it.");

    /// <summary>Exchange: the protocol is off, or the mailbox is another's.</summary>
    public static Problem MailboxNotConnected { get; } = new(
        "mailbox-not-connected", ProblemKind.Policy, Responsible.Administrator,
        "Exchange accepts the token but does not open the mailbox: IMAP is switched off for it, the user is no mailbox or one without rights for this token, it has no licence, or too many sessions are open.",
        "Run Set-CASMailbox -Identity <mailbox> -ImapEnabled $true; check the address, and for an application Add-MailboxPermission -Identity <mailbox> -User <service principal> -AccessRights FullAccess; then wait an hour.");

    /// <summary>Exchange: no such mailbox.</summary>
    public static Problem MailboxNotFound { get; } = new(
        "mailbox-not-found", ProblemKind.Configuration, Responsible.Developer,
        "The user that was named has no mailbox at this server.",
        "Correct the account's address: it is the mailbox's primary address, not a person's sign-in name or a group.");

    /// <summary>Exchange: an application without rights on the mailbox.</summary>
    public static Problem MailboxPermissionMissing { get; } = new(
        "mailbox-permission-missing", ProblemKind.Policy, Responsible.Administrator,
        "The login worked, but whoever logged in has no rights on the mailbox. Exchange calls it temporary; it lasts until an administrator acts.",
        "Register the service principal with New-ServicePrincipal under the object id of the enterprise application (not of the app registration), run Add-MailboxPermission -Identity <mailbox> -User <service principal> -AccessRights FullAccess, wait an hour, and get a new token.");

    /// <summary>The sender is not allowed.</summary>
    public static Problem SendAsDenied { get; } = new(
        "send-as-denied", ProblemKind.Policy, Responsible.Administrator,
        "The mailbox may not send under the address in MAIL FROM or in the From field.",
        "Send as the mailbox's own address; or run Add-RecipientPermission -Identity <sender> -Trustee <user or service principal> -AccessRights SendAs; or for aliases Set-OrganizationConfig -SendFromAliasEnabled $true.");

    /// <summary>Exchange: the sender is blocked for spam.</summary>
    public static Problem SenderBlocked { get; } = new(
        "sender-blocked", ProblemKind.Policy, Responsible.Administrator,
        "The mailbox is blocked from sending because it sent what looked like spam.",
        "Secure the account first; then remove it from 'Restricted entities' in the Defender portal.");

    /// <summary>Exchange High Volume Email: no recipients outside.</summary>
    public static Problem ExternalRecipientsRefused { get; } = new(
        "external-recipients-refused", ProblemKind.Policy, Responsible.Developer,
        "High Volume Email accounts send to recipients of their own organization only.",
        "Send from an ordinary mailbox or with Azure Communication Services.");

    /// <summary>Exchange: the POP3 login was sent in one line.</summary>
    public static Problem Pop3TwoLinesNeeded { get; } = new(
        "pop3-two-lines-needed", ProblemKind.Protocol, Responsible.Developer,
        "Exchange ends a POP3 connection when a line is too long for it, such as AUTH with the token on the same line.",
        "Send AUTH XOAUTH2 alone, wait for the plus sign, and send the token on a line of its own.");

    /// <summary>IMAP is not enabled for the mailbox.</summary>
    public static Problem ImapNotEnabled { get; } = new(
        "imap-not-enabled", ProblemKind.Policy, Responsible.User,
        "IMAP is not enabled for the mailbox.",
        "Enable IMAP in the settings of the mailbox; in an organization the administrator must allow it first (Google Workspace: Apps, Gmail, End user access; Zoho: Mail Accounts, IMAP access).");

    /// <summary>POP3 is not enabled for the mailbox.</summary>
    public static Problem Pop3NotEnabled { get; } = new(
        "pop3-not-enabled", ProblemKind.Policy, Responsible.User,
        "POP3 is not enabled for the mailbox.",
        "Enable POP3 in the settings of the mailbox; at Exchange an administrator runs Set-CASMailbox -Identity <mailbox> -PopEnabled $true.");

    /// <summary>The service is not enabled, or not in the scope.</summary>
    public static Problem ServiceNotAllowed { get; } = new(
        "service-not-allowed", ProblemKind.Policy, Responsible.User,
        "The user has no access to this service: the protocol is not enabled in the mailbox's settings, or the token lacks its scope.",
        "Enable the protocol for mail programs in the settings of the mailbox, and check the scope that was consented to.");

    /// <summary>Google wants a person at a browser.</summary>
    public static Problem BrowserSignInNeeded { get; } = new(
        "browser-sign-in-needed", ProblemKind.SignInRequired, Responsible.User,
        "The server wants the person to sign in with a browser first, because the attempt looks unusual.",
        "Sign in to the mailbox with a browser from the same network, answer what is asked, and try again.");

    /// <summary>The account is locked.</summary>
    public static Problem AccountLocked { get; } = new(
        "account-locked", ProblemKind.Policy, Responsible.Administrator,
        "The account is locked or disabled.",
        "Have it unlocked; then sign in once with a browser.");

    /// <summary>The mailbox is in use by another POP3 session.</summary>
    public static Problem MailboxInUse { get; } = new(
        "mailbox-in-use", ProblemKind.Transient, Responsible.Nobody,
        "Another session holds the mailbox, which POP3 allows only one of.",
        "Try again after the other session has ended.");
}
