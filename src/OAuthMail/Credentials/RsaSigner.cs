using System.Security.Cryptography;

namespace OAuthMail.Credentials;

/// <summary>Signs with an RSA key in memory. It uses RS256, which Google requires.</summary>
internal sealed class RsaSigner : JwtSigner
{
    private readonly RSA _key;

    public RsaSigner(RSA key, string keyId)
        : base("RS256", keyId)
    {
        _key = key;
        Header["kid"] = keyId;
    }

    public override ValueTask<byte[]> SignAsync(byte[] signingInput, CancellationToken cancellationToken)
    {
        // RSA objects are not thread-safe on .NET Framework.
        lock (_key) return new ValueTask<byte[]>(_key.SignData(signingInput, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }
}
