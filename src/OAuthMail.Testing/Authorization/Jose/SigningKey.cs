using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;

namespace OAuthMail.Testing.Authorization.Jose;

/// <summary>
/// Represents a key pair that signs tokens. The key determines the algorithm; a token cannot select it.
/// </summary>
internal sealed class SigningKey : IDisposable
{
    private readonly AsymmetricAlgorithm _key;

    public SigningKey(TokenSigningAlgorithm algorithm)
    {
        Algorithm = algorithm.ToString();
        Id = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(12));
        if (algorithm == TokenSigningAlgorithm.ES256)
        {
            var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            _key = key;
            Public = PublicKeys.FromEcdsa(key, Id);
            Credentials = CreateCredentials(new ECDsaSecurityKey(key));
        }
        else
        {
            var key = RSA.Create(2048);
            _key = key;
            Public = PublicKeys.FromRsa(key, Id);
            Credentials = CreateCredentials(new RsaSecurityKey(key));
        }
    }

    public string Id { get; }

    public string Algorithm { get; }

    public JsonWebKey Public { get; }

    public SigningCredentials Credentials { get; }

    public JsonObject ToJwk()
    {
        var jwk = PublicKeys.ToJson(Public);
        jwk["use"] = "sig";
        jwk["alg"] = Algorithm;
        return jwk;
    }

    public void Dispose() => _key.Dispose();

    private SigningCredentials CreateCredentials(SecurityKey key)
    {
        key.KeyId = Id;
        return new SigningCredentials(key, Algorithm) { CryptoProviderFactory = PublicKeys.Uncached };
    }
}
