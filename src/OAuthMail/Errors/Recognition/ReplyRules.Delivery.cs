namespace OAuthMail.Errors.Recognition;

/// <content>Words of any server after the login, about messages.</content>
internal static partial class ReplyRules
{
    private static readonly ReplyRule[] Delivery =
    [
        // The address of this machine. Not about the message.
        new(
            Problems.SendingAddressBlocked,
            "spamhaus|spamcop|barracuda|sorbs|blocklist|block list|blacklist|black list|blocked using|dnsbl|rbl"
            + "|banned sending ip|banned ip|your ip|ip address*blocked|ip address*listed|ip*blocked|ip*banned"
            + "|ip*reputation|client host*blocked|client host rejected|dynamic ip|dynamically assigned"
            + "|residential|ptr record|ptr resource|dns ptr|no ptr|valid ptr|reverse dns|reverse lookup|rdns"
            + "|name lookup failed|hostname*not found|client host*not found|helo*rejected|helo*listed|helo domain"
            + "|helo*invalid|invalid*helo|host network|sender ip|sending ip|server ip|listed at|listed in"
            + "|listed by|ipcheck|delist|bad ip|ip is in|allowed to connect|black ip|ip denied|ip*denied"
            + "|access to this mail system|access to submit|connections*not*accepted from|connection*refused from"
            + "|too many bad recipients|open proxy|smtp server of your isp|use your isp|server of your provider"
            + "|your provider's smtp|from your host|not in approved list|policy matched for"
            + "|poor reputation sender|csi.mimecast|confirm this mail server|server requires confirmation"
            + "|helo*denied|helo host|a problem occurred*ask your postmaster|host*blocked|client address*blocked"
            + "|connecting host|connecting ip|connecting server|ip in client name|helo*equivalent"
            + "|from your country|rejected helo|helo*reserved domain|helo*does not match")
        {
            Steps = ReplySteps.WithGreeting,
        },

        // A new connection helps at once.
        new(
            Problems.ServerBusy, "in this connection|per connection|in this session|per session|in one session",
            "too many|limit|maximum|max|only|exceed|reached|more than",
            "!user unknown|unknown user")
        {
            Steps = ReplySteps.Sending,
        },
        new(
            Problems.RecipientBusy, "4xx",
            "mailbox unavailable|mailbox is unavailable|mailbox not available|address unavailable")
        {
            Steps = ReplySteps.AfterSender,
        },
        new(
            Problems.RecipientBusy,
            "temporary locked|temporarily locked|temporarily disabled|receiving mail too|receiving messages too"
            + "|receiving mail at|recipient*busy|mailbox*busy|mailbox*temporarily|recipient*temporarily"
            + "|user*temporarily|received too much|recipients*hourly quota|domains hourly quota|inbound*disabled"
            + "|recipient has exceeded|recipient*rate limit|recipient*message rate|messages to*deferred"
            + "|mail to*deferred|messages for*deferred|send to this recipient|too many recent"
            + "|recipient has received|has received too many")
        {
            Steps = ReplySteps.AfterSender,
        },

        // What a plan of the provider does not include.
        new(
            Problems.TenantSendingBlocked,
            "sandbox|demo domain|testing emails|test domain|test purposes only|trial account|free trial"
            + "|trial plan|unpaid|overdue invoice|billing|evaluation account|account is under review"
            + "|account*pending approval|not approved for sending|your plan*not allow|main account unavailable")
        {
            Steps = ReplySteps.Sending,
        },

        // Limits.
        new(
            Problems.RecipientMailboxFull,
            "too many*messages on|too many*mails on|too many messages in*mailbox|zuviele mails|zu viele mails")
        {
            Steps = ReplySteps.AfterSender,
        },
        new(Problems.MessageTooLarge, "sendsizelimit|recvsizelimit") { Steps = ReplySteps.Sending },
        new(Problems.ContentRefused, "below content") { Steps = [ReplyStep.Content] },
        new(
            Problems.MessageTooLarge, "size limit exceed|size limit of",
            "!mailbox|header")
        {
            Steps = ReplySteps.Sending,
        },
        new(
            Problems.SendingLimitReached,
            "daily*limit|daily*quota|per day|24 hours|24 hour limit|hourly limit|emails per hour"
            + "|messages per hour|per hour|sending limit|sending quota|submission quota|outgoing*limit"
            + "|outgoing*quota|outbound*limit|outbound*quota|sent too many|message limit|mail limit"
            + "|messages limit|max defers|exceeded the max|quota of outgoing|limit on the number of"
            + "|recipients per day|sending rate*day|too many messages|exceeded*messages|message quota"
            + "|monthly limit|sending privileges*temporar|twenty-four hour|hour period")
        {
            Steps = ReplySteps.Sending,
        },
        new(
            Problems.ServerThrottles, "too many recipients from|too many recipients*received|recipient rate")
        {
            Steps = ReplySteps.Sending,
        },
        new(
            Problems.TooManyRecipients,
            "too many recipients|too many rcpt|recipient limit|recipients limit|number of recipients"
            + "|maximum*recipients|max*recipients|recipient count|too many addresses|recipients per message"
            + "|single envelope recipient")
        {
            Steps = ReplySteps.Sending,
        },
        new(
            Problems.ServerThrottles,
            "rate limit|ratelimit|rate-limit|throttl|slow down|too fast|too frequent|too quickly"
            + "|too many*errors|too many*commands|too many*requests|too many*attempts|rate exceeded"
            + "|frequency limit|too much mail|too many mails|too many*mails|too many same|identical messages"
            + "|excessive amount|flood")
        {
            Steps = ReplySteps.Sending,
        },

        // A quota that is not the storage of a mailbox.
        new(
            Problems.ServerThrottles,
            "transfer quota|bandwidth quota|traffic quota|rate quota|connection quota|request quota"
            + "|excessive volume|unexpected volume|frequency limited|frequency*exceeded|sending*too frequently")
        {
            Steps = ReplySteps.Sending,
        },
        new(Problems.ServerBusy, "queue quota|queue*exceeded|queue*full|queue*limit") { Steps = ReplySteps.Sending },

        // The server's own disk.
        new(
            Problems.ServerBusy, "452",
            "insufficient*space|insufficient*storage|disk space|not enough*space|out of disk|no space|disk full",
            "!mailbox|user|quota|recipient|account")
        {
            Steps = ReplySteps.Sending,
        },

        // Size and storage.
        new(
            Problems.RecipientMailboxFull,
            "mailbox size|mailbox*exceed|mail file size|disk space|diskspace|enough space|sufficient*space"
            + "|sufficient*storage|folder is full|mailfolder|no room in|can't create output")
        {
            Steps = ReplySteps.AfterSender,
        },
        new(
            Problems.ContentRefused,
            "header*exceed|header*too long|header*too large|header*long|header lines|subject*exceed"
            + "|subject*too long|text value size|too many header|too many*headers|too many*attachments"
            + "|attachment*exceed")
        {
            Steps = [ReplyStep.Content],
        },
        new(
            Problems.MessageTooLarge,
            "message*too large|message*too big|message size|message exceeds|message length|size limit"
            + "|maximum*size|exceeds*size|exceeded*size|size*exceed|mail*too large|mail size|too large*message"
            + "|data size|letter*too*big|messagetoolarge")
        {
            Steps = ReplySteps.Sending,
        },
        new(
            Problems.RecipientMailboxFull,
            "mailbox*full|over quota|overquota|quota*exceed|exceeded*quota|exceeded storage|storage*full"
            + "|out of storage|inbox is full|account is full|not enough*space|mailbox size|disk quota"
            + "|storage allocation|quota violation|quota reached|quota*full|no space")
        {
            Steps = ReplySteps.AfterSender,
        },
        new(
            Problems.MailboxFull,
            "mailbox*full|over quota|overquota|quota*exceed|exceeded*quota|exceeded storage|storage*full"
            + "|out of storage|inbox is full|account is full|not enough*space|disk quota|storage limit"
            + "|storage quota")
        {
            Steps = [ReplyStep.Mailbox, ReplyStep.Sender],
        },

        // A check that the server could not make says nothing about the domain.
        new(
            Problems.ServerBusy, "4xx",
            "spf|dkim|dmarc|arc|reverse dns",
            "temporar|temperror|lookup|timeout|timed out|dns error|dns failure|cannot retrieve|could not retrieve",
            "!not pass|did not")
        {
            Steps = ReplySteps.Sending,
        },

        // Who may send with which address.
        new(
            Problems.SenderNotAuthenticated, "spf|dkim|dmarc|sender policy framework|sender's policy|domainkeys",
            "!not owned|sendas|send as")
        {
            Steps = ReplySteps.Sending,
        },
        new(
            Problems.SendAsDenied,
            "not owned by|sendas|send as|sender address*not*authenticat|not allowed to send"
            + "|not authorized to send|not permitted to send|not authorised to send|not allowed to use*sender"
            + "|sender*not allowed|sender not authorized|sender*not authorised|sender*mismatch"
            + "|sender*does not match|sender*must match|sender must|from*must match|from address*match"
            + "|mail from must|must equal authorized user|must be same|must be the same|from address is not"
            + "|from address*not verified|not verified*from|sender*not verified|sender address*not verified"
            + "|from*does not match|from*not match|relaying disallowed as|envelope*sender*not|permissions to send"
            + "|sender identity|address is not verified|identities failed|sender*login|not belong to|does not own"
            + "|unauthorized sender|spoof|from header*auth|not a verified sender|not local sender"
            + "|sender verification*auth|invalid sender*auth|alias*not|not authorized to perform"
            + "|access denied: user|authentication for*specified*address|on behalf of|未验证|没有经过认证|未经过认证")
        {
            Steps = ReplySteps.Sending,
        },
        new(
            Problems.SenderNotAuthenticated,
            "spf|dkim|dmarc|purported*responsible|sender id|mismatches client ip|domain*mismatch"
            + "|domain*not authenticated|unauthenticated|not authenticated*domain|domain*not verified"
            + "|unverified domain|sender*fails*authentication|sender policy")
        {
            Steps = ReplySteps.Sending,
        },
        new(
            Problems.ServerBusy, "4xx",
            "relay",
            "!denied|not permitted|not allowed|prohibit|refuse|reject|disallow|unable to relay|cannot relay"
            + "|do not relay|not relay")
        {
            Steps = ReplySteps.Sending,
        },
        new(
            Problems.RelayRefused,
            "relay|rcpthosts|not local*domain|not a gateway|connector|forwarding to remote hosts"
            + "|act as your forwarder",
            "!relay=")
        {
            Steps = [ReplyStep.Sender, ReplyStep.Recipient, ReplyStep.Content],
        },
        new(
            Problems.RecipientRefused,
            "mailbox*disabled|mailbox*blocked|mailbox*inactiv|local mailbox|invalid mailbox|recipient*disabled"
            + "|recipient*blocked|no longer valid|no longer active|no longer available|no longer exists"
            + "|no longer in use|inactive user|inactive recipient|inactive mailbox|unallocated|discontinued"
            + "|one or more recipients|recipients*blocked|restricted by policy|delivery*restricted")
        {
            Steps = ReplySteps.AfterSender,
        },
        new(
            Problems.SenderAddressRefused,
            "sender address rejected|sender rejected|domain of sender|sender domain*not|sender's domain*not"
            + "|sender*fully-qualified|sender*fully qualified")
        {
            Steps = ReplySteps.AfterSender,
        },
        new(
            Problems.RecipientRefused,
            "account*disabled|account*locked|account*suspended|account*blocked|account*closed|account*inactive",
            "!your")
        {
            Steps = [ReplyStep.Recipient],
        },
        new(
            Problems.SenderBlocked,
            "sender*blocked|sender address*blocked|account*blocked|account*suspended|account*compromised"
            + "|outgoing*blocked|outgoing*suspended|outgoing*disabled|sending*suspended|sending*disabled"
            + "|sending*blocked|blocked from sending|suspended from sending|not allowed to send*spam"
            + "|bad outbound sender|bad sender reputation|account*disabled|outbound*blocked|user*blocked"
            + "|mailbox*blocked")
        {
            Steps = ReplySteps.Sending,
        },
        new(
            Problems.SenderAddressRefused,
            "sender address rejected|sender verif|verification failed for|domain of sender|sender domain"
            + "|sender's domain|invalid sender|bad sender|sender rejected|malformed*sender|sender*syntax"
            + "|sender*not exist|domain*does not resolve|null mx|bad address syntax|return path|mail from*invalid"
            + "|invalid*from|domain not found|no such domain*sender|dns mx|invalid*mx|no mx|mx*resource record"
            + "|no a or mx|fully-qualified|fully qualified")
        {
            Steps = [ReplyStep.Sender],
        },

        // The content.
        new(
            Problems.ContentRefused,
            "virus|viral|malware|malicious|infected|trojan|eicar|duplicate message|suspicious archive|leak detected")
        {
            Steps = [ReplyStep.Content],
        },
        new(
            Problems.SpamSuspected,
            "message filtered|pattern detection|fingerprint|blocked by our filter|classified as|message scored"
            + "|siq score|score*too low")
        {
            Steps = ReplySteps.Sending,
        },
        new(
            Problems.SpamSuspected,
            "spam|unsolicited|junk|bulk mail|bulk email|phish|looks like|suspicious|scam|reputation|blocked url"
            + "|url*blocked|url*listed|uribl|surbl|dbl")
        {
            Steps = ReplySteps.WithGreeting,
        },
        new(
            Problems.ContentRefused,
            "attachment|forbidden extension|line length|virus|malware|infected|trojan|banned*content"
            + "|content*reject|content restrictions|content*blocked|content*not allowed|content*prohibited"
            + "|content*policy|prohibited content|blocked*content|banned file|file type|executable"
            + "|encrypted archive|zip|macro|security issue|bare lf|bare cr|bare newline|missing*header"
            + "|header*missing|header*invalid|invalid header|headers*not|rfc 5322|rfc 2822|rfc5322|rfc2822"
            + "|rfc 822|from: header|message-id|mime|line*too long|8bit|illegal*character|charset|no subject"
            + "|subject*required|transport rule|email policy|message content|dlp|data loss|sensitive|credit card"
            + "|malformed|duplicate header|content*denied|header based|header-based|header*policy|body*policy"
            + "|content filter|unable to locate the|with the below content|bare <lf>|bare <cr>")
        {
            Steps = [ReplyStep.Content],
        },

        // Recipients.
        new(
            Problems.RecipientBusy, "4xx",
            "recipient*rejected|address rejected",
            "!unknown|not exist|n't exist|not found|no such|relay|access denied|invalid|disabled")
        {
            Steps = ReplySteps.AfterSender,
        },
        new(Problems.RecipientRefused, "no recipients|no valid recipients") { Steps = ReplySteps.AfterSender },
        new(
            Problems.RecipientRefused,
            "user unknown|unknown user|no such user|no such recipient|no such mailbox|does not exist"
            + "|doesn't exist|mailbox unavailable|mailbox not found|mailbox*disabled|mailbox*inactive"
            + "|recipient*rejected|invalid recipient|recipient*invalid|recipient*not found|recipient*unknown"
            + "|recipient*does not|user not found|no mailbox|address rejected|unrouteable|unroutable"
            + "|undeliverable|bad destination|domain*not found|host*not found|no mx|nxdomain|address unknown"
            + "|unknown address|unknown recipient|not a valid|invalid address|address*not accepted"
            + "|recipient*disabled|recipient*not accept|recipient*restricted|not our customer|no valid recipients"
            + "|account*disabled|invalid mailbox")
        {
            Steps = ReplySteps.AfterSender,
        },
    ];

    /// <summary>
    /// Words for "not now" in a reply that claims to be permanent. They count if the server gives no other reason.
    /// </summary>
    private static readonly ReplyRule[] Later =
    [
        new(
            Problems.ServerBusy,
            "try again later|please try later|retry later|try again in|currently unavailable"
            + "|temporarily unavailable|temporary failure|temporary error|temporary problem")
        {
            Steps = ReplySteps.Sending,
        },
    ];

    /// <summary>Words for "not now". They are last, because servers add "try again later" to reasons that last.</summary>
    private static readonly ReplyRule[] Temporary =
    [
        new(Problems.ServerBusy, "autologout", "!fail|incorrect"),
        new(Problems.AddressNotSupported, "smtputf8|utf-8 address|internationali") { Steps = ReplySteps.Envelope },
        new(
            Problems.ServerBusy,
            "temporar|try again|please retry|server busy|system busy|service busy|too busy|is busy|overload"
            + "|unavailable|maintenance|out of service|service is down|internal error|system error|server error"
            + "|backend|database|timed out|timeout|shutting down|being migrated|migration in progress|being moved"
            + "|shutdown|restart|not available at this time|currently not available|service not available"
            + "|currently unable|resources|lookup failure|later|idle too|idle for|been idle|idle time|inactivity"
            + "|too slow|out of memory"),
    ];
}
