namespace OAuthMail.Errors.Recognition;

/// <content>
/// What a reply says in general: something (a recipient, the sender, this machine, the message, a password) and what is wrong with it
/// (unknown, full, listed, too long). Both must occur, in any order and with any words between them, because each server has sentences
/// of its own. These rules are for replies that no other rule of words recognizes.
/// </content>
internal static partial class ReplyRules
{
    // What a sentence is about.
    private const string Person = "user|recipient|mailbox|mail box|account|addressee|customer|subscriber|alias|inbox"
        + "|rcpt to|address|benutzer"
        + "|empf|destinataire|destinatario|utilisateur|usuario|utente";

    private const string Storage = "quota|storage|disk|space|mailbox|mail box|inbox|speicher|postfach|boite|buzon|casella"
        + "|too many messages";
    private const string Machine = "ip|ips|ip address|host|hostname|your server|sending server|mail server|client"
        + "|connecting|connection|connections"
        + "|network|helo|ehlo|dns|ptr|rdns|isp|subnet|netblock|mta";

    private const string Author = "sender|from|mail from|your address|email address|e-mail address|identity|alias|author"
        + "|return-path|envelope"
        + "|absender|expediteur|emetteur|remitente|mittente";

    private const string Part = "content|attachment|attached|header|subject|body|mime|file|format|charset|encoding|from:"
        + "|date|message-id|html|link"
        + "|url|line|structure|boundary|language|character|keyword|phrase|virus|malware|macro|zip|exe|rule|filter|words";

    private const string Mechanism = "mechanism|anonymous|authentication method|auth method|authentication type|auth type"
        + "|authentication scheme|sasl|xoauth"
        + "|oauth|bearer|gssapi|ntlm|cram-md5|apop|digest-md5|auth mode|auth scheme|authentication mode|plain auth"
        + "|plain login|plain authentication|auth plain|auth login|auth command|auth extension"
        + "|authenticate command|authentication command|login command";

    private const string Credential = "token|bearer|jwt|assertion|ticket|cookie|credential";
    private const string Password = "password|passwd|passwort|kennwort|mot de passe";
    private const string Form = "payload|initial response|client response|sasl|argument|base64|encod|format|parameter|gs2"
        + "|utf-8|exchange|length"
        + "|octet|nul|line|message";

    private const string Encryption = "under a layer|security layer|tls|ssl|starttls|stls|encrypt|secure|plaintext"
        + "|plain text|cleartext|clear text";

    // What is wrong with it.
    private const string Gone = "unknown|not found|not exist|n't exist|no such|not listed|not known|nonexist|non-exist"
        + "|not registered|not recogni"
        + "|unrecogni|no longer|not deliverable|undeliverable|cannot be delivered|can't be delivered|could not be delivered"
        + "|not local|is not here"
        + "|isn't here|not a valid|not valid|invalid|unable to find|cannot find|could not find|can't find|don't have"
        + "|does not have|doesn't have"
        + "|moved|never existed|not one of|not our|incorrect|no mailbox|unbekannt|nicht bekannt|existiert nicht|inconnu"
        + "|inexist|desconocido"
        + "|sconosciuto|not hosted|not handled|not served|unable to deliver|bad address|wrong address";

    private const string Off = "disabled|paused|stopped|switched off|turned off|inactive|suspend|deactivated|closed"
        + "|terminated|blocked|locked|expired|frozen|cancel|discontinued|dormant"
        + "|deleted|removed|not active|isn't active|not activated|abandoned|out of order|on hold|banned|barred|gesperrt"
        + "|deaktiviert|bloque"
        + "|bloccat";

    private const string Full = "full|exceed|exhaust|over quota|overquota|over its|over the|no room|not enough|insufficient|used up|limit"
        + "|too many messages on|ueberschritten|überschritten|voll|pleine|lleno|llena|piena|depass";

    private const string Deny = "not allow|not permit|not authori|unauthori|denied|deny|forbid|prohibit|refuse|reject"
        + "|not accept|no permission|permission"
        + "|may not|must not|cannot send|can't send|not entitled|no right|not have the right|disallow|not eligible"
        + "|not belong|not accessible"
        + "|cannot access|can not access|can't access|restrict|not welcome|unwanted|does not want|not wish|decline|verboten"
        + "|interdit|no permit";

    private const string Many = "too many|too much|exceed|limit|maximum|more than|at most|exhaust|excessive|reached|no more"
        + "|repeated|over the";
    private const string Wrong = "invalid|malformed|illegal|bad|incorrect|parse|syntax|not valid|decode|unexpected|wrong"
        + "|missing|broken|corrupt"
        + "|too long|multiple|duplicate|unsupported|not support|too short|empty";

    private const string Unsupported = "unsupported|not support|n't support|not available|unavailable|not enabled|disabled"
        + "|not recogni|unrecogni|unknown"
        + "|not allowed|not permitted|invalid|not offered|not implemented|unimplemented|not acceptable|no acceptable"
        + "|not configured|too weak"
        + "|not understood|unexpected|not active";

    private const string Required = "require|must|need|first|mandatory|only|without|enforce|please use|use a|obligat";
    private const string NotNow = "temporar|try again|later|retry|busy|unavailable|overload|timed out|timeout|shutting down";

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
            Problems.CommandRefused, "tls|ssl|starttls|stls",
            "already|active|after authentic|when authenticated|after login|two time",
            "!fail|require|must")
        {
            Steps = ReplySteps.UntilMailbox,
        },
        new(
            Problems.StartTlsRefused, "tls|ssl|starttls|stls|security subsystem",
            "not available|unavailable|not support|unsupported|not configured|negotiation failed|initializ"
            + "|initialis|fail|not advertised|unable|error|not enabled|disabled|not implement|not establish",
            "!without|require|must|version|client certificate|peer certificate|password|plain|cleartext|clear text")
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
        new(Problems.ServerFailed, "mail system failure|system failure") { Steps = ReplySteps.UntilMailbox },
        new(Problems.ServerBusy, "timeout exceeded|timed out|time limit exceeded") { Steps = ReplySteps.UntilMailbox },
        new(
            Problems.HostUnreachable, "cannot connect to*server|connect error|could not connect to*server")
        {
            Steps = [ReplyStep.Connect],
        },
        new(
            Problems.SendingAddressBlocked, "5xx",
            "refused|reject|not accepted|go away",
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
            Problems.TooManyConnections, "connection|connections|session|channel|parallel|concurren|simultan",
            Many)
        {
            Steps = ReplySteps.UntilMailbox,
        },
        new(
            Problems.ServerThrottles,
            "attempt|fail|request|command|error|login|logon|auth|quer|transaction|tries|frequen|rate|often",
            "too many|too much|exceed|excessive|repeated|frequen|often|max|maximum|limit|reached|per minute"
            + "|per second|per hour|blocked for|banned for|wait|delay")
        {
            Steps = ReplySteps.UntilMailbox,
        },
        new(
            Problems.BrowserSignInNeeded, Password,
            "expired|change|weak|simple|reset|compromis|leaked|renew|guess|update|too short|policy|abgelaufen")
        {
            Steps = ReplySteps.Before,
        },
        new(
            Problems.BrowserSignInNeeded,
            "captcha|browser|website|web site|webmail|web mail|web interface|terms|agreement|eula|sms"
            + "|two-factor|2fa|two-step|second factor|security code|security question|unusual|suspicious"
            + "|untrusted device|unknown device|verify|verification|unverified|confirm",
            "must|need|require|please|before|first|unusual|suspicious|detected|pending|not|visit|accept")
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
        new(Problems.LoginMessageRefused, "protocol error|protocol violation|sasl error") { Steps = [ReplyStep.Login] },
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
            Problems.CommandRefused,
            "in this state|current state|wrong state|invalid state|bad sequence|out of sequence|that command")
        {
            Steps = [ReplyStep.Mailbox],
        },
        new(
            Problems.MechanismRefused, Mechanism,
            Unsupported,
            $"!{NotNow}|token|credential|password")
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
            Problems.AccountLocked,
            "account|user|mailbox|customer|login|logon|profile|subscription|mail server|your server|organi",
            Off,
            $"!{NotNow}")
        {
            Steps = ReplySteps.Before,
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
            "service|feature|protocol|access|client|application|mail program|third-party|third party"
            + "|external app|plan|package|license|licence|imap|pop|pop3|smtp|tariff",
            "not allow|not permit|not authori|denied|not enabled|disabled|not available|not include|upgrade"
            + "|requires|restrict|not licen|not subscri|not activated|not active|not provision|blocked|forbid"
            + "|not part of|not covered|switched off|turned off|may not use|cannot use|can't use|not supported"
            + "|unsupported|no longer|please enable|first enable|must enable|must be enabled|has to be enabled"
            + "|enable access",
            $"!temporar|try again|later|retry|busy|overload|token|mechanism|credential|service not available"
            + "|service unavailable")
        {
            Steps = ReplySteps.Before,
        },
        new(
            Problems.MailboxNotFound, "user|account|mailbox|recipient|principal|member|address",
            "unknown|not found|not exist|n't exist|no such|not registered|not recogni|unrecogni|unable to find"
            + "|cannot find|could not find|can't find|not provision|no mailbox|nonexist|unbekannt|inconnu"
            + "|not known|not local|not hosted",
            $"!{NotNow}|password")
        {
            Steps = [ReplyStep.Login],
        },
        new(
            Problems.MailboxPermissionMissing,
            "mailbox|on behalf|act as|impersonat|delegat|proxy|authorization|authorisation|shared|other user"
            + "|another user|different user|assume|other role|another account|other account",
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
            Problems.MailboxInUse, "lock|in use|reserved|another session|another client|other session|exclusive",
            "fail|unable|cannot|could not|couldn't|can't|already|mailbox|maildrop|inbox|folder|by|currently")
        {
            Steps = ReplySteps.UntilMailbox,
        },
        new(
            Problems.MailboxFull, "quota|quotum|storage|disk|mailbox|inbox|space",
            "exceed|full|over|exhaust|insufficient|not enough|reached|no room")
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
        new(Problems.FolderReadOnly, "read-only|read only|readonly") { Steps = [ReplyStep.Mailbox] },
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
        new(Problems.FolderNotFound, "folder|mailbox|namespace|hierarchy", Gone) { Steps = [ReplyStep.Mailbox] },
        new(
            Problems.MailboxPermissionMissing,
            $"{Deny}|privilege|rights|need the*right|right to perform|not the owner|not owner",
            "!command rejected|syntax|state")
        {
            Steps = [ReplyStep.Mailbox],
        },
        new(
            Problems.MessageGone, "message|msg|uid|uids",
            "no message|number too large|out of range|no such|not found|deleted|expunged|not exist|n't exist"
            + "|no longer|gone|vanished|invalid|no matching")
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
            + "|backend|sql|ldap|database|storage",
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
            "authenticat|smtp auth|auth login|log in|login|log on|logon|sign in|logged in|anonymous|credentials",
            "require|must|need|first|not|without|before|missing|please|un|only",
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
            + "|residential|not resolve|n't resolve|unresolv|mismatch|not match|forged|lookup fail|no reverse"
            + "|reverse|no dns|untrusted|not trusted|suspicious|not whitelisted|dialup|dial-up|denylist|bad host"
            + "|misconfigured",
            "!user|recipient")
        {
            Steps = ReplySteps.WithGreeting,
        },
        new(
            Problems.SendingAddressBlocked,
            "your hostname|host network|ip|ip address|your server|mail server|server at|your host|client host"
            + "|remote host|remotehost|your domain name",
            $"{Deny}|cannot find|not find|not found|bad|no access|requires confirmation",
            "!recipient|user|mailbox|account")
        {
            Steps = [ReplyStep.Connect, ReplyStep.Sender],
        },
        new(
            Problems.TooManyConnections,
            "connection|connections|session|concurren|simultan|parallel|connexion|verbindung|conexion",
            $"{Many}|trop|zu viele|demasiad")
        {
            Steps = ReplySteps.WithGreeting,
        },

        // How much.
        new(
            Problems.TooManyRecipients, "rcpts|rcpt|recipients|addressees|destinations",
            $"{Many}|only|fewer|split|per message")
        {
            Steps = ReplySteps.Sending,
        },
        new(
            Problems.SendingLimitReached,
            "daily|hourly|monthly|per day|per hour|a day|an hour|credit|allowance|sending|outgoing|outbound"
            + "|submission|emails",
            "exceed|exhaust|reached|used up|limit|maximum|no more|run out|out of|quota")
        {
            Steps = ReplySteps.Sending,
        },
        new(
            Problems.ServerThrottles,
            "rate|speed|frequen|burst|fast|often|volume|flood|traffic|throughput|messages from",
            "exceed|limit|too|slow|excessive|high|reduce|unusual|restrict|defer")
        {
            Steps = ReplySteps.WithGreeting,
        },
        new(
            Problems.ContentRefused, "header|subject|line|attachment|attachments|file|mime|body part|nested|parts",
            "too long|too large|too many|too big|exceed|maximum|limit|ridiculous")
        {
            Steps = [ReplyStep.Content],
        },
        new(
            Problems.MessageTooLarge, "message|mail|email|size|data|letter|bytes|octets|content",
            "too large|too big|oversize|too long|larger than|exceeds|maximum size|size limit|mb limit|kb limit"
            + "|max size|zu gross|zu groß|trop grand|trop volumineux|demasiado grande|troppo grande")
        {
            Steps = ReplySteps.Sending,
        },
        new(Problems.RecipientMailboxFull, Storage, Full) { Steps = ReplySteps.AfterSender },

        // Who may send, and where to.
        new(
            Problems.SpamSuspected,
            "spam|junk|bulk|unsolicited|phish|scam|ube|uce|bayes|spamassassin|advertisement|advertising"
            + "|newsletter|abuse|complaint|cloudmark|rspamd|looks like|reputation|blacklisted url|hoax|fraud")
        {
            Steps = ReplySteps.Sending,
        },
        new(
            Problems.SendAsDenied, Author,
            "not allow|not permit|not authori|unauthori|not own|n't own|not belong|not match|match|mismatch"
            + "|not verified|unverified|verified|not registered|registered|differ|unvalidated|not validated"
            + "|same as|not yours|denied|forbid|forged|impersonat|invalid for|not for this user|access"
            + "|authenticat",
            "!recipient|unknown|not exist|n't exist|ip|host")
        {
            Steps = [ReplyStep.Sender],
        },
        new(
            Problems.SenderBlocked,
            "account|your account|sender|customer|you|your|sending|outbound|outgoing|submission",
            "suspend|paused|stopped|halted|disabled|banned|locked|compromis|deactivated|terminated|frozen"
            + "|on hold|restricted|blocked",
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
            "relay|open proxy|foreign|external|outside|non-local|nonlocal|not local|local domain"
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
            + "|must|not match|no ")
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
            if (reply.ResponseCodes.Contains("EXPIRED")) return false;
            var isTemporary = reply.ResponseCodes.Contains("UNAVAILABLE") || reply.ResponseCodes.Contains("SYS/TEMP");
            return !isTemporary || (problem.Kind == ProblemKind.Transient && problem != Problems.ServerFailed);
        }

        if (reply.Code / 100 == 4 || reply.EnhancedCode?[0] == '4')
        {
            return problem.Kind == ProblemKind.Transient || problem == Problems.MechanismRefused || problem == Problems.StartTlsRequired
                || (problem == Problems.SendingAddressBlocked && evidence.Step == ReplyStep.Connect);
        }

        return problem != Problems.ServerFailed && problem != Problems.MailboxInUse && problem != Problems.ServerBusy;
    }
}
