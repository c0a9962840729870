namespace OAuthMail;

/// <summary>How one reaches an account's mail servers: the way through a proxy, the limits of time, and those of the mailbox.</summary>
public sealed class MailConnectionOptions
{
    /// <summary>
    /// The proxy to go through: <c>socks5://host:port</c> (RFC 1928), <c>socks4://</c>, <c>socks4a://</c>, <c>http://</c> (CONNECT,
    /// RFC 9110 section 9.3.6) or <c>https://</c> (the same over TLS to the proxy). A login does not belong in it. Authorization servers
    /// are not reached through it, but as <see cref="OAuthHttp"/> says.
    /// </summary>
    /// <value>Null by default: directly.</value>
    public string? Proxy { get; set; }

    /// <summary>The user name for the proxy, where it wants one.</summary>
    public string? ProxyUserName { get; set; }

    /// <summary>The password for the proxy. Prefer <see cref="ProxyPasswordFile"/>. Only an <c>https://</c> proxy gets it over TLS.</summary>
    public string? ProxyPassword { get; set; }

    /// <summary>A file that holds that password and nothing else but white space around it.</summary>
    public string? ProxyPasswordFile { get; set; }

    /// <summary>The IP address of this machine to connect from.</summary>
    /// <value>Null by default: the system chooses.</value>
    public string? LocalAddress { get; set; }

    /// <summary>The name by which the client greets an SMTP server (RFC 5321 section 4.1.1.1): a host name or an IPv4 address.</summary>
    /// <value>Null by default: the mail client chooses.</value>
    public string? LocalHostName { get; set; }

    /// <summary>How long connecting may take, with the proxy, TLS and the server's greeting. Connection tests have time-outs of their own, for each step.</summary>
    /// <value>30 seconds by default.</value>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long the server may take for a whole login, all its replies together: one that sends them octet by octet would outlast
    /// <see cref="Timeout"/>. Connection tests have time-outs of their own, for each step.
    /// </summary>
    /// <value>2 minutes by default.</value>
    public TimeSpan LoginTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long the server may take for each single read or write.</summary>
    /// <value>2 minutes by default.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Whether the issuers are asked if the server's certificate was revoked.</summary>
    /// <value>False by default.</value>
    public bool CheckCertificateRevocation { get; set; }

    /// <summary>The thumbprint of a certificate in the current user's or the machine's store that this machine shows the mail server in TLS.</summary>
    public string? ClientCertificateThumbprint { get; set; }

    /// <summary>The file of such a certificate: PFX, or PEM where the platform can read it. One that is replaced later is used from then on.</summary>
    public string? ClientCertificateFile { get; set; }

    /// <summary>The PEM file of the certificate's key, where it is not in <see cref="ClientCertificateFile"/>.</summary>
    public string? ClientCertificateKeyFile { get; set; }

    /// <summary>The password of the PFX or of the encrypted PEM key.</summary>
    public string? ClientCertificatePassword { get; set; }

    /// <summary>A file that holds that password and nothing else but white space around it.</summary>
    public string? ClientCertificatePasswordFile { get; set; }

    /// <summary>How many SMTP connections the mailbox may have at once, in place of what is known of the provider.</summary>
    /// <value>Null by default: the provider's limit (<see cref="MailProvider.SmtpConnectionLimit"/>).</value>
    public int? MaxConnections { get; set; }

    /// <summary>How many messages a minute the mailbox may send, in place of what is known of the provider.</summary>
    /// <value>Null by default: the provider's limit (<see cref="MailProvider.MessagesPerMinuteLimit"/>).</value>
    public int? MessagesPerMinute { get; set; }
}
