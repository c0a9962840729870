namespace OAuthMail;

/// <summary>Specifies a mailbox and how to log in to it. The client registration is either its own or a shared one.</summary>
public sealed class MailAccountOptions : OAuthClientOptions
{
    /// <summary>
    /// Gets or sets the name of a shared client registration (<see cref="OAuthMailOptions.Clients"/>). Options that the account sets
    /// itself take precedence over it.
    /// </summary>
    /// <value>The default is <see langword="null"/>: the account has its own registration.</value>
    public string? Client { get; set; }

    /// <summary>Gets or sets the e-mail address of the mailbox. Required.</summary>
    public string? Address { get; set; }

    /// <summary>
    /// Gets or sets the name of the user who signs in, if it differs from the address, as for a shared or delegated mailbox.
    /// </summary>
    /// <value>The default is <see cref="Address"/>.</value>
    public string? SignInName { get; set; }

    /// <summary>Gets or sets how the account sends and receives messages.</summary>
    /// <value>The default is <see cref="MailTransport.MailServers"/>: SMTP, IMAP and POP3.</value>
    public MailTransport Transport { get; set; }

    /// <summary>
    /// Gets or sets the address of Microsoft Graph, such as <c>https://graph.microsoft.com</c>, for <see cref="MailTransport.Graph"/> in
    /// <see cref="Transport"/> or in the backup. Set it for a test server or a cloud that the provider doesn't know.
    /// </summary>
    /// <value>The default is the provider's address.</value>
    public string? Graph { get; set; }

    /// <summary>
    /// Gets or sets the submission server as <c>host:port</c>. Port 465 implies implicit TLS, other ports STARTTLS; the prefixes
    /// <c>tls://</c>
    /// and <c>starttls://</c> override that.
    /// </summary>
    /// <value>The default is the provider's server.</value>
    public string? Smtp { get; set; }

    /// <summary>
    /// Gets or sets the IMAP server as <c>host:port</c>. Port 993 implies implicit TLS, other ports STARTTLS, as in <see cref="Smtp"/>.
    /// </summary>
    /// <value>The default is the provider's server.</value>
    public string? Imap { get; set; }

    /// <summary>
    /// Gets or sets the POP3 server as <c>host:port</c>. Port 995 implies implicit TLS, other ports STLS, as in <see cref="Smtp"/>.
    /// </summary>
    /// <value>The default is the provider's server.</value>
    public string? Pop3 { get; set; }

    /// <summary>Gets or sets how to connect to the servers: proxy, time-outs, client certificate, limits.</summary>
    /// <value>The default is <see langword="null"/>: the defaults of <see cref="MailConnectionOptions"/>.</value>
    public MailConnectionOptions? Connection { get; set; }

    /// <summary>Gets or sets the account or server that sends messages that the account's own submission server did not accept.</summary>
    /// <value>The default is <see langword="null"/>: no backup.</value>
    public MailBackupOptions? Backup { get; set; }

    /// <summary>Gets or sets the client registration for IMAP and POP3, if it differs from the one for SMTP.</summary>
    /// <value>The default is <see langword="null"/>: the account's registration.</value>
    public OAuthClientOptions? Incoming { get; set; }

    /// <summary>Gets or sets the client registration for SMTP, if it differs from the one for IMAP and POP3.</summary>
    /// <value>The default is <see langword="null"/>: the account's registration.</value>
    public OAuthClientOptions? Outgoing { get; set; }
}
