using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OAuthMail.Testing.Authorization.Jose;

/// <summary>A signed JSON Web Token in compact form, RFC 7515 section 7.1, taken apart but not yet believed.</summary>
internal sealed class JsonWebToken
{
    private const int LongestToken = 16 * 1024;

    private readonly byte[] _signed;
    private readonly byte[] _signature;

    private JsonWebToken(JsonObject header, JsonObject payload, byte[] signed, byte[] signature)
    {
        Header = header;
        Payload = payload;
        _signed = signed;
        _signature = signature;
    }

    public JsonObject Header { get; }

    public JsonObject Payload { get; }

    public string? Algorithm => Text(Header, "alg");

    public string? KeyId => Text(Header, "kid");

    public static string Create(JsonObject payload, SigningKey key, string type)
    {
        var header = new JsonObject { ["typ"] = type, ["alg"] = key.Algorithm, ["kid"] = key.Id };
        var signed = Encode(header) + "." + Encode(payload);
        return signed + "." + Base64Url.EncodeToString(key.Sign(Encoding.ASCII.GetBytes(signed)));
    }

    public static bool TryParse(string? text, [NotNullWhen(true)] out JsonWebToken? token)
    {
        token = null;
        if (text is null || text.Length > LongestToken) return false;
        var parts = text.Split('.');
        if (parts.Length != 3) return false;
        try
        {
            if (Decode(parts[0]) is not { } header || Decode(parts[1]) is not { } payload) return false;
            var signature = Base64Url.DecodeFromChars(parts[2]);

            // Spare bits in the last character would make two texts of one token, and one of them would miss a revocation list.
            if (Base64Url.EncodeToString(signature) != parts[2]) return false;
            token = new JsonWebToken(header, payload, Encoding.ASCII.GetBytes(parts[0] + "." + parts[1]), signature);
            return true;
        }
        catch (Exception e) when (e is FormatException or JsonException or ArgumentException)
        {
            return false;
        }
    }

    public bool IsSignedBy(SigningKey key) => Algorithm is { } algorithm && key.Verify(algorithm, _signed, _signature);

    public bool IsSignedBy(VerificationKey key) => Algorithm is { } algorithm && key.Verify(algorithm, _signed, _signature);

    /// <summary>Reads a member that must be a string; anything else counts as missing.</summary>
    public static string? Text(JsonObject from, string name) =>
        from[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>Reads a NumericDate, RFC 7519 section 2; anything else counts as missing.</summary>
    public static DateTimeOffset? Date(JsonObject from, string name) =>
        from[name] is JsonValue value && value.TryGetValue<double>(out var seconds) && seconds is >= 0 and < 253402300800
            ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
            : null;

    /// <summary>Reads a list of strings, or one string as a list of one.</summary>
    public static IReadOnlyList<string> Texts(JsonObject from, string name) => from[name] switch
    {
        JsonArray array => [.. array.OfType<JsonValue>().Where(v => v.GetValueKind() == JsonValueKind.String).Select(v => v.GetValue<string>())],
        JsonValue value when value.TryGetValue<string>(out var text) => [text],
        _ => [],
    };

    private static string Encode(JsonObject json) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes<JsonNode>(json));

    private static JsonObject? Decode(string part)
    {
        // JsonNode finds a doubled member only when it is first looked into; a token with one is not to be taken.
        var options = new JsonDocumentOptions { MaxDepth = 16, AllowDuplicateProperties = false };
        return JsonNode.Parse(Base64Url.DecodeFromChars(part), documentOptions: options) as JsonObject;
    }
}
