using System.Net.Security;

namespace OAuthMail;

/// <summary>
/// Specifies which certificates of mail servers and proxies an application trusts. Clients, connection tests and the login check of a
/// sign-in use the same settings. They do not apply to authorization servers.
/// </summary>
public sealed class MailTlsOptions
{
    /// <summary>
    /// Gets or sets the callback that validates the certificates of mail servers instead of the system. Return <see langword="true"/> only
    /// for a certificate that you know.
    /// </summary>
    /// <value>The default is <see langword="null"/>: the system validates certificates.</value>
    public RemoteCertificateValidationCallback? ServerCertificateValidationCallback { get; set; }

    /// <summary>
    /// Gets or sets the callback that validates the certificates of <c>https://</c> proxies instead of the system. Return
    /// <see langword="true"/> only for a certificate that you know.
    /// </summary>
    /// <value>The default is <see langword="null"/>: the system validates certificates.</value>
    public RemoteCertificateValidationCallback? ProxyCertificateValidationCallback { get; set; }
}
