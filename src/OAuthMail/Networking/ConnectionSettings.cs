using System.Net;
using System.Security.Cryptography.X509Certificates;
using OAuthMail.Credentials;
using OAuthMail.Networking;

namespace OAuthMail;

/// <summary>
/// Represents how to connect to the mail servers of an account: options that were checked. It contains credentials, but does not show
/// them.
/// </summary>
public sealed class ConnectionSettings
{
    private readonly ClientCertificate? _clientCertificate;

    internal ConnectionSettings(
        MailConnectionOptions options, MailProxy? proxy, IPAddress? localAddress, ClientCertificate? clientCertificate)
    {
        Proxy = proxy;
        LocalAddress = localAddress;
        LocalHostName = options.LocalHostName;
        ConnectTimeout = options.ConnectTimeout;
        LoginTimeout = options.LoginTimeout;
        Timeout = options.Timeout;
        CheckCertificateRevocation = options.CheckCertificateRevocation;
        MaxConnections = options.MaxConnections;
        MessagesPerMinute = options.MessagesPerMinute;
        _clientCertificate = clientCertificate;
    }

    /// <summary>The one of all accounts that set nothing.</summary>
    internal static ConnectionSettings Default { get; } = new(new MailConnectionOptions(), null, null, null);

    /// <summary>The proxy to go through; null to connect directly.</summary>
    public MailProxy? Proxy { get; }

    /// <summary>The address of this machine to connect from; null where the system chooses.</summary>
    public IPAddress? LocalAddress { get; }

    /// <summary>The name by which the client greets an SMTP server; null where the mail client chooses.</summary>
    public string? LocalHostName { get; }

    /// <summary>How long connecting may take, with the proxy, TLS and the server's greeting.</summary>
    public TimeSpan ConnectTimeout { get; }

    /// <summary>How long the server may take for a whole login.</summary>
    public TimeSpan LoginTimeout { get; }

    /// <summary>How long the server may take for each single read or write.</summary>
    public TimeSpan Timeout { get; }

    /// <summary>Whether the issuers are asked if the server's certificate was revoked.</summary>
    public bool CheckCertificateRevocation { get; }

    /// <summary>
    /// How many SMTP connections the mailbox may have at once, where the account says so. <see cref="MailAccount.SmtpConnectionLimit"/>
    /// also knows the provider's.
    /// </summary>
    public int? MaxConnections { get; }

    /// <summary>
    /// How many messages a minute the mailbox may send, where the account says so. <see cref="MailAccount.MessagesPerMinuteLimit"/> also
    /// knows the provider's.
    /// </summary>
    public int? MessagesPerMinute { get; }

    /// <summary>Whether there is a certificate to show to the mail server.</summary>
    public bool HasClientCertificate => _clientCertificate is not null;

    /// <summary>
    /// The certificate to show to the mail server in TLS. A file that was replaced is loaded again; while the new one cannot be read,
    /// the former one goes on as long as it lasts.
    /// </summary>
    /// <returns>The certificate, which is not the caller's to dispose; null where there is none.</returns>
    /// <exception cref="MailConfigurationException">The certificate has ended or has not begun, and there is no other.</exception>
    public X509Certificate2? GetClientCertificate() => _clientCertificate?.Get();

    /// <summary>The certificate to show, as it is now, whether or not it has ended; null where there is none.</summary>
    internal CertificateReading? CurrentClientCertificate => _clientCertificate?.Current;
}
