using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace OAuthMail.Networking;

/// <summary>How one TLS handshake is done.</summary>
/// <param name="Host">The name that the certificate must carry.</param>
/// <param name="Validate">Decides about the certificate.</param>
/// <param name="CheckRevocation">Whether the issuers are asked if it was revoked.</param>
/// <param name="ClientCertificate">What this side shows where it is asked to; null for nothing.</param>
internal sealed record TlsSettings(
    string Host, RemoteCertificateValidationCallback Validate, bool CheckRevocation, X509Certificate2? ClientCertificate = null);
