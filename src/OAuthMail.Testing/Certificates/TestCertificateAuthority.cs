using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OAuthMail.Testing;

/// <summary>
/// A certificate authority that lives in memory: its servers' certificates verify for whoever holds this object, and for nobody
/// else on the machine. Nothing is installed.
/// </summary>
public sealed class TestCertificateAuthority : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _root;

    /// <summary>Makes an authority of its own.</summary>
    public TestCertificateAuthority()
    {
        var request = new CertificateRequest("CN=OAuthMail test authority", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        _root = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddYears(-5), DateTimeOffset.UtcNow.AddYears(1));
    }

    /// <summary>The authority's own certificate, without its key.</summary>
    public X509Certificate2 Root => X509CertificateLoader.LoadCertificate(_root.RawData);

    /// <summary>Accepts a server whose certificate this authority issued for the name that was asked for; give it to a mail client.</summary>
    public RemoteCertificateValidationCallback ValidationCallback => (_, certificate, chain, errors) => Validate(certificate, chain, errors);

    /// <summary>Makes an HTTP client that trusts this authority only, and follows no redirects.</summary>
    /// <returns>The client; the caller disposes it.</returns>
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

    /// <summary>Issues a server's certificate.</summary>
    /// <param name="names">The DNS names and IP literals it is good for.</param>
    /// <param name="notBefore">When it begins; an hour ago if nothing is given.</param>
    /// <param name="notAfter">When it ends; in 30 days if nothing is given.</param>
    /// <returns>The certificate with its key; the caller disposes it.</returns>
    public X509Certificate2 IssueServerCertificate(IReadOnlyList<string> names, DateTimeOffset? notBefore = null, DateTimeOffset? notAfter = null)
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
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_root, includeKeyIdentifier: true, includeIssuerAndSerial: false));

        using var certificate = request.Create(
            _root, notBefore ?? DateTimeOffset.UtcNow.AddHours(-1), notAfter ?? DateTimeOffset.UtcNow.AddDays(30), RandomNumberGenerator.GetBytes(12));
        using var withKey = certificate.CopyWithPrivateKey(key);
        // TLS on Windows needs a key that was imported, not an ephemeral one.
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>Makes a self-signed certificate for a client that proves itself by <c>private_key_jwt</c>, as one makes it for an app registration.</summary>
    /// <param name="name">Its common name.</param>
    /// <param name="elliptic">An ECDSA key on P-256 in the place of RSA with 2048 bits, which Microsoft Entra ID does not take.</param>
    /// <returns>The certificate with its exportable key; the caller disposes it.</returns>
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
