using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;

namespace OAuthMail.Testing.Authorization.Jose;

/// <summary>The public half of a key, RFC 7517, kept as its parameters so that every verification has a key object of its own.</summary>
internal sealed class VerificationKey
{
    private readonly RSAParameters? _rsa;
    private readonly ECParameters? _ec;

    private VerificationKey(RSAParameters? rsa, ECParameters? ec, string? id)
    {
        _rsa = rsa;
        _ec = ec;
        Id = id;
    }

    /// <summary>The key's <c>kid</c>, if it has one.</summary>
    public string? Id { get; private init; }

    /// <summary>The certificate's SHA-256 thumbprint in base64url, if the key came with one.</summary>
    public string? ThumbprintSha256 { get; private init; }

    /// <summary>The certificate's SHA-1 thumbprint in base64url, which Entra still takes as <c>x5t</c>.</summary>
    public string? ThumbprintSha1 { get; private init; }

    public bool IsRsa => _rsa is not null;

    public static VerificationKey FromRsa(RSA key, string? id) => new(key.ExportParameters(false), null, id);

    public static VerificationKey FromEcdsa(ECDsa key, string? id)
    {
        var parameters = key.ExportParameters(false);
        if (parameters.Q.X!.Length != 32) throw new ArgumentException("Only the curve P-256 is supported.", nameof(key));
        return new VerificationKey(null, parameters, id);
    }

    public static VerificationKey FromCertificate(X509Certificate2 certificate)
    {
        using var rsa = certificate.GetRSAPublicKey();
        using var ecdsa = certificate.GetECDsaPublicKey();
        var key = rsa is not null ? FromRsa(rsa, null)
            : ecdsa is not null ? FromEcdsa(ecdsa, null)
            : throw new ArgumentException("The certificate's key is neither RSA nor ECDSA.", nameof(certificate));
        return new VerificationKey(key._rsa, key._ec, certificate.Thumbprint)
        {
            ThumbprintSha256 = Base64Url.EncodeToString(certificate.GetCertHash(HashAlgorithmName.SHA256)),
            ThumbprintSha1 = Base64Url.EncodeToString(certificate.GetCertHash(HashAlgorithmName.SHA1)),
        };
    }

    /// <exception cref="FormatException">The text is not an RSA or P-256 key.</exception>
    public static VerificationKey FromJwk(string json)
    {
        try
        {
            var jwk = JsonNode.Parse(json)!.AsObject();
            var id = (string?)jwk["kid"];
            switch ((string?)jwk["kty"])
            {
                case "RSA":
                    return new VerificationKey(new RSAParameters { Modulus = Bytes(jwk, "n"), Exponent = Bytes(jwk, "e") }, null, id);
                case "EC" when (string?)jwk["crv"] == "P-256":
                    var point = new ECPoint { X = Bytes(jwk, "x"), Y = Bytes(jwk, "y") };
                    var parameters = new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point };
                    parameters.Validate();
                    return new VerificationKey(null, parameters, id);
            }
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or InvalidOperationException or NullReferenceException or CryptographicException or ArgumentException)
        {
            throw new FormatException("The text is not a JSON Web Key.", e);
        }

        throw new FormatException("Only RSA keys and keys on P-256 are supported.");
    }

    public bool Verify(string algorithm, byte[] data, byte[] signature)
    {
        switch (algorithm)
        {
            case "ES256" when _ec is { } ec:
                using (var ecdsa = ECDsa.Create(ec)) return ecdsa.VerifyData(data, signature, HashAlgorithmName.SHA256);
            case "RS256" when _rsa is { } pkcs1:
                using (var rsa = RSA.Create(pkcs1)) return rsa.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            case "PS256" when _rsa is { } pss:
                using (var rsa = RSA.Create(pss)) return rsa.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
            default:
                return false;
        }
    }

    public JsonObject ToJwk()
    {
        var jwk = new JsonObject();
        if (_rsa is { } rsa)
        {
            jwk["kty"] = "RSA";
            jwk["n"] = Base64Url.EncodeToString(rsa.Modulus);
            jwk["e"] = Base64Url.EncodeToString(rsa.Exponent);
        }
        else
        {
            jwk["kty"] = "EC";
            jwk["crv"] = "P-256";
            jwk["x"] = Base64Url.EncodeToString(_ec!.Value.Q.X);
            jwk["y"] = Base64Url.EncodeToString(_ec!.Value.Q.Y);
        }

        if (Id is not null) jwk["kid"] = Id;
        return jwk;
    }

    private static byte[] Bytes(JsonObject jwk, string name) => Base64Url.DecodeFromChars((string?)jwk[name] ?? throw new FormatException($"The key has no '{name}'."));
}
