using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OAuthMail.Tests.Credentials;

/// <summary>Creates certificates with given dates and issuers.</summary>
internal static class Certificates
{
    /// <summary>Creates a self-signed certificate with an exportable key.</summary>
    public static X509Certificate2 Create(string name, DateTimeOffset ends, DateTimeOffset? begins = null)
    {
        using var key = RSA.Create(2048);
        using var certificate = Request(name, key, isAuthority: false).CreateSelfSigned(begins ?? DateTimeOffset.UtcNow.AddDays(-1), ends);
        return WithExportableKey(certificate);
    }

    /// <summary>Creates a root, an intermediate issuer, and a certificate of that issuer with its key.</summary>
    public static (X509Certificate2 Root, X509Certificate2 Issuer, X509Certificate2 Leaf) CreateChain(string name)
    {
        var (begins, ends) = (DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddYears(1));
        using var rootKey = RSA.Create(2048);
        using var issuerKey = RSA.Create(2048);
        using var leafKey = RSA.Create(2048);
        using var root = Request($"{name} root", rootKey, isAuthority: true).CreateSelfSigned(begins, ends);
        using var issuer = Request($"{name} issuer", issuerKey, isAuthority: true)
            .Create(root, begins, ends, RandomNumberGenerator.GetBytes(8));
        using var issuerWithKey = issuer.CopyWithPrivateKey(issuerKey);
        using var leaf = Request(name, leafKey, isAuthority: false).Create(issuerWithKey, begins, ends, RandomNumberGenerator.GetBytes(8));
        using var leafWithKey = leaf.CopyWithPrivateKey(leafKey);
        return (X509CertificateLoader.LoadCertificate(root.RawData), X509CertificateLoader.LoadCertificate(issuer.RawData),
            WithExportableKey(leafWithKey));
    }

    /// <summary>Replaces a certificate file atomically: it is written under another name first.</summary>
    public static void Write(string file, X509Certificate2 certificate, bool pem = false)
    {
        if (pem)
        {
            using var key = certificate.GetRSAPrivateKey()!;
            File.WriteAllText(file + ".new", $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
        }
        else
        {
            File.WriteAllBytes(file + ".new", certificate.Export(X509ContentType.Pkcs12));
        }

        File.Move(file + ".new", file, overwrite: true);
    }

    private static CertificateRequest Request(string name, RSA key, bool isAuthority)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, critical: true));
        return request;
    }

    private static X509Certificate2 WithExportableKey(X509Certificate2 certificate) =>
        X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
}
