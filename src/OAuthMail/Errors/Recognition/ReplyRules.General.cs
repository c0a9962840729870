namespace OAuthMail.Errors.Recognition;

/// <content>
/// What a reply says in general: something (a recipient, the sender, this machine, the message, a password) and what is wrong with it
/// (unknown, full, listed, too long). Both must occur, in any order and with any words between them, because each server has sentences
/// of its own. These rules are for replies that no other rule of words recognizes.
/// </content>
internal static partial class ReplyRules
{
    private static readonly ReplyRule[] General =
    [
        // Before and during the login, and in the mailbox.
        new(
            Problems.SendingLimitReached, "credits",
            "exceed|exhaust|no more|out of|insufficient|maximum")
        {
            Steps = ReplySteps.Before,
        },
        new(
            Problems.CommandRefused, "tls|ssl|starttls|stls|encrypted",
            "already|active|after authentic|when authenticated|after login|two time",
            "!fail|require|must")
        {
            Steps = ReplySteps.UntilMailbox,
        },
        new(
            Problems.StartTlsRefused, "tls|ssl|starttls|stls|security subsystem",
            "not available|unavailable|not support|unsupported|not configured|initializ|initialis|fail"
            + "|not advertised|unable|error|not enabled|disabled|not implement|not establish"
            + "|configured to support|no starttls|no stls",
            "!without|require|must|version|client certificate|peer certificate|password|plain|cleartext"
            + "|clear text|authentication failed|login failed|credential|introspection|token")
        {
            Steps = ReplySteps.Before,
        },
        new(
            Problems.StartTlsRequired, Encryption,
            Required,
            "!certificate|handshake|negotiat|fail|in use|already")
        {
            Steps = ReplySteps.UntilMailbox,
        },
        new(
            Problems.LoginMessageRefused, "line|argument|literal|octets|bytes|response|request is|token",
            "line exceeds|exceeds*bytes|exceeds*octets|literal exceeds|too long|too large|too big")
        {
            Steps = [ReplyStep.Login],
        },
        new(Problems.ServerFailed, "system failure") { Steps = ReplySteps.UntilMailbox },
        new(Problems.ServerBusy, "timeout exceeded|timed out|time limit exceeded") { Steps = ReplySteps.UntilMailbox },
        new(
            Problems.HostUnreachable, "cannot connect to*server|connect error|could not connect to*server")
        {
            Steps = [ReplyStep.Connect],
        },
        new(
            Problems.SendingAddressBlocked, "5xx",
            "refused|reject|not accepted",
            "!command|tls|ssl|too many|starttls|service|protocol")
        {
            Steps = [ReplyStep.Connect],
        },
        new(
            Problems.SendingAddressBlocked,
            "blocked|denied|prison|banned|blacklist|policy violation|reject due to policy|not welcome",
            "!command|tls|ssl|too many|starttls|service|temporar|busy")
        {
            Steps = [ReplyStep.Connect],
        },
        new(
            Problems.CommandRefused,
            "talk too soon|talks too soon|early talker|before greeting|before banner|pregreet|talking too soon")
        {
            Steps = ReplySteps.Before,
        },
        new(
            Problems.TooManyConnections, "connection|session|channel|parallel|concurren|simultan",
            Many)
        {
            Steps = ReplySteps.UntilMailbox,
        },
        new(
            Problems.ServerThrottles,
            $"attempt|fail|request|command|error|login|logon|auth|quer|transaction|tries|frequen|rate|often"
            + $"|{ForeignAttempt}",
            $"too many|too much|too often|too frequent|excessive|repeated|exceeded the|rate exceed|limit exceed"
            + "|limit reached|reached the limit|reached your|maximum number|per minute|per second|per hour"
            + $"|blocked for|banned for|too fast|{ForeignMany}",
            "!argument|message size|password")
        {
            Steps = ReplySteps.UntilMailbox,
        },
        new(
            Problems.BrowserSignInNeeded, Password,
            "expired|change|weak|simple|reset|compromis|leaked|renew|guess|update|too short|policy|abgelaufen",
            "!recently changed|mail client")
        {
            Steps = ReplySteps.Before,
        },
        new(
            Problems.BrowserSignInNeeded,
            "captcha|browser|website|web site|webmail|web mail|web interface|terms|agreement|eula|sms"
            + "|two-factor|2fa|two-step|second factor|security code|security question|unusual|suspicious"
            + "|untrusted device|unknown device|verify|verification|unverified|confirm",
            "must|need|require|please|before|first|unusual|suspicious|detected|pending|not|visit|accept",
            "!password|credential|username|user name|token|signature|website for support|your login")
        {
            Steps = ReplySteps.Before,
        },
        new(
            Problems.LoginMessageRefused,
            "payload|initial response|client response|base64|encod|gs2|utf-8|octet|nul|json",
            $"{Wrong}|unable|fail|cannot")
        {
            Steps = [ReplyStep.Login],
        },
        new(
            Problems.LoginMessageRefused, "protocol error|protocol violation|sasl error|required syntax: auth")
        {
            Steps = [ReplyStep.Login],
        },
        new(
            Problems.CommandRefused,
            "command not allowed|command is not allowed|must be one of|login twice|log in twice"
            + "|authorization first|authenticate first|login first|log in first",
            "!user is|account|tls|ssl|plaintext|cleartext")
        {
            Steps = [ReplyStep.Login],
        },
        new(
            Problems.CommandRefused,
            "this state|current state|wrong state|bad sequence|out of sequence|already authenticated"
            + "|already logged in",
            "invalid|not|bad|wrong|error|already|unexpected")
        {
            Steps = [ReplyStep.Login],
        },
        new(
            Problems.LoginBlockedByPolicy,
            "from the internet|from outside|from external|from this network|from your network",
            "not allow|not permit|denied|forbid|prohibit")
        {
            Steps = [ReplyStep.Login],
        },
        new(
            Problems.ServerRefused, "message",
            "could not open|cannot open|unable to open|failed to open")
        {
            Steps = [ReplyStep.Mailbox],
        },
        new(
            Problems.FolderNotFound, "mailbox was moved|mailbox has been moved|mailbox*deleted")
        {
            Steps = [ReplyStep.Mailbox],
        },
        new(
            Problems.CommandRefused,
            "argument must|not allowed now|not permitted now|unimplemented|yet) implemented|not implemented"
            + "|takes at most|takes no|takes one|takes two|too many arguments|user first|not supported"
            + "|already specified|null command|state command|rights are not allowed|client bug|try rfc")
        {
            Steps = [ReplyStep.Mailbox],
        },
        new(
            Problems.MessageGone, "expunged|already deleted|marked for deletion|out of range|message*is not available")
        {
            Steps = [ReplyStep.Mailbox],
        },
        new(Problems.MessageGone, "session deleted") { Steps = [ReplyStep.Mailbox] },
        new(Problems.CommandRefused, ForeignCommand, Deny) { Steps = ReplySteps.UntilMailbox },
        new(Problems.FolderReadOnly, "read-only|read only|readonly") { Steps = [ReplyStep.Mailbox] },
        new(
            Problems.CommandRefused,
            "in this state|current state|wrong state|invalid state|bad sequence|out of sequence|that command")
        {
            Steps = [ReplyStep.Mailbox],
        },
        new(
            Problems.MechanismRefused, Mechanism,
            Unsupported,
            $"!{NotNow}|token|credential|password|signature")
        {
            Steps = ReplySteps.Before,
        },
        new(Problems.TokenScopeInsufficient, "scope", Deny) { Steps = ReplySteps.UntilMailbox },
        new(
            Problems.TokenRefused, Credential,
            "expired|invalid|revoked|not valid|inactive|unknown|malformed|bad|verif|validat|signature|reject"
            + "|refuse|fail|decode|introspect|wrong|incorrect|mismatch|not match|not active|not accept|required"
            + "|missing",
            $"!{NotNow}")
        {
            Steps = [ReplyStep.Login],
        },
        new(
            Problems.LoginMessageRefused, Form,
            Wrong,
            $"!{NotNow}|mailbox|user|password")
        {
            Steps = [ReplyStep.Login],
        },
        new(Problems.DomainSuspended, "domain", Off) { Steps = ReplySteps.Before },
        new(
            Problems.LoginBlockedByPolicy,
            "ip|country|location|region|network|geo|your address|device|policy|firewall|time of day|client is"
            + "|clients are",
            "compliant|managed|enrolled|untrusted|blocked|not allow|not permit|denied|restrict|forbid|prohibit"
            + "|blacklist|banned|refuse|not authori|unauthori|violat")
        {
            Steps = [ReplyStep.Login, ReplyStep.Mailbox],
        },
        new(
            Problems.AccountLocked, $"{Person}|login|logon|profile|subscription|mail server|your server|organi",
            Off,
            $"!{NotNow}|connection|session")
        {
            Steps = ReplySteps.Before,
        },
        new(
            Problems.ServerBusy,
            "erreur de connexion|verbindungsfehler|error de conexion|errore di connessione|ошибка соединения")
        {
            Steps = ReplySteps.UntilMailbox,
        },
        new(
            Problems.ServerBusy,
            "server|service|backend|storage|database|directory|ldap|proxy|host|upstream|endpoint|end point"
            + "|provider|store|node",
            "not reachable|unreachable|not responding|no response|connection failed|cannot connect"
            + "|can't connect|could not connect|couldn't connect|is not available|currently not available"
            + "|unable to connect|could not contact|unable to contact|cannot contact|not running|offline|is down"
            + "|gone away|connection refused|connection lost|connection reset|lost connection|not respond"
            + "|end point not|endpoint not|endpoint is not|endpoint unavailable")
        {
            Steps = ReplySteps.UntilMailbox,
        },
        new(
            Problems.ServiceNotAllowed,
            "service|feature|protocol|pop access|access to|client|application|mail program|third-party"
            + "|third party|external app|plan|package|license|licence|imap|pop|pop3|smtp|tariff",
            "not allow|not permit|not authori|not enabled|disabled|not available|not include|upgrade|requires"
            + "|restrict|not licen|not subscri|not activated|not active|not provision|blocked|forbid|not part of"
            + "|not covered|switched off|turned off|may not use|cannot use|can't use|not supported|unsupported"
            + "|no longer|please enable|first enable|must enable|must be enabled|has to be enabled|enable access",
            $"!temporar|try again|later|retry|busy|overload|token|mechanism|credential|service not available"
            + "|service unavailable")
        {
            Steps = ReplySteps.Before,
        },
        new(
            Problems.MailboxNotFound, $"{Person}|principal|member",
            $"{Gone}|not provision",
            $"!{NotNow}|{Password}|credential|secret|=pass|passphrase|login data|authentication data|zugangsdaten")
        {
            Steps = [ReplyStep.Login],
        },
        new(
            Problems.MailboxPermissionMissing, "mailbox|authorization|authorisation|shared",
            Deny)
        {
            Steps = [ReplyStep.Login],
        },
        new(
            Problems.MailboxPermissionMissing,
            "on behalf|act as|impersonat|delegat|proxy|other user|different user|assume|other role|other account",
            $"{Deny}|cannot|can't|not support")
        {
            Steps = [ReplyStep.Login],
        },
        new(
            Problems.ServiceNotAllowed, "user|account|login|you",
            "not permitted to|not allowed to|not authorized to|not authorised to|may not|cannot be used"
            + "|can't be used|not entitled|not enabled for",
            $"!{NotNow}|mailbox|token|impersonat|delegat|as")
        {
            Steps = [ReplyStep.Login],
        },
        new(
            Problems.MailboxInUse, " lock|locked|in use|reserved|another client|other session|exclusive",
            "fail|unable|cannot|could not|couldn't|can't|already|mailbox|maildrop|inbox|folder|by|currently",
            "!tls|block|clock")
        {
            Steps = ReplySteps.UntilMailbox,
        },
        new(
            Problems.MailboxFull, "quota|quotum|storage|disk|mailbox|inbox|space",
            "exceed|full|=over|exhaust|insufficient|not enough|is reached|no room")
        {
            Steps = [ReplyStep.Mailbox],
        },
        new(
            Problems.CommandRefused, "selected|this state|wrong state|not in state|authenticated state",
            "no|not|must|first|wrong|invalid|bad|only")
        {
            Steps = [ReplyStep.Mailbox],
        },
        new(
            Problems.MessageTooLarge, "message size|message is too|message too|literal",
            "exceed|too large|too big|limit|maximum")
        {
            Steps = [ReplyStep.Mailbox],
        },
        new(
            Problems.ServerFailed, "mailbox|index|cache|database|message store|replica",
            "invalid format|has an invalid|inconsisten|corrupt|damaged|unreadable|bad format|version mismatch")
        {
            Steps = [ReplyStep.Mailbox],
        },
        new(
            Problems.ContentRefused,
            "message contains|message has no|message header|in headers|invalid header|bare newline")
        {
            Steps = [ReplyStep.Mailbox],
        },
        new(
            Problems.CommandRefused, "folder|mailbox|inbox|message numbers",
            "already exist|folder exists|mailbox exists|be deleted|be renamed|can't rename|cannot rename"
            + "|not empty|own child|has children|not allowed in|are not allowed")
        {
            Steps = [ReplyStep.Mailbox],
        },
        new(
            Problems.FolderNotFound, "folder|mailbox|namespace|hierarchy",
            "no such|not found|not exist|n't exist|unknown mailbox|unknown folder|unknown namespace|nonexist"
            + "|non-exist|no longer exist|could not find|cannot find|can't find|unable to find|invalid mailbox"
            + "|invalid folder|invalid name|not a valid|not valid|no mailbox|unbekannt|existiert nicht|inconnu"
            + "|inexist|no existe|nao existe|non esiste|nie istnieje|не существует|не найден|不存在|存在しません",
            "!message|state|cluster|server|try again|permission|no access|rights|have access")
        {
            Steps = [ReplyStep.Mailbox], Protocol = MailProtocol.Imap,
        },
        new(
            Problems.MailboxPermissionMissing,
            $"{Deny}|privilege|rights|need the*right|right to perform|not the owner|not owner"
            + "|don't have permission|don't have access|doesn't have access|doesn't have permission",
            "!command rejected|syntax|state")
        {
            Steps = [ReplyStep.Mailbox],
        },
        new(
            Problems.MessageGone, Mail,
            Missing,
            "!error|internal|corrupt|structure|handle|command|argument|criteria|section|syntax|flag|usage:"
            + "|not deleted|be deleted|not removed|sequence|messageset|uidset|store|data item")
        {
            Steps = [ReplyStep.Mailbox],
        },
        new(
            Problems.CommandRefused,
            "command|syntax|state|argument|sequence|parameter|selected|extension|criteria|flag|number|size"
            + "|usage:|line|protocol|option|certificate|algorithm|compress|uidl|charset",
            "invalid|unknown|not valid|unrecogni|not permit|not allow|unexpected|bad|wrong|not implement"
            + "|unimplement|not support|unsupported|no mailbox|missing|not recogni|error|disabled|not available"
            + "|not compute|not understood|not expected|out of sequence|too long|exceed|already|not a|noise"
            + "|unhandled|usage:|cancel|changed|requires|must have|not parse|unable to parse")
        {
            Steps = [ReplyStep.Mailbox],
        },
        new(
            Problems.ServerFailed,
            "unexpected|internal|fatal|unhandled|exception|corrupt|i/o|disk|index|configuration|misconfig"
            + "|backend|sql|ldap|database|storage|decode data|read block|data block",
            "error|fail|exception|problem|corrupt|damaged|full|broken|unable|cannot|could not|misconfig",
            $"!{NotNow}")
        {
            Steps = ReplySteps.UntilMailbox,
        },

        // The submission: the session and this machine.
        new(
            Problems.StartTlsRequired, Encryption,
            Required,
            "!certificate|handshake|negotiat|fail|in use|already|authenticat|log in|login")
        {
            Steps = ReplySteps.Sending,
        },
        new(
            Problems.NotAuthenticated,
            $"authenticat|smtp auth|auth login|log in|login|log on|logon|sign in|logged in|anonymous|credentials"
            + $"|{ForeignLogin}",
            $"require|must|need|first|not|without|before|missing|please|un|only|{Required}",
            "!fail|incorrect|signature|domain|invalid|match|belong|own")
        {
            Steps = ReplySteps.Sending,
        },
        new(
            Problems.TenantSendingBlocked,
            "trial|sandbox|test purposes|payment|billing|unpaid|invoice|overdue|demo account|evaluation"
            + "|not yet approved|pending approval|under review|organization|organisation|tenant",
            $"{Deny}|{Off}|{Many}|domain")
        {
            Steps = ReplySteps.Sending,
        },
        new(
            Problems.SendingAddressBlocked, Machine,
            "blacklist|black list|block list|blocklist|blocked|listed|banned|reputation|dynamic|generic"
            + "|residential|not resolve|n't resolve|unresolv|mismatch|not match|forged|lookup fail|reverse|no dns"
            + "|untrusted|not trusted|suspicious|dialup|dial-up|denylist|bad host|misconfigured",
            "!user|recipient")
        {
            Steps = ReplySteps.WithGreeting,
        },
        new(
            Problems.SendingAddressBlocked,
            "host network|ip|ip address|your server|mail server|server at|your host|client host|remote host"
            + "|remotehost|your domain name",
            $"{Deny}|cannot find|not find|not found|bad|no access|requires confirmation",
            "!recipient|user|mailbox|account")
        {
            Steps = [ReplyStep.Connect, ReplyStep.Sender],
        },
        new(
            Problems.TooManyConnections, "connection|session|concurren|simultan|parallel|connexion|verbindung|conexion",
            $"{Many}|trop|zu viele|demasiad")
        {
            Steps = ReplySteps.WithGreeting,
        },

        // How much.
        new(
            Problems.TooManyRecipients, "rcpt|recipients|addressees|destinations|destinataires|destinatari|empfanger",
            $"only|fewer|split|per message|over size|{Many}")
        {
            Steps = ReplySteps.Sending,
        },
        new(
            Problems.SendingLimitReached,
            $"daily|hourly|monthly|per day|per hour|a day|an hour|credit|allowance|{Outgoing}",
            $"exceed|exhaust|reached|used up|no more|run out|out of|quota|{Many}")
        {
            Steps = ReplySteps.Sending,
        },
        new(
            Problems.ServerThrottles,
            "=rate|speed|frequen|burst|=fast|often|volume|flood|=traffic|throughput|messages from",
            "exceed|limit|too|=slow|excessive|=high|reduce|unusual|defer")
        {
            Steps = ReplySteps.WithGreeting,
        },
        new(
            Problems.ContentRefused, "header|subject|line|attachment|file|mime|body part|nested|parts",
            "too long|too large|too many|too big|exceed|maximum|limit|ridiculous")
        {
            Steps = [ReplyStep.Content],
        },
        new(
            Problems.MessageTooLarge, $"{Mail}|mail|email|size|data|letter|bytes|octets|content|length|mb|kb",
            $"too large|too big|oversize|over size|too long|larger than|exceeds|maximum size|maximum threshold"
            + $"|size limit|mb limit|kb limit|max size|no more than|{ForeignLarge}")
        {
            Steps = ReplySteps.Sending,
        },
        new(Problems.RecipientMailboxFull, Storage, Full) { Steps = ReplySteps.AfterSender },

        // Who may send, and where to.
        new(
            Problems.SpamSuspected,
            $"spam|junk|bulk|unsolicited|phish|scam|ube|uce|bayes|spamassassin|advertisement|advertising"
            + "|newsletter|abuse|complaint|cloudmark|rspamd|looks like|reputation|blacklisted url|hoax|fraud"
            + $"|{ForeignJunk}")
        {
            Steps = ReplySteps.Sending,
        },
        new(
            Problems.SendAsDenied, Author,
            "not allow|not permit|not authori|unauthori|not own|n't own|not belong|match|verified|registered"
            + "|differ|unvalidated|not validated|same as|not yours|denied|forbid|forged|impersonat|invalid for"
            + "|not for this user|access|authenticat",
            "!recipient|unknown|not exist|n't exist|ip|host")
        {
            Steps = [ReplyStep.Sender],
        },
        new(
            Problems.SenderBlocked, "account|sender|customer|you|your|sending|outbound|outgoing|submission",
            "suspend|paused|stopped|halted|disabled|banned|locked|compromis|deactivated|terminated|frozen"
            + "|on hold|restricted",
            "!recipient|content|attachment|message was blocked|message has been blocked|mailbox")
        {
            Steps = ReplySteps.Sending,
        },
        new(
            Problems.SenderAddressRefused, $"{Author}|domain|address|mailbox",
            "invalid|malformed|bad|not exist|n't exist|no mx|mx|must contain|must have|fully|not resolve"
            + "|n't resolve|cannot resolve|syntax|unknown|not found|illegal|unresolv|literal|incomplete|missing"
            + "|unroutable|unrouteable|verif|callout|bogus|reserved|rejected|refuse|nonexist|parse|not valid"
            + "|unable to find|cannot find|blank|empty|character")
        {
            Steps = [ReplyStep.Sender],
        },
        new(
            Problems.SenderAddressRefused, "does not exist|doesn't exist|not found|not resolve|unknown host")
        {
            Steps = [ReplyStep.Sender],
        },
        new(
            Problems.RelayRefused,
            $"{Relaying}|open proxy|foreign|external|outside|non-local|nonlocal|not local|local domain"
            + "|accepted domain|allowed domain|not hosted here|not handled here|route mail",
            $"{Deny}|only|cannot|can't")
        {
            Steps = ReplySteps.Sending,
        },

        // The content, and the recipient.
        new(
            Problems.SendAsDenied,
            "from address|sender address|from/sender|sender name|from name|header from|from field|sender field"
            + "|sending domain|sender domain|from domain",
            "unconfigured|not configured|not registered|not valid|not allow|not permit|not authori|unauthori"
            + "|not own|not match|mismatch|not verified|unverified|not belong|denied")
        {
            Steps = [ReplyStep.Content],
        },
        new(
            Problems.ContentRefused, $"{Part}|from address|from field|sender address",
            $"{Deny}|{Wrong}|banned|detected|contain|found|violat|unaccept|blocked|infected|suspicious|required"
            + "|must|not match|no |far in|in the past|in the future")
        {
            Steps = [ReplyStep.Content],
        },
        new(
            Problems.RecipientRefused, Person,
            $"{Gone}|{Off}",
            "!sender|from address|by user")
        {
            Steps = ReplySteps.AfterSender,
        },
        new(
            Problems.RecipientRefused, $"{Person}|domain|destination",
            $"{Deny}|{Gone}|{Off}|rout|resolve|not reach",
            "!message|content")
        {
            Steps = [ReplyStep.Recipient],
        },
        new(
            Problems.RecipientRefused, "domain|destination|host",
            "not found|not exist|n't exist|unknown|no mx|rout|not resolve|nxdomain|unreachable")
        {
            Steps = ReplySteps.AfterSender,
        },
        new(
            Problems.ServerRefused, "internal|server error|fatal|system|configuration|script|database|backend",
            "error|fail|timed out|problem|exception",
            "!user|recipient|mailbox|domain|content|header")
        {
            Steps = ReplySteps.Sending,
        },
        new(
            Problems.CommandRefused,
            "introduce yourself|command|syntax|sequence|parameter|argument|order|hello|helo|ehlo|pipelining"
            + "|synchroni",
            "invalid|unknown|bad|unrecogni|not recogni|unexpected|wrong|not implement|unimplement|not support"
            + "|unsupported|error|first|missing|before|already|out of|please")
        {
            Steps = ReplySteps.WithGreeting,
        },
    ];

    /// <summary>Finds the problem by what the reply says in general.</summary>
    public static Problem? FindGeneral(ReplyEvidence evidence, ReplyText reply) =>
        Array.Find(General, rule => MayBe(rule.Problem, evidence, reply) && rule.MatchesProse(evidence, reply))?.Problem;

    /// <summary>
    /// Returns whether a general rule may contradict the reply's class. A server that says "later" repeats its answer later; one that
    /// says "never" is asked again only if a limit is the reason.
    /// </summary>
    private static bool MayBe(Problem problem, ReplyEvidence evidence, ReplyText reply)
    {
        if (evidence.Protocol != MailProtocol.Smtp)
        {
            // Codes of these responses say more than the words in general.
            if (reply.ResponseCodes.Contains("EXPIRED")) return problem == Problems.BrowserSignInNeeded;
            return FitsClass(problem, evidence, reply) && (!IsUnavailable(reply) || problem != Problems.ServerFailed);
        }

        if (reply.Code / 100 == 4 || reply.EnhancedCode?[0] == '4')
        {
            return problem.Kind == ProblemKind.Transient || problem == Problems.MechanismRefused || problem == Problems.StartTlsRequired
                || (problem == Problems.SendingAddressBlocked && evidence.Step == ReplyStep.Connect);
        }

        return problem != Problems.ServerFailed && problem != Problems.MailboxInUse && problem != Problems.ServerBusy;
    }
}
