using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OAuthMail.Credentials;

/// <summary>Signs with the private key of a certificate, and identifies the certificate by its SHA-256 thumbprint.</summary>
internal sealed class CertificateSigner : JwtSigner
{
    /// <param name="certificate">The certificate with its key.</param>
    /// <param name="algorithm">An algorithm that the key supports.</param>
    /// <param name="x5c">The <c>x5c</c> member of the header, or <see langword="null"/> for none.</param>
    public CertificateSigner(X509Certificate2 certificate, string algorithm, string? x5c)
        : base(algorithm, certificate.Thumbprint)
    {
        Certificate = certificate;
        Header["x5t#S256"] = Hashing.ToBase64Url(SHA256.HashData(certificate.RawData));

        // Older Entra endpoints and on-premises servers support only the SHA-1 thumbprint. It identifies the key; security does not
        // depend on it.
        Header["x5t"] = Hashing.ToBase64Url(FromHex(certificate.Thumbprint));
        if (x5c is not null) Header["x5c"] = x5c;
    }

    public X509Certificate2 Certificate { get; }

    /// <summary>
    /// Returns the requested algorithm if the certificate's key supports it, or the one that the key supports if none was requested.
    /// </summary>
    public static string ChooseAlgorithm(X509Certificate2 certificate, string? wanted)
    {
        var suited = SuitedAlgorithm(certificate);
        if (wanted is null) return suited;
        if (MonoRuntime.IsUsed && wanted != suited) throw Unusable(certificate, $"can't sign with {wanted} on Mono, but with {suited}");
        if (wanted == "ES256" == (suited == "ES256")) return wanted;
        throw Unusable(certificate, $"has a key that doesn't support {wanted}, but {suited}");
    }

    private static string SuitedAlgorithm(X509Certificate2 certificate)
    {
        if (MonoRuntime.IsUsed)
        {
            // Mono 6 has no PSS padding, and reads no keys on elliptic curves.
            const string rsaEncryption = "1.2.840.113549.1.1.1";
            return certificate.GetKeyAlgorithm() == rsaEncryption
                ? "RS256"
                : throw Unusable(certificate, "has no RSA key, and Mono supports no other keys");
        }

        using var rsa = certificate.GetRSAPublicKey();
        if (rsa is not null) return "PS256";
        using var ecdsa = certificate.GetECDsaPublicKey();
        return ecdsa?.KeySize == 256 ? "ES256" : throw Unusable(certificate, "has neither an RSA key nor one on the curve P-256");
    }

    public static void RequireUsable(X509Certificate2 certificate, DateTimeOffset now)
    {
        if (!certificate.HasPrivateKey)
        {
            throw Unusable(certificate,
                "has no private key on this machine. Import the certificate with its key, or grant this account access to the key");
        }

        if (now >= certificate.NotAfter) throw Unusable(certificate, $"expired at {certificate.NotAfter.ToUniversalTime():u}");
        if (now < certificate.NotBefore) throw Unusable(certificate, $"isn't valid before {certificate.NotBefore.ToUniversalTime():u}");
    }

    public override ValueTask<byte[]> SignAsync(byte[] signingInput, CancellationToken cancellationToken)
    {
        try
        {
            return new ValueTask<byte[]>(Sign(signingInput));
        }
        catch (CryptographicException failure)
        {
            throw new TokenRequestException(
                Problems.CertificateUnusable,
                $"The private key of the certificate {Certificate.Thumbprint} ({Certificate.Subject}) can't be used: {failure.Message}",
                failure);
        }
    }

    private byte[] Sign(byte[] signingInput)
    {
        using var rsa = Certificate.GetRSAPrivateKey();
        if (rsa is not null)
        {
            var padding = Algorithm == "PS256" ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;
            return rsa.SignData(signingInput, HashAlgorithmName.SHA256, padding);
        }

        using var ecdsa = Certificate.GetECDsaPrivateKey() ?? throw Unusable(Certificate, "has no usable private key");
        return ecdsa.SignData(signingInput, HashAlgorithmName.SHA256);
    }

    private static TokenRequestException Unusable(X509Certificate2 certificate, string why) =>
        new(Problems.CertificateUnusable, $"The certificate {certificate.Thumbprint} ({certificate.Subject}) {why}.");

    private static byte[] FromHex(string hex)
    {
        var bytes = new byte[hex.Length / 2];
        for (var i = 0; i < bytes.Length; i++) bytes[i] = Convert.ToByte(hex.Substring(2 * i, 2), 16);
        return bytes;
    }
}
