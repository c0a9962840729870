namespace OAuthMail.Errors.Recognition;

/// <content>
/// Gmail and Google Workspace (<see href="https://support.google.com/a/answer/3726730">SMTP errors</see>; IMAP and POP3 from public
/// reports).
/// </content>
internal static partial class ReplyRules
{
    private static readonly ReplyRule[] Google =
    [
        new(Problems.ImapDisabledByAdministrator, "imap*disabled*domain|imap*disabled*administrator"),
        new(Problems.Pop3DisabledByAdministrator, "pop access is disabled for your domain|pop*disabled*domain"),
        new(Problems.ImapNotEnabled, "not enabled for imap|imap access is disabled"),
        new(Problems.Pop3NotEnabled, "not enabled for pop|pop access is disabled"),
        new(Problems.BrowserSignInNeeded, "[WEBALERT]"),
        new(Problems.BrowserSignInNeeded, "web browser"),
        new(Problems.BrowserSignInNeeded, "x.7.14"),
        new(
            Problems.PasswordLoginRefused,
            "application-specific password|invalidsecondfactor|xoauth is no longer supported"),
        new(Problems.PasswordLoginRefused, "x.7.9"),
        new(Problems.TooManyConnections, "too many simultaneous connections"),
        new(Problems.ServerThrottles, "too many login attempts|bandwidth limit"),
        new(
            Problems.SendingLimitReached,
            "user sending limit exceeded|sending quota|relay limit exceeded|relay quota|message-sending limit"),
        new(Problems.SendingLimitReached, "5.4.5"),
        new(Problems.MailboxNotFound, "lookup failed"),
        new(Problems.AccountLocked, "account*disabled|account*suspended") { Steps = ReplySteps.UntilMailbox },
        new(Problems.DomainSuspended, "domain*suspended|domain*has expired"),

        // The submission.
        new(Problems.StartTlsRequired, "must issue a starttls command|tls required"),
        new(
            Problems.RelayRefused,
            "mail relay denied|invalid credentials for relay|not authorized to relay|ip not in whitelist"),
        new(
            Problems.SenderNotAuthenticated,
            "unauthenticated email|unauthenticated sender|x.7.26|dmarc policy|spf*dkim|dkim*spf|5.7.40"),
        new(Problems.ServerThrottles, "x.7.28"),
        new(Problems.SenderNotAuthenticated, "x.7.26-32"),
        new(Problems.SenderNotAuthenticated, "x.7.40"),
        new(
            Problems.SendingAddressBlocked,
            "unsolicited mail originating from your ip|originating from your ip|ptr record|x.7.25"
            + "|very low reputation of the sending ip"),
        new(Problems.SendingAddressBlocked, "x.7.25"),
        new(Problems.SendingAddressBlocked, "ip you're using|not authorized to send email directly"),
        new(Problems.SpamSuspected, "unsolicited|suspicious|low reputation|phishing"),
        new(
            Problems.ContentRefused, "security issue|attachment|not rfc 5322|not rfc 2822|multiple 'from'|header|x.6.0"),
        new(Problems.TooManyRecipients, "too many recipients"),
        new(Problems.RecipientMailboxFull, "over quota|out of storage|inbox is out of storage"),
        new(
            Problems.RecipientBusy,
            "receiving mail too quickly|receiving mail at a rate|muito rapido|demasiado rapido|trop rapidement"
            + "|zu schnell|troppo velocemente"),
        new(Problems.RecipientRefused, "does not exist|is inactive|nosuchuser|you tried to reach is disabled"),
        new(Problems.ContentRefused, "email policy"),
        new(Problems.ContentRefused, "x.6.0"),
    ];
}
