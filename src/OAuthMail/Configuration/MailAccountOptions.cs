namespace OAuthMail;

/// <summary>A mailbox and how one logs in to it. It may carry its registration itself, or refer to one that is shared.</summary>
public sealed class MailAccountOptions : OAuthClientOptions
{
    /// <summary>The name of a shared registration (<see cref="OAuthMailOptions.Clients"/>). What the account sets itself goes before it.</summary>
    public string? Client { get; set; }

    /// <summary>The mailbox's address.</summary>
    public string? Address { get; set; }

    /// <summary>The name of the person who signs in, where it is not the mailbox's address: for a shared or delegated mailbox.</summary>
    public string? SignInName { get; set; }

    /// <summary>
    /// The submission server as <c>host:port</c>, in place of the provider's. Port 465 begins with TLS, others with STARTTLS, unless
    /// <c>tls://</c> or <c>starttls://</c> stands before it.
    /// </summary>
    public string? Smtp { get; set; }

    /// <summary>The IMAP server as <c>host:port</c>, in place of the provider's. Port 993 begins with TLS, others with STARTTLS, as with <see cref="Smtp"/>.</summary>
    public string? Imap { get; set; }

    /// <summary>The POP3 server as <c>host:port</c>, in place of the provider's. Port 995 begins with TLS, others with STLS, as with <see cref="Smtp"/>.</summary>
    public string? Pop3 { get; set; }

    /// <summary>How the servers are reached: proxy, time-outs, client certificate, limits.</summary>
    /// <value>Null by default: directly, with the defaults of <see cref="MailConnectionOptions"/>.</value>
    public MailConnectionOptions? Connection { get; set; }

    /// <summary>Who sends when the account's own submission server did not take a message.</summary>
    /// <value>Null by default: nobody.</value>
    public MailBackupOptions? Backup { get; set; }

    /// <summary>Another registration for IMAP and POP3, where it differs.</summary>
    public OAuthClientOptions? Incoming { get; set; }

    /// <summary>Another registration for SMTP, where it differs.</summary>
    public OAuthClientOptions? Outgoing { get; set; }
}
