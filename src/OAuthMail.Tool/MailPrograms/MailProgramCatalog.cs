namespace OAuthMail.Tool.MailPrograms;

/// <summary>The mail programs whose configuration is known.</summary>
internal static class MailProgramCatalog
{
    public static IReadOnlyList<MailProgram> All { get; } =
    [
        new("msmtp", "~/.msmtprc", Msmtp,
            "msmtp 1.8.13 or later is needed.",
            "msmtp ignores the exit code of the command. If it says 'cannot read output', run 'oauthmail status'.",
            "With AppArmor (Ubuntu), msmtp cannot run oauthmail: keep a file fresh with 'oauthmail token --keep-fresh --file FILE', and "
            + "use 'passwordeval cat FILE'."),
        new("mbsync", "~/.mbsyncrc", Mbsync,
            "Create the folder in 'Path' first.",
            "A Cyrus SASL plugin for XOAUTH2 is needed: libsasl2-modules-kdexoauth2 on Debian, cyrus-sasl-xoauth2 elsewhere.",
            "mbsync 1.5 calls 'SSLType' deprecated, and accepts it.",
            "The plugin sasl-xoauth2 does not work: it expects a file name instead of a token."),
        new("mutt", "~/.muttrc", Mutt, "mutt runs the command for each connection, and ignores its exit code."),
        new("neomutt", "~/.neomuttrc", Mutt,
            "NeoMutt rejects tokens over 511 characters with OAUTHBEARER. Microsoft's are longer, so XOAUTH2 is used.",
            "POP3 in NeoMutt supports OAUTHBEARER only."),
        new("getmail", "~/.config/getmail/getmailrc", Getmail, "Microsoft's POP3 needs getmail6 6.19.11 or later."),
        new("offlineimap", "~/.offlineimaprc", OfflineImap,
            "offlineimap evaluates the token once. With 'autorefresh' it fails after an hour: run 'offlineimap -o' from a timer instead."),
        new("aerc", "~/.config/aerc/accounts.conf", Aerc,
            "aerc runs the command for incoming mail once at its start. Restart it if the server closes the connection after an hour."),
        new("himalaya", "~/.config/himalaya/config.toml", Himalaya, "himalaya 2 or later is needed."),
        new("git", "~/.gitconfig", Git, "'git-smtp' has the lines for Git's own SMTP."),
        new("git-smtp", "~/.gitconfig", GitSmtp,
            "Perl's Authen::SASL 2.1800 or later is needed. Debian 12 has 2.1600: use the lines of 'git'.",
            "The empty 'helper' line keeps other helpers from storing a token that expires within the hour."),
        new("s-nail", "~/.mailrc", SNail, "It sends through 'oauthmail sendmail': its own SMTP has no XOAUTH2."),
        new("emacs", "~/.emacs.d/init.el", Emacs),
        new("postfix", "/etc/postfix/main.cf", Postfix,
            "The plugin sasl-xoauth2 is needed.",
            "If Postfix runs in a chroot (Debian), put the file below /var/spool/postfix, and copy the CA certificates there.",
            "Write the file at least every 30 minutes: 'oauthmail export ACCOUNT --format sasl-xoauth2 --file FILE'."),
        new("exim", "/etc/exim4/conf.d/auth", Exim),
        new("curl", "a shell", Curl),
    ];

    private static string? Msmtp(MailProgramAccount account) => account.Smtp is not { } smtp ? null : $"""
        account {account.Name}
        host {smtp.Host}
        port {smtp.Port}
        tls on
        tls_starttls {OnOff(smtp.Tls == TlsMode.StartTls)}
        auth xoauth2
        user {account.UserName(MailProtocol.Smtp)}
        from {account.Address}
        passwordeval {account.TokenCommandFor(MailProtocol.Smtp)}
        """;

    private static string? Mbsync(MailProgramAccount account) => account.Imap is not { } imap ? null : $"""
        IMAPAccount {account.Name}
        Host {imap.Host}
        Port {imap.Port}
        SSLType {(imap.Tls == TlsMode.StartTls ? "STARTTLS" : "IMAPS")}
        AuthMechs XOAUTH2
        User {account.UserName(MailProtocol.Imap)}
        PassCmd "{Quoted(account.TokenCommandFor(MailProtocol.Imap))}"

        IMAPStore {account.Name}-remote
        Account {account.Name}

        MaildirStore {account.Name}-local
        Path ~/Mail/{account.Name}/
        Inbox ~/Mail/{account.Name}/INBOX
        SubFolders Verbatim

        Channel {account.Name}
        Far :{account.Name}-remote:
        Near :{account.Name}-local:
        Patterns *
        Create Near
        SyncState *
        """;

    private static string? Mutt(MailProgramAccount account) => account.Imap is not { } imap ? null : Join(
        $"""
        set imap_user = "{Quoted(account.UserName(MailProtocol.Imap))}"
        set folder = "{(imap.Tls == TlsMode.StartTls ? "imap" : "imaps")}://{imap.Host}:{imap.Port}/"
        set spoolfile = "+INBOX"
        set imap_authenticators = "xoauth2"
        set imap_oauth_refresh_command = "{Quoted(account.TokenCommandFor(MailProtocol.Imap))}"
        """,
        account.Smtp is null ? null : $"""
        set smtp_url = "{SmtpUrl(account, "")}/"
        set smtp_authenticators = "xoauth2"
        set smtp_oauth_refresh_command = "{Quoted(account.TokenCommandFor(MailProtocol.Smtp))}"
        set from = "{Quoted(account.Address)}"
        """);

    private static string? Getmail(MailProgramAccount account) => account.Imap is not { } imap ? null : $"""
        [retriever]
        type = {(imap.Tls == TlsMode.StartTls ? "SimpleIMAPRetriever" : "SimpleIMAPSSLRetriever")}
        server = {imap.Host}
        port = {imap.Port}
        username = {account.UserName(MailProtocol.Imap)}
        use_xoauth2 = True
        password_command = ("oauthmail", "token", "{Quoted(account.Name)}", "--protocol", "imap")
        """;

    private static string? OfflineImap(MailProgramAccount account) => account.Imap is not { } imap ? null : $"""
        [general]
        pythonfile = ~/.config/offlineimap/oauthmail.py

        [Repository {account.Name}]
        type = IMAP
        remotehost = {imap.Host}
        remoteport = {imap.Port}
        ssl = {(imap.Tls == TlsMode.StartTls ? "no" : "yes")}
        starttls = {(imap.Tls == TlsMode.StartTls ? "yes" : "no")}
        remoteuser = {account.UserName(MailProtocol.Imap)}
        auth_mechanisms = XOAUTH2
        oauth2_access_token_eval = token("{Quoted(account.Name)}")

        # ~/.config/offlineimap/oauthmail.py:
        # import subprocess
        # def token(account):
        #     return subprocess.check_output(["oauthmail", "token", account], text=True).strip()
        """;

    private static string? Aerc(MailProgramAccount account) => account.Imap is null ? null : Join(
        $"""
        [{account.Name}]
        from = {account.Address}
        source = {ImapUrl(account, "+xoauth2")}
        source-cred-cmd = {account.TokenCommandFor(MailProtocol.Imap)}
        """,
        account.Smtp is null ? null : $"""
        outgoing = {SmtpUrl(account, "+xoauth2")}
        outgoing-cred-cmd = {account.TokenCommandFor(MailProtocol.Smtp)}
        """);

    private static string? Himalaya(MailProgramAccount account) => account.Imap is not { } imap ? null : Join(
        $"""
        [accounts.{Toml(account.Name)}]
        email = {Toml(account.Address)}
        imap.server = {Toml($"{(imap.Tls == TlsMode.StartTls ? "imap" : "imaps")}://{imap.Host}:{imap.Port}")}
        imap.sasl.xoauth2.username = {Toml(account.UserName(MailProtocol.Imap))}
        imap.sasl.xoauth2.token.command = ["oauthmail", "token", {Toml(account.Name)}, "--protocol", "imap"]
        """,
        account.Smtp is not { } smtp ? null : $"""
        smtp.server = {Toml($"{(smtp.Tls == TlsMode.StartTls ? "smtp" : "smtps")}://{smtp.Host}:{smtp.Port}")}
        smtp.sasl.xoauth2.username = {Toml(account.UserName(MailProtocol.Smtp))}
        smtp.sasl.xoauth2.token.command = ["oauthmail", "token", {Toml(account.Name)}, "--protocol", "smtp"]
        """);

    private static string? Git(MailProgramAccount account) => account.Smtp is null ? null : $"""
        [sendemail]
            sendmailCmd = oauthmail sendmail --account {MailProgramAccount.ShellWord(account.Name)}
        """;

    private static string? GitSmtp(MailProgramAccount account) => account.Smtp is not { } smtp ? null : $"""
        [sendemail]
            smtpServer = {smtp.Host}
            smtpServerPort = {smtp.Port}
            smtpEncryption = {(smtp.Tls == TlsMode.StartTls ? "tls" : "ssl")}
            smtpUser = {account.UserName(MailProtocol.Smtp)}
            smtpAuth = XOAUTH2
        [credential "smtp://{smtp.Host}:{smtp.Port}"]
            helper =
            helper = "!oauthmail git-credential"
        """;

    private static string? SNail(MailProgramAccount account) => account.Smtp is null ? null : $"""
        set v15-compat
        set mta={MailProgramAccount.ShellWord(MailProgramAccount.FindCommand())}
        set mta-no-default-arguments
        set mta-arguments="sendmail -i --account {account.Name}"
        set from={account.Address}
        """;

    private static string? Emacs(MailProgramAccount account) => account.Smtp is not { } smtp ? null : $"""
        (setq send-mail-function 'smtpmail-send-it
              smtpmail-smtp-server "{smtp.Host}"
              smtpmail-smtp-service {smtp.Port}
              smtpmail-stream-type '{(smtp.Tls == TlsMode.StartTls ? "starttls" : "ssl")}
              smtpmail-smtp-user "{Quoted(account.UserName(MailProtocol.Smtp))}")
        (with-eval-after-load 'smtpmail
          (add-to-list 'smtpmail-auth-supported 'xoauth2))
        (with-eval-after-load 'auth-source
          (cl-defmethod auth-source-search :around (&rest spec)
            (if (equal (plist-get spec :host) "{smtp.Host}")
                (list (list :user "{Quoted(account.UserName(MailProtocol.Smtp))}" :secret
                            (lambda () (string-trim (shell-command-to-string
                              "{Quoted(account.TokenCommandFor(MailProtocol.Smtp))}")))))
              (cl-call-next-method))))
        """;

    private static string? Postfix(MailProgramAccount account) => account.Smtp is not { } smtp ? null : $"""
        relayhost = [{smtp.Host}]:{smtp.Port}
        smtp_tls_security_level = encrypt
        smtp_tls_wrappermode = {(smtp.Tls == TlsMode.StartTls ? "no" : "yes")}
        smtp_sasl_auth_enable = yes
        smtp_sasl_security_options =
        smtp_sasl_mechanism_filter = xoauth2
        smtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd

        # /etc/postfix/sasl_passwd:
        # [{smtp.Host}]:{smtp.Port} {account.UserName(MailProtocol.Smtp)}:/etc/tokens/{account.UserName(MailProtocol.Smtp)}
        """;

    private static string? Exim(MailProgramAccount account) => account.Smtp is null ? null : $$"""
        oauthmail:
          driver = plaintext
          public_name = XOAUTH2
          client_ignore_invalid_base64 = true
          client_send = : ${run{/usr/bin/env {{account.TokenCommandFor(MailProtocol.Smtp)}} --format raw}{$value}fail}
        """;

    private static string? Curl(MailProgramAccount account) => account.Imap is not { } imap ? null : $"""
        curl --oauth2-bearer "$({account.TokenCommandFor(MailProtocol.Imap)})" --login-options AUTH=XOAUTH2 \
          --user {MailProgramAccount.ShellWord(account.UserName(MailProtocol.Imap))} --ssl-reqd \
          {(imap.Tls == TlsMode.StartTls ? "imap" : "imaps")}://{imap.Host}:{imap.Port}/INBOX
        """;

    private static string ImapUrl(MailProgramAccount account, string login) =>
        Url("imap", login, account.UserName(MailProtocol.Imap), account.Imap!);

    private static string SmtpUrl(MailProgramAccount account, string login) =>
        Url("smtp", login, account.UserName(MailProtocol.Smtp), account.Smtp!);

    private static string Url(string scheme, string login, string user, MailEndpoint server)
    {
        var secured = server.Tls == TlsMode.StartTls ? scheme : scheme + "s";
        return $"{secured}{login}://{Uri.EscapeDataString(user)}@{server.Host}:{server.Port}";
    }

    private static string OnOff(bool value) => value ? "on" : "off";

    private static string Join(string first, string? second) => second is null ? first : first + "\n" + second;

    /// <summary>Escapes a text within double quotes, as mbsync, mutt, Python and Emacs Lisp read it.</summary>
    private static string Quoted(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    private static string Toml(string text) => $"\"{Quoted(text)}\"";
}
