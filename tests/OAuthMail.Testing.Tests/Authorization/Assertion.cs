using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace OAuthMail.Testing.Tests.Authorization;

/// <summary>Signs assertions without the code under test.</summary>
internal static class Assertion
{
    public const string ClientType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    public static string Sign(JsonObject header, JsonObject payload, AsymmetricAlgorithm key)
    {
        var signed = Encode(header) + "." + Encode(payload);
        var data = Encoding.ASCII.GetBytes(signed);
        var signature = ((string?)header["alg"], key) switch
        {
            ("ES256", ECDsa ecdsa) => ecdsa.SignData(data, HashAlgorithmName.SHA256),
            ("PS256", RSA rsa) => rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
            (_, RSA rsa) => rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
            _ => throw new ArgumentException("The key does not fit the algorithm.", nameof(key)),
        };
        return signed + "." + Base64Url.EncodeToString(signature);
    }

    public static JsonObject Header(string algorithm, X509Certificate2 certificate) => new()
    {
        ["alg"] = algorithm,
        ["typ"] = "JWT",
        ["x5t#S256"] = Base64Url.EncodeToString(certificate.GetCertHash(HashAlgorithmName.SHA256)),
    };

    public static JsonObject Payload(string issuer, string subject, string audience, DateTimeOffset now, double minutes = 10) => new()
    {
        ["iss"] = issuer,
        ["sub"] = subject,
        ["aud"] = audience,
        ["iat"] = now.ToUnixTimeSeconds(),
        ["exp"] = now.AddMinutes(minutes).ToUnixTimeSeconds(),
        ["jti"] = Guid.NewGuid().ToString(),
    };

    private static string Encode(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
