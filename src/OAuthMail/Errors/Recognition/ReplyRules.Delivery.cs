namespace OAuthMail.Errors.Recognition;

/// <content>Words of any server after the login, about messages.</content>
internal static partial class ReplyRules
{
    private static readonly ReplyRule[] Delivery =
    [
        new(
            Problems.BrowserSignInNeeded, "password expired|change your password|change password|modify your password")
        {
            Steps = ReplySteps.Sending,
        },

        // The provider wants to see the user.
        new(
            Problems.BrowserSignInNeeded,
            "sign in to your account|log in to your account|login to your account|verify your account"
            + "|confirm your account|verify your identity|please sign in|unlock your account")
        {
            Steps = ReplySteps.Sending,
        },

        new(
            Problems.ServerBusy, "4xx",
            "server configuration error|signing failed|problem running|virus scanner|virus-scanner")
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
            + "|unauthenticated submission|anonymous|auth first")
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
            "!authenticat|auth|relay|tls|user|recipient|sender|spam")
        {
            Steps = ReplySteps.Sending,
        },

        // Greylisting repeats as it is meant to.
        new(
            Problems.ServerBusy, "greylist|graylist|grey list|gray list|greylisted|deferred by policy")
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
        new(
            Problems.SendingAddressBlocked,
            "open relay|open proxy|helo command*blocked|aol-approved relay|delivery from*rejected|rejected client",
            "!not allowed")
        {
            Steps = ReplySteps.WithGreeting,
        },

        // A message that servers pass on to each other for ever.
        new(
            Problems.RelayRefused,
            "mail loop|routing loop|forwarding loop|message loop|message looping|loop detected|too many hops"
            + "|hop count|too many received|loops back")
        {
            Steps = ReplySteps.Sending,
        },

        // Words about the sender's domain that are only the text of a help page.
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
            Problems.TooManyRecipients, "rcpt number|out of allow rcpt|allowed rcpt number|recipients per message")
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
            "policy rejection*quota|smtp limit exceeded|relay quota|email quota|mail quota|sending quota")
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


        // The address of this machine. Not about the message.
        new(
            Problems.SendingAddressBlocked,
            "spamhaus|spamcop|barracuda|sorbs|blocklist|block list|blacklist|black list|blocked using|dnsbl|rbl"
            + "|banned sending ip|banned ip|your ip|ip address*blocked|ip address*listed|ip*blocked|ip*banned"
            + "|ip*reputation|client host*blocked|client host rejected|dynamic ip|dynamically assigned"
            + "|residential|ptr record|ptr resource|dns ptr|no ptr|valid ptr|reverse dns|reverse lookup|rdns"
            + "|fcrdns|name lookup failed|hostname*not found|client host*not found|helo*rejected|helo*listed"
            + "|helo domain|helo*invalid|invalid*helo|host network|sender ip|sending ip|server ip|listed at"
            + "|listed in|listed by|ipcheck|delist|bad ip|ip is in|allowed to connect|black ip|ip denied"
            + "|ip*denied|access to this mail system|access to submit|connections*not*accepted from"
            + "|connection*refused from|too many bad recipients|open proxy|smtp server of your isp|use your isp"
            + "|server of your provider|your provider's smtp|from your host|not in approved list"
            + "|policy matched for|poor reputation sender|csi.mimecast|confirm this mail server"
            + "|server requires confirmation|helo*denied|helo host|a problem occurred*ask your postmaster"
            + "|host*blocked|client address*blocked|connecting host|connecting ip|connecting server"
            + "|ip in client name|helo*equivalent|from your country|rejected helo|helo*reserved domain"
            + "|helo*does not match")
        {
            Steps = ReplySteps.WithGreeting,
        },

        // A new connection helps at once.
        new(
            Problems.ServerBusy, "in this connection|per connection|in this session|per session|in one session")
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
            + "|mail to*deferred|messages for*deferred|send to this recipient|too many recent")
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
            "daily*limit|daily*quota|per day|24 hours|24 hour|hourly limit|emails per hour|messages per hour"
            + "|per hour|sending limit|sending quota|submission quota|outgoing*limit|outgoing*quota"
            + "|outbound*limit|outbound*quota|sent too many|message limit|mail limit|messages limit|max defers"
            + "|exceeded the max|quota of outgoing|limit on the number of|recipients per day|sending rate*day"
            + "|too many messages|exceeded*messages|message quota|monthly limit|sending privileges*temporar"
            + "|twenty-four hour|hour period")
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
            "mailbox size|mailbox would exceed|mailbox*exceed|mail file size|disk space|diskspace|enough space"
            + "|sufficient*space|sufficient*storage|folder is full|mailfolder|no room in|can't create output")
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
            + "|data size|email size|letter*too*big|messagetoolarge")
        {
            Steps = ReplySteps.Sending,
        },
        new(
            Problems.RecipientMailboxFull,
            "mailbox*full|mailbox full|over quota|overquota|quota exceeded|quota*exceed|exceeded*quota"
            + "|exceeded storage|storage*full|out of storage|inbox is full|account is full|not enough*space"
            + "|mailbox size|disk quota|storage allocation|quota violation|quota reached|quota*full|no space")
        {
            Steps = ReplySteps.AfterSender,
        },
        new(
            Problems.MailboxFull,
            "mailbox*full|mailbox full|over quota|overquota|quota exceeded|quota*exceed|exceeded*quota"
            + "|exceeded storage|storage*full|out of storage|inbox is full|account is full|not enough*space"
            + "|disk quota|storage limit|storage quota"),

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
            "relay|unable to relay|not permitted to relay|no relay|we do not relay|rcpthosts|not local*domain"
            + "|not a gateway|connector|forwarding to remote hosts|act as your forwarder",
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
            + "|this message scored|siq score|score*too low")
        {
            Steps = ReplySteps.Sending,
        },
        new(
            Problems.SpamSuspected,
            "spam|unsolicited|junk|bulk mail|bulk email|phish|looks like|suspicious|scam|low reputation"
            + "|reputation|blocked url|url*blocked|url*listed|uribl|surbl|dbl")
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
            + "|malformed|duplicate header|content denied|content*denied|content is denied|header based"
            + "|header-based|header*policy|body*policy|content filter|unable to locate the|with the below content")
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
            + "|recipient*rejected|recipient address rejected|invalid recipient|recipient*invalid"
            + "|recipient*not found|recipient*unknown|recipient*does not|user not found|no mailbox"
            + "|address rejected|unrouteable|unroutable|undeliverable|bad destination|domain*not found"
            + "|host*not found|no mx|nxdomain|address unknown|unknown address|unknown recipient|not a valid"
            + "|invalid address|address*not accepted|recipient*disabled|recipient*not accept|recipient*restricted"
            + "|not our customer|no valid recipients|account*disabled|invalid mailbox")
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
            "temporar|try again|try later|retry later|please retry|server busy|system busy|service busy"
            + "|too busy|is busy|overload|unavailable|maintenance|out of service|service is down|internal error"
            + "|internal server error|system error|server error|backend|database|timed out|timeout|shutting down"
            + "|being migrated|migration in progress|being moved|shutdown|restart|not available at this time"
            + "|currently not available|service not available|currently unable|resources|lookup failure|later"
            + "|idle too|idle for|been idle|idle time|inactivity|too slow|out of memory"),
    ];
}
