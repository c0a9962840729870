using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace OAuthMail.Networking;

/// <summary>The settings of a TLS handshake.</summary>
/// <param name="Host">The host name that the server's certificate must contain.</param>
/// <param name="Validate">The callback that validates the server's certificate.</param>
/// <param name="CheckRevocation">Whether to check the revocation status of the server's certificate.</param>
/// <param name="ClientCertificate">The client certificate, or <see langword="null"/> for none.</param>
internal sealed record TlsSettings(
    string Host, RemoteCertificateValidationCallback Validate, bool CheckRevocation, X509Certificate2? ClientCertificate = null);
