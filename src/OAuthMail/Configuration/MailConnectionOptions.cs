namespace OAuthMail;

/// <summary>Specifies how to connect to the mail servers of an account, and how much the mailbox may send.</summary>
public sealed class MailConnectionOptions
{
    /// <summary>
    /// Gets or sets the proxy for connections to mail servers: <c>socks5://host:port</c> (RFC 1928), <c>socks4://</c>, <c>socks4a://</c>,
    /// <c>http://</c> (CONNECT, RFC 9110 section 9.3.6) or <c>https://</c> (the same over TLS). It must not contain a user name or a
    /// password.
    /// Requests to the authorization server do not use it; see <see cref="OAuthHttp"/>.
    /// </summary>
    /// <value>The default is <see langword="null"/>: connect directly.</value>
    public string? Proxy { get; set; }

    /// <summary>Gets or sets the user name for the proxy.</summary>
    /// <value>The default is <see langword="null"/>: the proxy requires no login.</value>
    public string? ProxyUserName { get; set; }

    /// <summary>
    /// Gets or sets the password for the proxy. Prefer <see cref="ProxyPasswordFile"/>. The password is encrypted in transit only if
    /// the proxy is an <c>https://</c> proxy.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? ProxyPassword { get; set; }

    /// <summary>Gets or sets the path of a file that contains only the password for the proxy. White space around it is ignored.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? ProxyPasswordFile { get; set; }

    /// <summary>Gets or sets the local IP address to connect from.</summary>
    /// <value>The default is <see langword="null"/>: the system chooses.</value>
    public string? LocalAddress { get; set; }

    /// <summary>Gets or sets the client's name in SMTP's EHLO (RFC 5321 section 4.1.1.1): a host name or an IPv4 address.</summary>
    /// <value>The default is <see langword="null"/>: the mail client chooses.</value>
    public string? LocalHostName { get; set; }

    /// <summary>
    /// Gets or sets the time-out for connecting, including the proxy, TLS and the server's greeting. Connection tests have their own
    /// time-outs.
    /// </summary>
    /// <value>The default is 30 seconds.</value>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Gets or sets the time-out for a whole login. It also limits servers that send their replies so slowly that
    /// <see cref="Timeout"/>, which applies to each read, never expires. Connection tests have their own time-outs.
    /// </summary>
    /// <value>The default is 2 minutes.</value>
    public TimeSpan LoginTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Gets or sets the time-out for each single read or write.</summary>
    /// <value>The default is 2 minutes.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Gets or sets whether to check if the server's certificate was revoked.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool CheckCertificateRevocation { get; set; }

    /// <summary>Gets or sets the client certificate for TLS connections to mail servers.</summary>
    /// <value>The default is <see langword="null"/>: no client certificate.</value>
    public CertificateOptions? ClientCertificate { get; set; }

    /// <summary>Gets or sets how many SMTP connections the mailbox may have at the same time.</summary>
    /// <value>The default is <see langword="null"/>: the provider's limit (<see cref="MailProvider.SmtpConnectionLimit"/>).</value>
    public int? MaxConnections { get; set; }

    /// <summary>Gets or sets how many messages the mailbox may send per minute.</summary>
    /// <value>The default is <see langword="null"/>: the provider's limit (<see cref="MailProvider.MessagesPerMinuteLimit"/>).</value>
    public int? MessagesPerMinute { get; set; }
}
