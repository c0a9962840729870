namespace OAuthMail.Testing;

/// <content>
/// Rejections in the words of the large providers. Each property returns a new object, which a test may change.
/// </content>
public sealed partial class TokenRejection
{
    private const string ExchangeHost = "[TEST01CA0001.testprd01.prod.outlook.com 2024-02-14T14:50:26.590Z 08DC2D372B4C3DED]";

    private const string SmtpAuthHelp = "Visit https://aka.ms/smtp_auth_disabled for more information.";

    /// <summary>Gets the rejection of Exchange if SMTP AUTH is disabled for the tenant.</summary>
    public static TokenRejection SmtpAuthDisabledForTenant =>
        OfExchange($"Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. {SmtpAuthHelp}");

    /// <summary>Gets the rejection of Exchange if SMTP AUTH is disabled for the mailbox.</summary>
    public static TokenRejection SmtpAuthDisabledForMailbox =>
        OfExchange($"Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox. {SmtpAuthHelp}");

    /// <summary>Gets the rejection of Exchange over SMTP if the security defaults of the tenant block the login.</summary>
    public static TokenRejection SecurityDefaults => OfExchange(
        "Authentication unsuccessful, user is locked by your organization's security defaults policy. Contact your administrator.");

    /// <summary>Gets the rejection of Exchange over SMTP if a policy of the tenant, such as conditional access, blocks the login.</summary>
    public static TokenRejection BlockedByPolicy => OfExchange(
        "Authentication unsuccessful, the request did not meet the criteria to be authenticated successfully. "
        + "Contact your administrator.");

    /// <summary>Gets the rejection of Gmail if the user has not switched IMAP on.</summary>
    public static TokenRejection ImapDisabled => new()
    {
        Text = "NO [ALERT] Your account is not enabled for IMAP use. Please visit your Gmail settings page and enable your "
            + "account for IMAP access. (Failure)",
    };

    /// <summary>Gets the rejection of Google Workspace if the administrator has switched IMAP off.</summary>
    public static TokenRejection ImapDisabledForDomain => new()
    {
        Text = "NO [ALERT] IMAP access is disabled for your domain. Please contact your domain administrator for questions "
            + "about this feature. (Failure)",
    };

    /// <summary>Gets the rejection of Gmail if the user has not switched POP3 on.</summary>
    public static TokenRejection Pop3Disabled => new()
    {
        Text = "-ERR [SYS/PERM] Your account is not enabled for POP access. Please visit your Gmail settings page and enable "
            + "your account for POP access.",
    };

    /// <summary>Gets the rejection of Google Workspace if the administrator has switched POP3 off.</summary>
    public static TokenRejection Pop3DisabledForDomain => new()
    {
        Text = "-ERR [SYS/PERM] POP access is disabled for your domain. Please contact your domain administrator for "
            + "questions about this feature.",
    };

    /// <summary>Returns the rejection of Gmail if the user must first sign in with a browser.</summary>
    /// <param name="protocol">The protocol of the server.</param>
    /// <returns>The rejection.</returns>
    public static TokenRejection BrowserSignInNeeded(MailProtocol protocol) => new()
    {
        Text = protocol switch
        {
            MailProtocol.Smtp => "534-5.7.14 Please log in via your web browser and then try again.\r\n"
                + "534 5.7.14  https://support.google.com/mail/answer/78754 - gsmtp",
            MailProtocol.Imap =>
                "NO [ALERT] Please log in via your web browser: https://support.google.com/mail/accounts/answer/78754 (Failure)",
            _ => "-ERR [AUTH] Web login required: https://support.google.com/mail/answer/78754",
        },
    };

    /// <summary>
    /// Returns the rejection of a server to which too many logins or commands are sent: Gmail's over SMTP, Exchange's over
    /// IMAP, and that of RFC 2449 section 8.1.1 over POP3.
    /// </summary>
    /// <param name="protocol">The protocol of the server.</param>
    /// <returns>The rejection.</returns>
    public static TokenRejection Throttled(MailProtocol protocol) => new()
    {
        Text = protocol switch
        {
            MailProtocol.Smtp => "454 4.7.0 Too many login attempts, please try again later. - gsmtp",
            MailProtocol.Imap => "BAD Request is throttled. Suggested Backoff Time: 92415 milliseconds",
            _ => "-ERR [LOGIN-DELAY] minimum time between mail checks violation",
        },
    };

    /// <summary>Exchange sends no challenge before a rejection that is not about the token.</summary>
    private static TokenRejection OfExchange(string text) => new() { Challenge = false, Text = $"535 5.7.139 {text} {ExchangeHost}" };
}
