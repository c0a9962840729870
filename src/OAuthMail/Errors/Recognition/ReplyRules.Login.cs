namespace OAuthMail.Errors.Recognition;

/// <content>Words of any server before and during the login.</content>
internal static partial class ReplyRules
{
    private static readonly ReplyRule[] Login =
    [
        new(Problems.TlsFailed, "non-ssl|non-tls|ssl attempted|tls attempted") { Steps = ReplySteps.Before },

        // TLS.
        new(
            Problems.TlsVersionRefused,
            "cipher strength|cipher*weak|weak cipher|tls 1.0|tls 1.1|tlsv1 is|tlsv1 not|tls1.0|tls1.1"
            + "|tls version|ssl version|ssl protocol version|upgrade*to support tls|old*tls|older*tls"
            + "|outdated*tls|obsolete tls|deprecated*tls|only tls 1|only tlsv1",
            "!authentication failed|bad username|password"),
        new(
            Problems.StartTlsRequired,
            "starttls command first|issue a starttls|starttls first|starttls required|starttls is required"
            + "|use starttls|tls required|tls is required|requires tls|must use tls|must use ssl|ssl required"
            + "|ssl connection required|requires ssl|requires encryption|encryption required"
            + "|encryption is required|encrypted connection|secure connection|secure channel"
            + "|plaintext authentication*disallowed|plaintext auth*disallowed|cleartext authentication disallowed"
            + "|not allowed on non-secure|without tls|authentication disabled*no ssl|over an unencrypted"
            + "|over unencrypted|over plain-text|clear-text|cleartext*disabled|cleartext*not|clear text*not"
            + "|plaintext*disabled|plain text*not|entering tls|in tls mode|run starttls|need starttls|enable tls"
            + "|start tls|tls first|stls first|use stls|try stls|try starttls|encrypted line|not secure|unsecure"
            + "|secure port",
            "!backend|next hop|upstream|establish"),
        new(Problems.StartTlsRequired, "[PRIVACYREQUIRED]"),

        // A browser.
        new(
            Problems.BrowserSignInNeeded,
            "web login required|web login|log in*web browser|login*web browser|login*browser|log in*browser"
            + "|log on*browser|sign in*browser|sign-in*browser|browser*sign in|browser*log in|signin/continue"
            + "|captcha|webmail*first|login*webmail|log in*webmail|sign in*webmail|log in*web interface"
            + "|login*web interface|sign in*web*interface|sign in on the web|logging in on the web"
            + "|through the web|via the web|verify your identity|verify your account|verification required"
            + "|confirm your identity|suspicious login|suspicious sign|unusual login|unusual sign"
            + "|unusual activity|unrecognized device|new device|new location|accept*terms|terms of service"
            + "|phone*verif|verify*phone|confirm*phone|security challenge|interactive login"
            + "|password must be changed|must change*password|change your password|password reset required"
            + "|reset your password")
        {
            Steps = ReplySteps.UntilMailbox,
        },

        // A password instead of a token.
        new(
            Problems.PasswordLoginRefused,
            "application-specific password|enter your authorization code|app-specific password"
            + "|application specific password|application password|app password|app-password|basic auth"
            + "|password authentication*disabled|password auth*disabled|password login*disabled"
            + "|password*no longer supported|passwords are no longer|less secure|password logins"
            + "|passwords are not|passwords not|password*not allowed|password*not permitted"
            + "|password*not supported|use xoauth2|use oauthbearer|only oauth|oauth logins|oauth2 logins"
            + "|oauth*instead|modern authentication|authorization code*instead|use oauth|oauth is required"
            + "|oauth2 is required|oauth only|requires oauth|authorized password|device password"
            + "|mail client password|using authorized code|weixin token|授权码|授權碼|mail.qq.com*no=1001256|独立密码"
            + "|客户端专用密码")
        {
            Steps = ReplySteps.Before,
        },

        // A protocol that is switched off: by an administrator, or by the user.
        new(Problems.ImapDisabledByAdministrator, "imap", ByAdministrator) { Steps = ReplySteps.UntilMailbox },
        new(
            Problems.Pop3DisabledByAdministrator, "pop",
            ByAdministrator)
        {
            Steps = ReplySteps.UntilMailbox, Protocol = MailProtocol.Pop3,
        },
        new(
            Problems.SmtpDisabledByAdministrator, "smtp",
            "smtp*disabled*administrator|smtp*disabled*your domain|smtp*disabled*organi|smtp*disabled by"
            + "|administrator*disabled*smtp|smtp*not enabled*organi|smtp*your plan|smtp*contact*administrator")
        {
            Steps = ReplySteps.Before,
        },
        new(
            Problems.ImapNotEnabled,
            "imap*disabled|imap*not enabled|enable imap|imap*not activated|imap*switched off|imap*turned off"
            + "|imap*is off|imap*not allowed|imap*not permitted|not*enabled*imap|imap*inactive|activate imap"
            + "|turn on imap|imap*blocked|imap*deactivated|disabled*imap|not have imap|no imap access"
            + "|without imap")
        {
            Steps = ReplySteps.UntilMailbox,
        },
        new(
            Problems.Pop3NotEnabled,
            "pop*disabled|pop*not enabled|enable pop|pop*not activated|pop*switched off|pop*turned off"
            + "|pop*is off|pop*not allowed|pop*not permitted|not*enabled*pop|activate pop|turn on pop|pop*blocked"
            + "|pop*deactivated|disabled*pop|not have pop|no pop access|without pop")
        {
            Steps = ReplySteps.UntilMailbox, Protocol = MailProtocol.Pop3,
        },
        new(
            Problems.SmtpNotEnabled,
            "smtp*disabled|smtp*not enabled|enable smtp|smtp*not activated|smtp*switched off|smtp*turned off"
            + "|smtp*not allowed for|activate smtp|turn on smtp|smtp service*not open|smtp access*denied"
            + "|smtp*deactivated|open smtp|please open*smtp")
        {
            Steps = ReplySteps.Before,
        },
        new(
            Problems.ServiceNotAllowed,
            "access rights to this service|not allowed to use this service|service*not available for*user"
            + "|service is not enabled|third-party access|third party*access|external clients"
            + "|mail clients*disabled|protocol*disabled|access*protocol*denied|service not open"
            + "|not have permission to use this service|not authorized to use this service|must pay|pay money"
            + "|only available for|only available to|only available on|upgrade your|premium|paid account"
            + "|pro users|pro account|没有权限|无权登|未开启|未开通")
        {
            Steps = ReplySteps.UntilMailbox,
        },

        // Policies and accounts.
        new(
            Problems.LoginBlockedByPolicy,
            "blocked by*policy|policy*blocked|policy prevents|policy does not allow|not allowed by policy"
            + "|policy violation*login|country*not allowed|blocked country|country*blocked|country*denied"
            + "|geo*block|geoblock|location*not allowed|location*blocked|region*not allowed|region*blocked"
            + "|ip*not allowed to log|ip address is not allowed|not allowed from this ip|not allowed from your ip"
            + "|conditional access|security policy")
        {
            Steps = ReplySteps.UntilMailbox,
        },
        new(
            Problems.ServerThrottles,
            "temporarily locked|temporarily blocked|temporarily suspended|locked for*minutes"
            + "|blocked for*minutes|failed logins|failed login attempts",
            "!permanent")
        {
            Steps = ReplySteps.Before,
        },
        new(
            Problems.ServerBusy,
            "during maintenance|for maintenance|server restarting|temporarily disabled"
            + "|temporarily not available|not available at the moment|currently not available|temporary failure"
            + "|connection lost to authentication server|backend connection refused")
        {
            Steps = ReplySteps.Before,
        },
        new(
            Problems.ServerBusy, "introspection error|introspection failed|introspection endpoint")
        {
            Steps = ReplySteps.Before,
        },
        new(
            Problems.ContactAdministrator,
            "not approved by the admin|not approved by your admin|approve your application"
            + "|approved by the administrator")
        {
            Steps = ReplySteps.Before,
        },
        new(
            Problems.ServerFailed,
            "remote authentication server|authentication database|pam start|pam error|unknown error|lookup failure")
        {
            Steps = ReplySteps.Before,
        },
        new(
            Problems.DomainSuspended,
            "domain*suspended|domain*expired|domain*disabled|domain is disable|domain is not active|domain*inactive")
        {
            Steps = ReplySteps.UntilMailbox,
        },
        new(
            Problems.MechanismRefused,
            "plain login*disabled|plain authentication*disabled|login command*disabled"
            + "|login*authentication*disabled|authentication are disabled|authentication is disabled"
            + "|authentication disabled|login mechanism*disabled")
        {
            Steps = ReplySteps.Before,
        },
        new(
            Problems.MechanismRefused, "login disabled|login is disabled|logins disabled|logins are disabled",
            "!user|account")
        {
            Steps = ReplySteps.Before, Protocol = MailProtocol.Imap,
        },
        new(
            Problems.AccountLocked,
            "account*locked|account*disabled|account*suspended|account*blocked|account*deactivated"
            + "|account*frozen|account*closed|account*terminated|account*expired|account*inactive"
            + "|account is not active|account not active|user*disabled|user*suspended|user*locked|user*blocked"
            + "|user is not active|mailbox*disabled|mailbox*suspended|mailbox*locked by admin|mailbox*deactivated"
            + "|mailbox*frozen|disabled account|locked account|login*disabled|login is not allowed"
            + "|access*suspended|account*hold|account*restricted|locked out")
        {
            Steps = ReplySteps.UntilMailbox,
        },

        new(Problems.AccountSuspended, "compromised|hacked") { Steps = ReplySteps.Before },
        new(
            Problems.SendingLimitReached, "sending limit|mail limit|message limit|sending quota")
        {
            Steps = ReplySteps.Before,
        },
        new(Problems.LoginBlockedByPolicy, "blocklist|blacklist|block list|black list") { Steps = [ReplyStep.Login] },

        // Limits, before the words of rejections that they may contain.
        new(
            Problems.TooManyConnections,
            "too many*connections|too many*sessions|maximum*connections|max*connections|connection*limit"
            + "|too many users|too many clients|too many processes|connections*limit|session*limit|sessions*limit"
            + "|concurrent|simultaneous|number of connections|number of sessions|connections exceeded"
            + "|mail_max_userip|only accepts*connections"),
        new(
            Problems.ServerThrottles,
            "too many*login|too many*auth|too many*failed|too many*attempts|too many*requests|too many*errors"
            + "|too many*commands|login attempts|rate limit|ratelimit|rate-limit|rate exceeded|throttl|slow down"
            + "|too fast|too frequent|too quickly|login frequency|frequency limit|login delay|minimum*between"
            + "|bandwidth|blocked for*minutes|blocked for*seconds|penalty|backoff|back off|retry later*limit|频繁"
            + "|次数过多|identical emails|identical messages|request limit|quota*requests|wait*before|too often"
            + "|temporarily blocked|temporarily banned|brute")
        {
            Steps = ReplySteps.UntilMailbox,
        },
        new(
            Problems.MailboxInUse,
            "in use|locked by|mailbox*locked|maildrop*lock|could not be locked|unable to lock|lock busy"
            + "|already locked|lock*fail|another session|already logged in|another process|kiss of death",
            "!blocked")
        {
            Protocol = MailProtocol.Pop3,
        },

        new(
            Problems.MailboxInUse, "mailbox is locked|locked by|mailbox in use|already in use",
            "!blocked by|tls|ssl")
        {
            Steps = ReplySteps.UntilMailbox,
        },

        // The user and the token.
        new(
            Problems.TokenScopeInsufficient,
            "insufficient_scope|insufficient scope|missing scope|scope*missing|scope is not|required scope"
            + "|scope*required|scopes*not|lacks*scope|without*scope|invalid scope")
        {
            Steps = ReplySteps.UntilMailbox,
        },
        new(Problems.TokenAudienceWrong, "audience|wrong resource") { Steps = ReplySteps.UntilMailbox },
        new(
            Problems.TokenRefused,
            "token*expired|expired*token|token has been revoked|token revoked|revoked token|invalid token"
            + "|invalid_token|token*invalid|token is not valid|token*rejected|bad token|token*not active|jwt"
            + "|session expired|session has expired|session*invalid|token*malformed")
        {
            Steps = ReplySteps.UntilMailbox,
        },
        new(
            Problems.LoginMessageRefused,
            "decode*challenge|decode*response|could not decode|sasl challenge|invalid sasl|base64"
            + "|malformed command|malformed auth|malformed sasl|invalid challenge|invalid response"
            + "|invalid auth*data|syntax error|bad syntax|missing argument|invalid argument|invalid syntax"
            + "|auth string|buffer full|buffer overflow|不能为空|cannot be empty|must not be empty"
            + "|excessive amount of data|type not specified|mechanism not specified|expected*format")
        {
            Steps = [ReplyStep.Login],
        },
        new(
            Problems.NotAuthenticated, "authentication required|authentication is required|authentification requise")
        {
            Steps = [ReplyStep.Login],
        },
        new(
            Problems.CommandRefused,
            "user required|must supply|missing username|user not specified|username argument|call user before"
            + "|before pass|invalid command|unknown command|unrecognized command|command unrecognized"
            + "|command not accepted|command not recogni|unimplemented command|not implemented yet"
            + "|requires two arguments|requires one argument|requires no argument|missing password argument"
            + "|too many command arguments|too many arguments|state command|user first|required syntax: user"
            + "|required syntax: pass|md5 hash")
        {
            Steps = [ReplyStep.Login],
        },
        new(
            Problems.MailboxNotFound,
            "lookup failed|no such user|user unknown|unknown user|user not found|unknown account"
            + "|account not found|no such account|account*does not exist|account doesn't exist"
            + "|user*does not exist|user doesn't exist|mailbox does not exist|mailbox doesn't exist|no mailbox"
            + "|no such mailbox|mailbox not found|mailbox unknown|unknown mailbox|has no mailbox|not a local user"
            + "|user is not registered|no ad recipient|wrong host",
            "!password|credential|passphrase|passwort|secret")
        {
            Steps = [ReplyStep.Login],
        },
        new(
            Problems.MechanismRefused,
            "unrecognized authentication|unrecognised authentication|unknown authentication|unsupported auth"
            + "|mechanism*not supported|mechanism not|unsupported*mechanism|unknown*mechanism|invalid*mechanism"
            + "|mechanism*unavailable|no such mechanism|mechanism*disabled|mechanism*too weak"
            + "|xoauth2*not supported|oauth*not supported|oauth*not enabled|oauthbearer*not|auth*not available"
            + "|auth*not supported|authentication*not enabled|authentication*not available"
            + "|authentication not required|auth not enabled|auth command*not|auth not allowed|auth not permitted"
            + "|auth is not allowed|authentication not allowed|authentication not implemented"
            + "|auth*not implemented|authentication is not allowed|authentication type*not"
            + "|authentication method*not|no worthy mechs|sasl*not|must use apop|use apop|requires integrity"
            + "|confidentiality|no sasl|no auth mechanism|no mechanism available|xoauth2*unavailable for"
            + "|oauth*unavailable for")
        {
            Steps = ReplySteps.Before,
        },
        new(
            Problems.MailboxPermissionMissing,
            "permission denied|no permission|not permitted to access|no rights|access denied|access to*denied"
            + "|enough permission|enough rights|not have*permission|not have*rights|not have access|no access"
            + "|not authorized|not authorised|insufficient*permission|insufficient*rights|acl|delegat|impersonat"
            + "|cannot act as|not allowed to access")
        {
            Steps = [ReplyStep.Mailbox],
        },
        new(
            Problems.MailboxPermissionMissing,
            "not authorized to*mailbox|authorization identity|authorization id|cannot act as"
            + "|not allowed to act as|proxy auth*denied|not authorized to log in as|not allowed to*authorize as"
            + "|delegat|impersonat")
        {
            Steps = [ReplyStep.Login],
        },
        new(
            Problems.FolderNotFound,
            "isn't selectable|not selectable|not a selectable|noselect|no such mailbox|no such folder"
            + "|mailbox does not exist|mailbox doesn't exist|mailbox no longer exists|mailbox not found"
            + "|mailbox unknown|unknown mailbox|nonexistent mailbox|folder does not exist|folder doesn't exist"
            + "|folder no longer exists|folder not found|unknown folder|non-selectable")
        {
            Steps = [ReplyStep.Mailbox],
        },
        new(Problems.FolderNotFound, "been (re)moved") { Steps = [ReplyStep.Mailbox] },
        // A message that the server cannot read. A watch finds out which one it is.
        new(
            Problems.ServerRefused,
            "could not be fetched|can not load|cannot load|could not load|could not fetch|unable to fetch"
            + "|failed to fetch|error retrieving|error fetching|error downloading|error reading message"
            + "|could not be converted|cannot be converted|could not read message|cannot read message",
            "!internal error|database|backend|inbox|folder|another session|deleted")
        {
            Steps = [ReplyStep.Mailbox],
        },
        new(Problems.ServerFailed, "disk crash|salvage") { Steps = ReplySteps.UntilMailbox },
        new(
            Problems.ServerFailed,
            "fatal error|no such file|assertion failed|segmentation|out of memory|i/o error|input/output error"
            + "|disk full|disk is full|no space left|mailbox*corrupt|corrupt*mailbox|valid mbox|maildir|crashed"
            + "|unable to read|unable to figure|unable to check|shared lib|unable to open pipe"
            + "|not enough server storage|proxy error|required privilege|could not execute|unable to execute"
            + "|failed to execute|connection negotiation|list not loaded|erreur lors|errore durante|fehler beim"
            + "|ошибка при|cannot convert|memory error|dbase|error reading|unknown state|connection error")
        {
            Steps = ReplySteps.UntilMailbox,
        },
        new(
            Problems.ServerFailed, "unable to open|cannot open|can't open|could not open|failed to open",
            "inbox|maildrop|mailbox|mail drop|folder")
        {
            Steps = [ReplyStep.Login, ReplyStep.Mailbox],
        },

        // A server that still speaks of passwords.
        new(
            Problems.TokenRefused,
            "incorrect username|incorrect user name|invalid username|invalid user name|wrong username"
            + "|wrong user name|bad username|incorrect password|invalid password|wrong password|bad password"
            + "|password incorrect|password is incorrect|password wrong|invalid user or password"
            + "|invalid credentials|bad credentials|incorrect credentials|wrong credentials|password mismatch"
            + "|username/password|user name/password|incorrect login|invalid login")
        {
            Steps = [ReplyStep.Login],
        },
    ];

    /// <summary>Pages and lists whose addresses name the cause, where no other words do.</summary>
    private static readonly ReplyRule[] Addresses =
    [
        new(Problems.BrowserSignInNeeded, "signin/continue|unlockcaptcha") { Steps = ReplySteps.Before },
        new(Problems.PasswordLoginRefused, "mail.qq.com*no=1001256") { Steps = ReplySteps.Before },
        new(Problems.SpamSuspected, "dbl.spamhaus|surbl|uribl") { Steps = ReplySteps.Sending },
        new(
            Problems.SendingAddressBlocked,
            "spamhaus|spamcop|sorbs|barracuda|dnsbl|rbl|blocklist|blacklist|delist|senderbase|csi.|ipcheck"
            + "|/block|block.")
        {
            Steps = ReplySteps.WithGreeting,
        },
        new(Problems.SenderNotAuthenticated, "dmarc|spf|dkim") { Steps = ReplySteps.Sending },
    ];

    /// <summary>Words that name no cause, but somebody who knows it.</summary>
    private static readonly ReplyRule[] Advice =
    [
        new(
            Problems.ContactAdministrator,
            "contact*administrator|please contact|contact*support|contact*admin|contact*helpdesk"
            + "|contact*postmaster|administrative prohibition|ambiguous")
        {
            Steps = ReplySteps.UntilMailbox,
        },
    ];
}
