using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;

namespace OAuthMail.Testing.Authorization.Jose;

/// <summary>Creates JSON Web Keys (RFC 7517) that contain only the public part of an RSA or P-256 key.</summary>
internal static class PublicKeys
{
    /// <summary>
    /// Creates signature providers without a cache. The default factory caches them, with their keys, for the lifetime
    /// of the process.
    /// </summary>
    public static readonly CryptoProviderFactory Uncached = new() { CacheSignatureProviders = false };

    public static JsonWebKey FromRsa(RSA key, string? id)
    {
        var parameters = key.ExportParameters(false);
        return new JsonWebKey
        {
            Kty = JsonWebAlgorithmsKeyTypes.RSA,
            N = Base64UrlEncoder.Encode(parameters.Modulus),
            E = Base64UrlEncoder.Encode(parameters.Exponent),
            Kid = id,
            CryptoProviderFactory = Uncached,
        };
    }

    public static JsonWebKey FromEcdsa(ECDsa key, string? id)
    {
        var point = key.ExportParameters(false).Q;
        if (point.X!.Length != 32) throw new ArgumentException("The key must be on the curve P-256.", nameof(key));
        return new JsonWebKey
        {
            Kty = JsonWebAlgorithmsKeyTypes.EllipticCurve,
            Crv = JsonWebKeyECTypes.P256,
            X = Base64UrlEncoder.Encode(point.X),
            Y = Base64UrlEncoder.Encode(point.Y),
            Kid = id,
            CryptoProviderFactory = Uncached,
        };
    }

    public static JsonWebKey FromCertificate(X509Certificate2 certificate)
    {
        using var rsa = certificate.GetRSAPublicKey();
        using var ecdsa = certificate.GetECDsaPublicKey();
        var key = rsa is not null ? FromRsa(rsa, certificate.Thumbprint)
            : ecdsa is not null ? FromEcdsa(ecdsa, certificate.Thumbprint)
            : throw new ArgumentException("The certificate's key must be RSA or ECDSA.", nameof(certificate));
        key.X5tS256 = Base64UrlEncoder.Encode(certificate.GetCertHash(HashAlgorithmName.SHA256));

        // Microsoft Entra ID still accepts the SHA-1 thumbprint.
        key.X5t = Base64UrlEncoder.Encode(certificate.GetCertHash(HashAlgorithmName.SHA1));
        return key;
    }

    /// <summary>Reads an RSA or P-256 key.</summary>
    /// <exception cref="FormatException">The text is not such a key.</exception>
    public static JsonWebKey FromJson(string json)
    {
        try
        {
            var jwk = JsonWebKey.Create(json);
            switch (jwk.Kty)
            {
                case JsonWebAlgorithmsKeyTypes.RSA:
                    using (var rsa = RSA.Create(new RSAParameters { Modulus = Bytes(jwk.N, "n"), Exponent = Bytes(jwk.E, "e") }))
                        return FromRsa(rsa, jwk.Kid);
                case JsonWebAlgorithmsKeyTypes.EllipticCurve when jwk.Crv == JsonWebKeyECTypes.P256:
                    var point = new ECPoint { X = Bytes(jwk.X, "x"), Y = Bytes(jwk.Y, "y") };
                    using (var ecdsa = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point }))
                        return FromEcdsa(ecdsa, jwk.Kid);
            }
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException or InvalidOperationException)
        {
            throw new FormatException("The text is not a JSON Web Key.", e);
        }

        throw new FormatException("The key must be an RSA key, or an EC key on the curve P-256.");
    }

    public static JsonObject ToJson(JsonWebKey key)
    {
        var json = new JsonObject { ["kty"] = key.Kty };
        if (key.Kty == JsonWebAlgorithmsKeyTypes.RSA) (json["n"], json["e"]) = (key.N, key.E);
        else (json["crv"], json["x"], json["y"]) = (key.Crv, key.X, key.Y);
        if (key.Kid is not null) json["kid"] = key.Kid;
        return json;
    }

    private static byte[] Bytes(string? value, string name) =>
        value is { Length: > 0 } ? Base64UrlEncoder.DecodeBytes(value) : throw new FormatException($"The key has no '{name}'.");
}
