using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace OAuthMail.IntegrationTests.Servers;

/// <summary>RSA keys as JSON (RFC 7517, RFC 7518 section 6.3).</summary>
internal static class JsonWebKeys
{
    public static JsonObject Private(RSA key, string id)
    {
        var parts = key.ExportParameters(includePrivateParameters: true);
        var json = Public(key, id);
        foreach (
            var (name, value) in new[]
            {
                ("d", parts.D),
                ("p", parts.P),
                ("q", parts.Q),
                ("dp", parts.DP),
                ("dq", parts.DQ),
                ("qi", parts.InverseQ),
            })
        {
            json[name] = Base64Url.EncodeToString(value);
        }
        return json;
    }

    public static JsonObject Public(RSA key, string? id)
    {
        var parts = key.ExportParameters(includePrivateParameters: false);
        var json = new JsonObject
        {
            ["kty"] = "RSA",
            ["use"] = "sig",
            ["n"] = Base64Url.EncodeToString(parts.Modulus),
            ["e"] = Base64Url.EncodeToString(parts.Exponent),
        };
        if (id is not null) json["kid"] = id;
        return json;
    }
}
