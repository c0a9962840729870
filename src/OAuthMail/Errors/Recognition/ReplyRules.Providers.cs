namespace OAuthMail.Errors.Recognition;

/// <content>Yahoo and AOL, Yandex, Mail.ru, Zoho: from their documentation and public reports.</content>
internal static partial class ReplyRules
{
    private static readonly ReplyRule[] Yahoo =
    [
        new(Problems.ServerThrottles, "too many bad auth attempts|rate limit hit|too many login"),
        new(Problems.ServerThrottles, "[LIMIT]"),
        new(Problems.ServerBusy, "server error"),
        new(Problems.SendingAddressBlocked, "permanently deferred|[ts03]|[bl|(dyn:|(rly:|(rtr:|(con:"),
        new(Problems.ServerThrottles, "user complaints|unexpected volume"),
        new(Problems.ServerBusy, "internal error|temporarily deferred"),
        new(Problems.ServerBusy, "4xx", "[ts"),
        new(Problems.PasswordLoginRefused, "generate an app password|app password|older mail app"),
        new(Problems.SpamSuspected, "not accepted for policy reasons|x.7.9 message not accepted"),
        new(Problems.BrowserSignInNeeded, "account*verify|sign in to*yahoo"),
        new(Problems.SendingLimitReached, "x.7.1 too many*messages|sending limit"),
        new(Problems.SendAsDenied, "from address*not*verified|can't send as|from header"),
    ];

    private static readonly ReplyRule[] Yandex =
    [
        new(Problems.ImapNotEnabled, "imap*disabled|enable imap") { Protocol = MailProtocol.Imap },
        new(Problems.Pop3NotEnabled, "pop*is disabled|pop*disabled|enable pop") { Protocol = MailProtocol.Pop3 },
        new(Problems.ServiceNotAllowed, "does not have access rights to this service"),
        new(Problems.PasswordLoginRefused, "application password|app password|device password"),
        new(Problems.BrowserSignInNeeded, "eula|phone*confirm|confirm*phone|passport"),
        new(Problems.SendAsDenied, "not owned by auth user|not owned by user"),
        new(Problems.BrowserSignInNeeded, "not a robot|use web for sending"),
        new(Problems.SpamSuspected, "spam"),
        new(Problems.RecipientBusy, "recipient has exceeded"),
        new(Problems.ServerThrottles, "too many connections|rate limit|try again later"),
        new(Problems.SendingLimitReached, "message sending limit|policy rejection*limit|too many messages"),
        new(Problems.AccountLocked, "user*blocked|mailbox*blocked"),
    ];

    private static readonly ReplyRule[] MailRu =
    [
        new(Problems.PasswordLoginRefused, "application password is required|parol prilozheniya"),
        new(Problems.AccountSuspended, "sending for this account is disabled"),
        new(Problems.SpamSuspected, "spam"),
        new(Problems.SendAsDenied, "not local sender over smtp|sender*must match"),
        new(Problems.SendingLimitReached, "too many messages|limit exceeded"),
        new(Problems.ServiceNotAllowed, "imap access*denied|access to this account is disabled|protocol*disabled"),
    ];

    private static readonly ReplyRule[] Zoho =
    [
        new(Problems.ImapNotEnabled, "enable imap"),
        new(Problems.Pop3NotEnabled, "yet to enable pop|enable pop"),
        new(Problems.SendAsDenied, "relaying disallowed|relaying issues"),
        new(Problems.SenderBlocked, "sender address blocked|unusual sending activity|unusual activity|outgoing*block"),
        new(Problems.AccountLocked, "user*blocked|account*blocked|incoming blocked"),
        new(Problems.ServerThrottles, "too many requests|too many*attempts"),
        new(Problems.ContentRefused, "virus|subject is mandatory|mime*invalid"),
        new(Problems.MessageTooLarge, "email size exceeded"),
        new(Problems.RecipientRefused, "policy violation") { Steps = ReplySteps.AfterSender },
        new(Problems.PasswordLoginRefused, "application specific password|app specific password|application-specific"),
    ];
}
