namespace OAuthMail;

/// <summary>
/// Specifies what sends a message that an account's own submission server certainly did not accept: another account, a server
/// with or without a password, or Microsoft Graph for the same mailbox. Exactly one of <see cref="Account"/>, <see cref="Smtp"/> and
/// <see cref="Transport"/> is set.
/// </summary>
public sealed class MailBackupOptions
{
    /// <summary>Gets or sets the name of another account that has a submission server.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? Account { get; set; }

    /// <summary>
    /// Gets or sets the transport that sends for the same mailbox. Only <see cref="MailTransport.Graph"/> can be set: it is for tenants
    /// whose administrators disable SMTP. The token is acquired with the same client.
    /// </summary>
    /// <value>The default is <see cref="MailTransport.MailServers"/>: another account or server sends.</value>
    public MailTransport Transport { get; set; }

    /// <summary>
    /// Gets or sets a submission server, as <c>host:port</c>. Port 465 implies implicit TLS, other ports
    /// STARTTLS; the prefixes <c>tls://</c> and <c>starttls://</c> override that. TLS is always used.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? Smtp { get; set; }

    /// <summary>Gets or sets the user name for <see cref="Smtp"/>.</summary>
    /// <value>
    /// The default is <see langword="null"/>. Without a user name and a password, the server must accept messages of this machine without a
    /// login.
    /// </value>
    public string? UserName { get; set; }

    /// <summary>Gets or sets the password of that user. Prefer <see cref="PasswordFile"/>.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? Password { get; set; }

    /// <summary>
    /// Gets or sets the path of a file that contains only the password. White space around it is ignored. The file is read for every login.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? PasswordFile { get; set; }
}
