using System.Net;
using System.Security.Cryptography.X509Certificates;
using OAuthMail.Credentials;
using OAuthMail.Networking;

namespace OAuthMail;

/// <summary>
/// The validated connection settings of an account. They contain credentials, which <see cref="object.ToString"/> does not show.
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

    /// <summary>Gets the settings of accounts that set no connection options.</summary>
    internal static ConnectionSettings Default { get; } = new(new MailConnectionOptions(), null, null, null);

    /// <summary>Gets the proxy, or <see langword="null"/> to connect directly.</summary>
    public MailProxy? Proxy { get; }

    /// <summary>Gets the local address to connect from, or <see langword="null"/> if the system selects it.</summary>
    public IPAddress? LocalAddress { get; }

    /// <summary>Gets the client's name in SMTP's EHLO, or <see langword="null"/> if the mail client selects it.</summary>
    public string? LocalHostName { get; }

    /// <summary>Gets the time-out for connecting, which includes the proxy, TLS and the server's greeting.</summary>
    public TimeSpan ConnectTimeout { get; }

    /// <summary>Gets the time-out for a complete login.</summary>
    public TimeSpan LoginTimeout { get; }

    /// <summary>Gets the time-out for each read and each write.</summary>
    public TimeSpan Timeout { get; }

    /// <summary>Gets a value that indicates whether the revocation status of the server's certificate is checked.</summary>
    public bool CheckCertificateRevocation { get; }

    /// <summary>
    /// Gets the maximum number of concurrent SMTP connections of the mailbox, or <see langword="null"/> if the account does not set it.
    /// <see cref="MailAccount.SmtpConnectionLimit"/> includes the provider's limit.
    /// </summary>
    public int? MaxConnections { get; }

    /// <summary>
    /// Gets the maximum number of messages per minute of the mailbox, or <see langword="null"/> if the account does not set it.
    /// <see cref="MailAccount.MessagesPerMinuteLimit"/> includes the provider's limit.
    /// </summary>
    public int? MessagesPerMinute { get; }

    /// <summary>Gets a value that indicates whether the account has a TLS client certificate.</summary>
    public bool HasClientCertificate => _clientCertificate is not null;

    /// <summary>
    /// Returns the TLS client certificate. A replaced file is loaded again. While the new file cannot be read, the previous certificate
    /// is used until it expires.
    /// </summary>
    /// <returns>The certificate, or <see langword="null"/> if the account has none. The caller must not dispose it.</returns>
    /// <exception cref="MailConfigurationException">The certificate has expired or is not valid yet.</exception>
    public X509Certificate2? GetClientCertificate() => _clientCertificate?.Get();

    /// <summary>Gets the current client certificate, even if it has expired, or <see langword="null"/> if there is none.</summary>
    internal CertificateReading? CurrentClientCertificate => _clientCertificate?.Current;
}
