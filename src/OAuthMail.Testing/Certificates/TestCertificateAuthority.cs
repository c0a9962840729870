using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OAuthMail.Testing;

/// <summary>
/// Represents a certificate authority in memory. Only clients that use this object trust its certificates; nothing is
/// installed on the machine.
/// </summary>
public sealed class TestCertificateAuthority : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _root;

    /// <summary>Initializes a new certificate authority.</summary>
    public TestCertificateAuthority()
    {
        var request = new CertificateRequest("CN=OAuthMail test authority", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        _root = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddYears(-5), DateTimeOffset.UtcNow.AddYears(1));
    }

    /// <summary>Gets the root certificate, without its private key.</summary>
    public X509Certificate2 Root => X509CertificateLoader.LoadCertificate(_root.RawData);

    /// <summary>
    /// Gets a callback that accepts a server certificate if this authority issued it for the requested name. Pass it to
    /// a mail client.
    /// </summary>
    public RemoteCertificateValidationCallback ValidationCallback =>
        (_, certificate, chain, errors) => Validate(certificate, chain, errors);

    /// <summary>Creates an HTTP client that trusts only this authority and does not follow redirects.</summary>
    /// <returns>The client. The caller disposes it.</returns>
    public HttpClient CreateHttpClient()
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            SslOptions = { RemoteCertificateValidationCallback = ValidationCallback },
        };
        return new HttpClient(handler, disposeHandler: true);
    }

    /// <summary>Issues a server certificate.</summary>
    /// <param name="names">The DNS names and IP addresses that the certificate is valid for.</param>
    /// <param name="notBefore">The start of the validity period. The default is one hour ago.</param>
    /// <param name="notAfter">The end of the validity period. The default is in 30 days.</param>
    /// <returns>The certificate with its private key. The caller disposes it.</returns>
    public X509Certificate2 IssueServerCertificate(
        IReadOnlyList<string> names, DateTimeOffset? notBefore = null, DateTimeOffset? notAfter = null)
    {
        ArgumentNullException.ThrowIfNull(names);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(new X500DistinguishedName($"CN={names[0]}"), key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address)) alternatives.AddIpAddress(address);
            else alternatives.AddDnsName(name);
        }

        request.CertificateExtensions.Add(alternatives.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        request.CertificateExtensions.Add(
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_root, includeKeyIdentifier: true, includeIssuerAndSerial: false));

        using var certificate = request.Create(
            _root,
            notBefore ?? DateTimeOffset.UtcNow.AddHours(-1),
            notAfter ?? DateTimeOffset.UtcNow.AddDays(30),
            RandomNumberGenerator.GetBytes(12));
        // On Windows and macOS, TLS cannot use an ephemeral private key, so the key is imported, which takes longer.
        if (OperatingSystem.IsLinux()) return certificate.CopyWithPrivateKey(key);
        using var withKey = certificate.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>
    /// Creates a self-signed certificate for a client that authenticates with <c>private_key_jwt</c>, such as one for
    /// an app registration.
    /// </summary>
    /// <param name="name">The common name.</param>
    /// <param name="elliptic">
    /// Whether the key is ECDSA on P-256 instead of RSA with 2048 bits. Microsoft Entra ID does not accept ECDSA.
    /// </param>
    /// <returns>The certificate with its exportable private key. The caller disposes it.</returns>
    public static X509Certificate2 CreateClientCertificate(string name, bool elliptic = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        using AsymmetricAlgorithm key = elliptic ? ECDsa.Create(ECCurve.NamedCurves.nistP256) : RSA.Create(2048);
        var subject = new X500DistinguishedName($"CN={name}");
        var request = key is ECDsa ecdsa
            ? new CertificateRequest(subject, ecdsa, HashAlgorithmName.SHA256)
            : new CertificateRequest(subject, (RSA)key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddYears(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _root.Dispose();
        _key.Dispose();
    }

    private bool Validate(X509Certificate? certificate, X509Chain? offered, SslPolicyErrors errors)
    {
        if (certificate is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None) return false;

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (offered is not null) chain.ChainPolicy.ExtraStore.AddRange(offered.ChainPolicy.ExtraStore);
        using var leaf = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return chain.Build(leaf);
    }
}
