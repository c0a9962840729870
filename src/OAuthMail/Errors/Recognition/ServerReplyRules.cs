namespace OAuthMail.Errors.Recognition;

/// <summary>
/// The rules that recognize replies. The first matching rule is used, so more specific rules are first. Vendors document few of these
/// texts; they were collected from public reports of mail clients.
/// </summary>
internal static class ServerReplyRules
{
    private static readonly string[] TemporaryWords = ["temporarily", "temporary failure", "temporary error", "try again later"];

    public static IReadOnlyList<ServerReplyRule> All { get; } =
    [
        // Exchange: protocol settings and policies.
        new(Problems.SmtpAuthDisabledForTenant, "SmtpClientAuthentication is disabled for the Tenant"),
        new(Problems.SmtpAuthDisabledForMailbox, "SmtpClientAuthentication is disabled for the Mailbox"),
        new(Problems.LoginBlockedByPolicy, "security defaults"),
        new(Problems.LoginBlockedByPolicy, "did not meet the criteria"),
        new(Problems.PasswordLoginRefused, "basic authentication is disabled"),
        new(Problems.PasswordLoginRefused, "Basic authentication is not supported"),
        new(Problems.PasswordLoginRefused, "5.7.30"),
        new(Problems.PasswordLoginRefused, "the user credentials were incorrect"),
        new(Problems.PasswordLoginRefused, "Application-specific password required"),
        new(Problems.PasswordLoginRefused, "Logon failure: unknown user name or bad password"),
        new(Problems.PasswordLoginRefused, "LOGIN failed") { Protocol = MailProtocol.Imap },
        new(Problems.AccountLocked, "account is locked"),
        new(Problems.AccountLocked, "account locked"),
        new(Problems.AccountLocked, "account is disabled"),

        // Exchange: the token or the mailbox.
        new(Problems.TokenEndsSoon, "5.5.127"),
        new(Problems.TokenEndsSoon, "Token will expire soon"),
        new(Problems.LoginMessageRefused, "Invalid XOAUTH2 auth data"),
        new(Problems.TokenRefused, "AccessTokenExpired"),
        new(Problems.TokenRefused, "Session invalidated"),
        new(Problems.MailboxNotFound, "NoADRecipient"),
        new(Problems.ImapNotEnabled, "AuthResultFromPopImapEnd=8") { Protocol = MailProtocol.Imap },
        new(Problems.Pop3NotEnabled, "AuthResultFromPopImapEnd=8") { Protocol = MailProtocol.Pop3 },
        new(Problems.ServerThrottles, "throttled"),
        new(Problems.ServerThrottles, "Suggested Backoff Time"),
        new(Problems.MailboxNotConnected, "authenticated but not connected"),
        new(Problems.Pop3TwoLinesNeeded, "Protocol error. Connection is closed. 10") { Protocol = MailProtocol.Pop3 },
        new(Problems.MailboxPermissionMissing, "430 4.2.0", "LogonFailed"),
        new(Problems.MailboxPermissionMissing, "430 4.2.0", "logon failure"),
        new(Problems.MailboxPermissionMissing, "has no rights on this session"),

        // Exchange: sending.
        new(Problems.SendAsDenied, "SendAsDenied"),
        new(Problems.SendAsDenied, "5.7.60"),
        new(Problems.SendAsDenied, "5.2.252"),
        new(Problems.ExternalRecipientsRefused, "5.5.105"),
        new(Problems.SendingLimitReached, "SubmissionQuotaExceeded"),
        new(Problems.SendingLimitReached, "5.1.90"),
        new(Problems.SenderBlocked, "OutboundSpam"),
        new(Problems.SenderBlocked, "bad outbound sender"),
        new(Problems.SenderBlocked, "5.1.8 "),
        new(Problems.MessageTooLarge, "5.2.270"),
        new(Problems.MessageTooLarge, "5.3.4"),
        new(Problems.NotAuthenticated, "5.7.57"),
        new(Problems.TooManyConnections, "thread limit exceeded"),
        new(Problems.TooManyConnections, "Concurrent connections limit exceeded"),
        new(Problems.TooManyConnections, "maximum number of concurrent"),
        new(Problems.ServerThrottles, "Message submission rate"),
        new(Problems.ServerThrottles, "4.7.500"),
        new(Problems.ServerThrottles, "4.7.501"),
        new(Problems.ServerBusy, "Server Unavailable"),
        new(Problems.ServerBusy, "4.7.0", "PRX"),

        // Too many recipients in one message (RFC 3463 section 3.6). Postfix uses similar words for its rate limit.
        new(Problems.ServerThrottles, "too many recipients from") { Protocol = MailProtocol.Smtp },
        new(Problems.TooManyRecipients, "too many recipients") { Protocol = MailProtocol.Smtp },
        new(Problems.TooManyRecipients, "452 4.5.3") { Protocol = MailProtocol.Smtp },
        new(Problems.TooManyRecipients, "552 5.5.3") { Protocol = MailProtocol.Smtp },
        new(Problems.TooManyRecipients, "550 5.5.3") { Protocol = MailProtocol.Smtp },
        new(Problems.TooManyRecipients, "554 5.5.3") { Protocol = MailProtocol.Smtp },

        // Gmail and Google Workspace.
        new(Problems.ImapNotEnabled, "not enabled for IMAP"),
        new(Problems.ImapNotEnabled, "IMAP access is disabled"),
        new(Problems.Pop3NotEnabled, "not enabled for POP"),
        new(Problems.Pop3NotEnabled, "POP access is disabled"),
        new(Problems.BrowserSignInNeeded, "log in via your web browser"),
        new(Problems.BrowserSignInNeeded, "[WEBALERT"),
        new(Problems.ServerThrottles, "Too many login attempts"),
        new(Problems.TooManyConnections, "Too many simultaneous connections"),
        new(Problems.ServerThrottles, "[OVERQUOTA]"),
        new(Problems.ServerThrottles, "exceeded command or bandwidth limits"),
        new(Problems.SendingLimitReached, "user sending limit exceeded"),
        new(Problems.SendingLimitReached, "550 5.4.5"),
        new(Problems.MailboxNotFound, "Lookup failed"),

        // Yahoo and AOL, Yandex, Zoho.
        new(Problems.ServerThrottles, "Too many bad auth attempts"),
        new(Problems.ServerThrottles, "Rate limit hit"),
        new(Problems.ServerThrottles, "[LIMIT]"),
        new(Problems.ServiceNotAllowed, "does not have access rights to this service"),
        new(Problems.ImapNotEnabled, "yet to enable IMAP"),
        new(Problems.Pop3NotEnabled, "yet to enable POP"),

        // Standard response codes (RFC 2449, RFC 3206, RFC 5530).
        new(Problems.ServerBusy, "[UNAVAILABLE]"),
        new(Problems.ServerBusy, "[SYS/TEMP]"),
        new(Problems.MailboxInUse, "[IN-USE]"),
        new(Problems.MailboxInUse, "[INUSE]"),
        new(Problems.MailboxInUse, "could not be locked"),
        new(Problems.ServerThrottles, "[LOGIN-DELAY]"),
        new(Problems.TokenRefused, "[AUTHENTICATIONFAILED]"),
        new(Problems.TokenRefused, "[AUTHORIZATIONFAILED]"),
        new(Problems.TokenRefused, "[EXPIRED]"),
        new(Problems.TokenRefused, "token expired"),
        new(Problems.TokenRefused, "token has expired"),
        new(Problems.TokenRefused, "token is expired"),
        new(Problems.TokenRefused, "Session expired") { Protocol = MailProtocol.Imap },
        new(Problems.TokenRefused, "Session expired") { Protocol = MailProtocol.Pop3 },
        new(Problems.NotAuthenticated, "[PRIVACYREQUIRED]"),

        // Words of servers without a response code. SMTP has reply codes for this.
        .. TemporaryWords.Select(words => new ServerReplyRule(Problems.ServerBusy, words) { Protocol = MailProtocol.Imap }),
        .. TemporaryWords.Select(words => new ServerReplyRule(Problems.ServerBusy, words) { Protocol = MailProtocol.Pop3 }),
    ];
}
