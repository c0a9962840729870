using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace OAuthMail.Testing.Authorization.Jose;

/// <summary>A key pair that the server signs with. The algorithm belongs to the key: a token cannot choose it.</summary>
internal sealed class SigningKey : IDisposable
{
    private readonly Lock _gate = new();
    private readonly AsymmetricAlgorithm _key;
    private readonly VerificationKey _public;

    public SigningKey(TokenSigningAlgorithm algorithm)
    {
        Algorithm = algorithm.ToString();
        Id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(12));
        if (algorithm == TokenSigningAlgorithm.ES256)
        {
            var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            _key = key;
            _public = VerificationKey.FromEcdsa(key, Id);
        }
        else
        {
            var key = RSA.Create(2048);
            _key = key;
            _public = VerificationKey.FromRsa(key, Id);
        }
    }

    public string Id { get; }

    public string Algorithm { get; }

    public byte[] Sign(byte[] data)
    {
        // The platform's key objects are not documented to be safe for concurrent use.
        lock (_gate)
        {
            return _key is ECDsa ecdsa
                ? ecdsa.SignData(data, HashAlgorithmName.SHA256)
                : ((RSA)_key).SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
    }

    public bool Verify(string algorithm, byte[] data, byte[] signature) =>
        algorithm == Algorithm && _public.Verify(algorithm, data, signature);

    public JsonObject ToJwk()
    {
        var jwk = _public.ToJwk();
        jwk["use"] = "sig";
        jwk["alg"] = Algorithm;
        return jwk;
    }

    public void Dispose() => _key.Dispose();
}
