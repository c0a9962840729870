namespace OAuthMail.Errors.Recognition;

/// <content>
/// Phrases about messages that contain words of the other rules, and mean something else than these. They are compared first.
/// </content>
internal static partial class ReplyRules
{
    private static readonly ReplyRule[] Phrases =
    [
        // The provider wants to see the user.
        new(
            Problems.BrowserSignInNeeded,
            "sign in to your account|log in to your account|login to your account|verify your account"
            + "|confirm your account|verify your identity|please sign in|unlock your account|password expired"
            + "|change your password|change password|modify your password")
        {
            Steps = ReplySteps.Sending,
        },

        // A check that the server could not make.
        new(
            Problems.ServerBusy, "4xx",
            "server configuration error|signing failed|problem running|virus scanner|virus-scanner")
        {
            Steps = ReplySteps.WithGreeting,
        },

        new(
            Problems.ServerBusy, "4xx",
            "lookup timed out|lookup failure|temporarily not found|could not be scanned|filter temporarily"
            + "|check failed*later")
        {
            Steps = ReplySteps.WithGreeting,
        },

        // The server asked the sender's server about the sender, or rejects it by name.
        new(
            Problems.SenderAddressRefused,
            "verification failed for|sender verify failed|sender verification failed|callout verification"
            + "|unknown sender|validate sender address|no valid sender|sender syntax",
            "!recipient")
        {
            Steps = ReplySteps.Sending,
        },
        new(
            Problems.SenderBlocked, "sender address rejected|sender rejected",
            "block|spam|disabled|suspended|banned|blacklist",
            "!recipient|client host|ip address|relay")
        {
            Steps = ReplySteps.AfterSender,
        },

        // The address must be the user's, which is no missing login.
        new(
            Problems.SendAsDenied,
            "must equal|username*sender*match|sender*username*match|not associated with|unauthorised envelope"
            + "|unauthorized envelope|notauthenticatedsender|not same as|not the same as|match*authenticated"
            + "|belong*authenticated|belong to*user|owned by|not the owner|same as*authenticated|same as*login"
            + "|authenticated*different|authenticated as*not|match authentication|match your authentication")
        {
            Steps = ReplySteps.Sending,
        },

        // The login that is missing.
        new(
            Problems.NotAuthenticated,
            "authentication required|authentication is required|authenticate first|must authenticate"
            + "|must be authenticated|not authenticated|authorization required|auth required|smtp auth*required"
            + "|please authenticate|need to authenticate|needs to authenticate|log in first|login first"
            + "|must log in|not logged in|client was not authenticated|send auth|mail from must*auth"
            + "|turn on*authentication|enable*smtp authentication|without authentication"
            + "|authentication in your mail|unauthenticated sender|unauthenticated client"
            + "|unauthenticated connection|unauthenticated user|unauthenticated mail not"
            + "|unauthenticated submission|anonymous|auth first|requires authentication|no login in")
        {
            Steps = [ReplyStep.Sender, ReplyStep.Recipient, ReplyStep.Content, ReplyStep.Mailbox],
        },

        // The codes of NetEase and Coremail (mail.163.com/help/help_spam_16.htm), without other words.
        new(Problems.TooManyConnections, "hl:icc") { Steps = ReplySteps.WithGreeting },
        new(
            Problems.ServerThrottles, "hl:rep|hl:ifc|hl:mep|mi:cel|mi:dmc|mi:ccl|mi:sfq|rp:drc|rp:ccl|rp:cel|rp:qrc")
        {
            Steps = ReplySteps.WithGreeting,
        },
        new(Problems.SendingLimitReached, "mi:stc|rp:trc") { Steps = ReplySteps.WithGreeting },
        new(
            Problems.SendingAddressBlocked,
            "dt:rbl|hl:ipb|hl:ihu|wm:bli|mi:spb|smtpport check|ofr006_103|ofr005_103|lpn007_102|(con:")
        {
            Steps = ReplySteps.WithGreeting,
        },
        new(Problems.SenderNotAuthenticated, "mi:spf|dt:sum|remote ip check") { Steps = ReplySteps.WithGreeting },
        new(Problems.SpamSuspected, "dt:spm") { Steps = ReplySteps.WithGreeting },
        new(Problems.SenderAddressRefused, "domain may not exist or dns check failed") { Steps = ReplySteps.Sending },
        new(
            Problems.CommandRefused, "502",
            "!auth|relay|tls|user|recipient|sender|spam")
        {
            Steps = ReplySteps.Sending,
        },

        // Greylisting repeats as it is meant to.
        new(
            Problems.ServerBusy, "greylist|graylist|grey list|gray list|deferred by policy|rechazo temporal|grey.rbl")
        {
            Steps = ReplySteps.Sending,
        },

        // A recipient that the server has not verified yet.
        new(
            Problems.ServerBusy, "4xx",
            "verification in progress|unverified address|unable to verify|cannot verify|could not verify"
            + "|verification*temporar|recipient*try again|recipient*try later|recipient*come back")
        {
            Steps = ReplySteps.AfterSender,
        },

        new(Problems.SendingAddressBlocked, "helo command*blocked|rejected client") { Steps = ReplySteps.WithGreeting },

        // A domain in a list, not an address of this machine.
        new(
            Problems.SpamSuspected,
            "spamhaus dbl|dbl.spamhaus|mailfrom domain*listed|mail from domain*listed|sender domain*listed"
            + "|sender's domain*listed|from domain*listed|domain present in|domain*in your message*listed"
            + "|url*listed|uri*listed|link*listed|black listed url|uribl|surbl|blacklisted body url|body url")
        {
            Steps = ReplySteps.Sending,
        },

        new(
            Problems.RecipientRefused, "fully-qualified|fully qualified",
            "!sender|helo|ehlo|client")
        {
            Steps = [ReplyStep.Recipient],
        },

        // Commands of an extension, or in a wrong order.
        new(
            Problems.CommandRefused,
            "when not advertised|already in tls|already in a tls|rcpt first|rcpt command*precede|mail first"
            + "|need mail|need rcpt|nested mail|multiple mail commands|mail is required first"
            + "|rcpt is required first|mail command*precede|helo first|ehlo first|helo or ehlo required"
            + "|extension has been disabled|esmtp extension|mail parameter|pipelining not allowed|provide a helo"
            + "|provide a ehlo|needs two characters|break rules")
        {
            Steps = ReplySteps.Sending,
        },

        new(
            Problems.CommandRefused,
            "helo*must*fqdn|ehlo*must*fqdn|helo*must be|ehlo*must be|helo/ehlo must|expecting*syntax|arg syntax"
            + "|protocol error|protocol deviation|protocol violation|helo should be|ehlo should be|syntax: helo"
            + "|syntax: ehlo")
        {
            Steps = ReplySteps.WithGreeting,
        },

        new(Problems.SmtpNotEnabled, "smtp access*denied") { Steps = [ReplyStep.Sender] },

        // This machine passes on other people's messages, or its name is rejected.
        new(
            Problems.SendingAddressBlocked,
            "open relay|open proxy|helo command*blocked|aol-approved relay|delivery from*rejected|rejected client",
            "!not allowed")
        {
            Steps = ReplySteps.WithGreeting,
        },

        // A message that servers pass on in a circle.
        new(
            Problems.RelayRefused,
            "mail loop|routing loop|forwarding loop|message loop|loop detected|too many hops|hop count"
            + "|too many received|loops back")
        {
            Steps = ReplySteps.Sending,
        },

        // Gmail's sentences contain the words for a sender and a recipient.
        new(
            Problems.SpamSuspected, "our system has detected that this message",
            "!unusual rate|spf|dkim|dmarc|authenticat|5322|2822|header")
        {
            Steps = ReplySteps.Sending,
        },
        new(
            Problems.RecipientRefused, "you tried to reach|you are trying to reach|you're trying to reach",
            "disabled|inactive|suspended|not exist|n't exist")
        {
            Steps = ReplySteps.AfterSender,
        },
        new(
            Problems.RecipientRefused, "blocked by this recipient|blocked by the recipient|blocked by recipient")
        {
            Steps = ReplySteps.AfterSender,
        },

        // Sentences that name the sender, the recipient or the number of recipients besides the reason.
        new(Problems.SendingAddressBlocked, "originating from your ip") { Steps = ReplySteps.Sending },
        new(
            Problems.SenderBlocked, "originating from your address|originating from your account")
        {
            Steps = ReplySteps.Sending,
        },
        new(
            Problems.SenderAddressRefused, "mailbox name not allowed|mailbox name is not allowed|domain name required")
        {
            Steps = [ReplyStep.Sender],
        },
        new(
            Problems.SendingLimitReached,
            "relay limit|mail send limit|send limit exceeded|sent today|in last hour|in the last hour")
        {
            Steps = ReplySteps.Sending,
        },
        new(
            Problems.TooManyRecipients, "rcpt number|out of allow rcpt|recipients per message")
        {
            Steps = ReplySteps.Sending,
        },
        new(Problems.RecipientMailboxFull, "552", "too much mail data") { Steps = ReplySteps.AfterSender },
        new(
            Problems.ContentRefused, "not conform to standard|doesn't conform to standard")
        {
            Steps = [ReplyStep.Content],
        },
        new(
            Problems.RecipientRefused,
            "definitively does not want|does not want your mail|not in route list|reject list|distribution list"
            + "|distribution group|unknown in relay recipient|user unknown in|recipient*black listed"
            + "|recipient*blacklisted|email not exist|email does not exist|e-mail does not exist")
        {
            Steps = ReplySteps.AfterSender,
        },

        // The sender is on a list, or a limit of an address is reached. This machine's address is not on a block list.
        new(
            Problems.SenderBlocked,
            "badmailfrom|bad sender list|sender*in my bad|sender*blacklist|sender*black list|sender*blocklist"
            + "|sender*block list|sender*denylist|mail address has been blacklist|email address*blacklist"
            + "|from address*blacklist|mail address*black listed|address*black listed by")
        {
            Steps = ReplySteps.Sending,
        },
        new(
            Problems.ServerThrottles,
            "rate limit|rate-limit|connection rate|too many*errors*ip|too many*from your ip"
            + "|too many*from this ip|slower|excessive email|excessive mail|exceeded*messages per")
        {
            Steps = ReplySteps.WithGreeting,
        },
        new(
            Problems.ServerThrottles, "per second|each second|per minute|a minute",
            "too many|limit|exceed|max|more than|only")
        {
            Steps = ReplySteps.Sending,
        },
        new(
            Problems.SendingLimitReached,
            "policy rejection*quota|smtp limit exceeded|relay quota|mail quota|sending quota")
        {
            Steps = ReplySteps.Sending,
        },
        new(
            Problems.ServerThrottles, "4xx",
            "unusual rate|unusual volume|unusually high")
        {
            Steps = ReplySteps.WithGreeting,
        },
        new(
            Problems.RecipientRefused,
            "not pre-approved|list of senders|only accepts*from|accepts messages only|accepts mail only"
            + "|restricted recipient|moderated|post to this*list|mailing list*not allowed|not a member of"
            + "|members only|subscribers only")
        {
            Steps = ReplySteps.AfterSender,
        },
        new(
            Problems.RecipientRefused, "not listed in|not in*directory|is not listed")
        {
            Steps = ReplySteps.AfterSender,
        },

        new(
            Problems.ServerBusy, "4xx",
            "too busy|server is busy|server busy|system busy|overload|high load")
        {
            Steps = ReplySteps.WithGreeting,
        },
        new(Problems.ServerThrottles, "4xx", "ip address deferred") { Steps = ReplySteps.WithGreeting },
        new(
            Problems.SpamSuspected, "policy reasons|local policy",
            "!client host|recipient address|sender address|relay|authenticat")
        {
            Steps = ReplySteps.Sending,
        },
    ];
}
