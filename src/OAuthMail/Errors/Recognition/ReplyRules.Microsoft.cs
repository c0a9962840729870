namespace OAuthMail.Errors.Recognition;

/// <content>
/// Exchange Online and Outlook.com. Microsoft documents few of these texts (<see
/// href="https://learn.microsoft.com/exchange/troubleshoot/email-delivery/ndr/non-delivery-reports-in-exchange-online">reports</see>);
/// the others were collected from public reports of mail clients.
/// </content>
internal static partial class ReplyRules
{
    private static readonly ReplyRule[] Microsoft =
    [
        // Settings and policies.
        new(
            Problems.BrowserSignInNeeded,
            "via a web browser|with a web browser|in a web browser|verify your identity|sign in to your account"
            + "|unusual activity"),
        new(Problems.SmtpAuthDisabledForTenant, "smtpclientauthentication is disabled for the tenant"),
        new(Problems.SmtpAuthDisabledForMailbox, "smtpclientauthentication is disabled for the mailbox"),
        new(Problems.SmtpAuthDisabledForTenant, "smtpclientauthentication is disabled"),
        new(
            Problems.LoginBlockedByPolicy,
            "security defaults|did not meet the criteria|conditional access|authentication policy"),
        new(Problems.PasswordLoginRefused, "basic auth"),
        new(Problems.PasswordLoginRefused, "5.7.30"),
        new(
            Problems.PasswordLoginRefused,
            "the user credentials were incorrect|logon failure: unknown user name or bad password"),
        new(
            Problems.PasswordLoginRefused, "login failed.",
            "!invalid|illegal|credential|argument|state|command")
        {
            IsForOwnServers = true, Protocol = MailProtocol.Imap,
        },
        new(Problems.FederationUnreachable, "federated sts|federation*unreachable|sts unreachable"),
        new(Problems.TlsVersionRefused, "4.7.66"),
        new(Problems.TlsVersionRefused, "x.7.1", "tls 1.0|tls version"),

        // The token and the mailbox.
        new(Problems.TokenEndsSoon, "5.5.127"),
        new(Problems.TokenEndsSoon, "token will expire soon"),
        new(Problems.LoginMessageRefused, "invalid xoauth2 auth data"),
        new(Problems.TokenRefused, "accesstokenexpired|session invalidated|authentication failure: unknown user name"),
        new(Problems.MailboxNotFound, "noadrecipient"),
        new(Problems.ImapDisabledByAdministrator, "authresultfrompopimapend=8") { Protocol = MailProtocol.Imap },
        new(Problems.Pop3DisabledByAdministrator, "authresultfrompopimapend=8") { Protocol = MailProtocol.Pop3 },
        new(Problems.ServerThrottles, "throttled|suggested backoff time"),
        new(Problems.MailboxNotConnected, "authenticated but not connected"),
        new(Problems.FolderNotFound, "doesn't exist") { Steps = [ReplyStep.Mailbox], Protocol = MailProtocol.Imap },
        new(Problems.Pop3TwoLinesNeeded, "protocol error. connection is closed. 10") { Protocol = MailProtocol.Pop3 },
        new(Problems.MailboxPermissionMissing, "430", "4.2.0", "logonfailed|logon failure"),
        new(Problems.MailboxPermissionMissing, "has no rights on this session|mapiexceptionlogonfailed"),

        // The submission: who may send.
        new(
            Problems.SendAsDenied,
            "sendasdenied|send as denied|does not have permissions to send as this sender|not allowed to send as"),
        new(Problems.SendAsDenied, "5.7.60"),
        new(Problems.SendAsDenied, "5.2.252"),
        new(Problems.ExternalRecipientsRefused, "5.5.105"),
        new(Problems.NotAuthenticated, "x.7.57"),
        new(Problems.RelayRefused, "x.7.64"),
        new(Problems.RelayRefused, "x.7.54"),
        new(Problems.RelayRefused, "x.4.300"),
        new(Problems.RelayRefused, "x.7.367-368"),
        new(Problems.RelayRefused, "unable to relay|relay access denied|tenantattribution|matched by*connector"),
        new(Problems.SendingLimitReached, "submissionquotaexceeded"),
        new(Problems.SendingLimitReached, "x.1.90"),
        new(Problems.TenantSendingBlocked, "x.7.232-236"),
        new(Problems.TenantSendingBlocked, "x.7.700-750"),
        new(
            Problems.SenderBlocked,
            "outboundspam|bad outbound sender|wascl|x.1.8 access denied|refusequota|showtierupgrade"),
        new(Problems.SenderBlocked, "x.1.8"),
        new(Problems.ServerThrottles, "451", "x.7.500-501"),
        new(Problems.ServerThrottles, "message submission rate"),
        new(Problems.ServerThrottles, "x.7.511-514") { Steps = [ReplyStep.Connect] },
        new(Problems.TenantSendingBlocked, "x.7.501-503"),
        new(Problems.RecipientRefused, "x.7.504-505"),
        new(Problems.SendingAddressBlocked, "x.7.506"),
        new(Problems.RecipientRefused, "x.7.507"),
        new(Problems.SendingAddressBlocked, "x.7.508"),
        new(Problems.SenderNotAuthenticated, "x.7.509"),
        new(Problems.TenantSendingBlocked, "x.7.510"),
        new(Problems.SendingAddressBlocked, "x.7.511"),
        new(Problems.ContentRefused, "x.7.512"),
        new(Problems.SendingAddressBlocked, "x.7.513"),
        new(Problems.SenderNotAuthenticated, "x.7.514-515"),
        new(Problems.TenantSendingBlocked, "x.7.520"),
        new(Problems.SendingAddressBlocked, "x.7.606-649"),
        new(Problems.ServerThrottles, "451", "x.7.650-699"),
        new(Problems.SendingAddressBlocked, "x.7.650-699"),
        new(Problems.SenderNotAuthenticated, "x.7.23-26"),
        new(Problems.StartTlsRequired, "x.7.51"),
        new(Problems.RecipientRefused, "x.7.124"),
        new(Problems.RecipientBusy, "x.2.121-122"),
        new(Problems.RecipientRefused, "x.7.12-13") { Steps = [ReplyStep.Recipient, ReplyStep.Content] },
        new(Problems.RecipientRefused, "x.7.129-136"),
        new(Problems.RecipientRefused, "no mail-enabled subscription"),
        new(Problems.MessageTooLarge, "sendsizelimit|recvsizelimit|message too large"),
        new(Problems.TooManyRecipients, "reciplimit; too many"),
        new(Problems.MailboxFull, "storedrv.submission*quota|storedrv.clientsubmit*quota"),
        new(Problems.RecipientRefused, "resolver.*|x.4.1 recipient address rejected"),
        new(Problems.RecipientRefused, "5.4.1"),
        new(Problems.RecipientRefused, "5.4.310"),
        new(Problems.RelayRefused, "5.4.6-14", "loop|hop count"),

        // The submission: how much.
        new(
            Problems.TooManyConnections,
            "thread limit exceeded|concurrent connections limit|maximum number of concurrent"),
        new(Problems.MailboxFull, "mailbox*full|quotaexceeded") { Steps = [ReplyStep.Mailbox] },
        new(Problems.RecipientMailboxFull, "mailbox*full|quotaexceeded") { Steps = ReplySteps.Sending },
        new(Problems.MessageTooLarge, "5.2.270"),
        new(Problems.MessageTooLarge, "messagetoolarge|sizelimit"),
        new(Problems.TooManyRecipients, "x.5.3"),
        new(Problems.TooManyRecipients, "rcptsizelimit|recipientlimit|x.5.3 too many recipients"),
        new(Problems.ContentRefused, "x.1.20-21"),
        new(Problems.ContentRefused, "transport.rules.rejectmessage|5.7.1 message rejected by transport rule|malware"),
        new(Problems.ServerBusy, "server unavailable"),
        new(Problems.ServerBusy, "4.7.0", "prx"),
    ];
}
