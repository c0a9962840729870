using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace OAuthMail.Testing.Authorization.Jose;

/// <summary>Signs, reads and validates JSON Web Tokens (RFC 7519) with Microsoft.IdentityModel.JsonWebTokens.</summary>
internal static class Jwt
{
    private const int MaximumLength = 16 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };
    private static readonly JsonWebTokenHandler Handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = MaximumLength };

    public static string Create(JsonObject payload, SigningKey key, string type)
    {
        var header = new Dictionary<string, object> { [JwtHeaderParameterNames.Typ] = type };

        // .NET does not document that instances of RSA and ECDsa are thread-safe.
        lock (key) return Handler.CreateToken(payload.ToJsonString(), key.Credentials, header);
    }

    /// <summary>Reads a signed token in compact form (RFC 7515 section 7.1) without verifying its signature.</summary>
    public static bool TryRead(string? text, [NotNullWhen(true)] out JsonWebToken? token) => TryRead(text, allowPadding: false, out token);

    /// <summary>
    /// Reads a signed token whose parts may end with <c>=</c>. Earlier versions of google-auth pad them, and Google accepts
    /// that.
    /// </summary>
    public static bool TryRead(string? text, bool allowPadding, [NotNullWhen(true)] out JsonWebToken? token)
    {
        token = null;
        if (text is null || text.Length > MaximumLength || text.AsSpan().Count('.') != 2) return false;
        try
        {
            var read = Handler.ReadJsonWebToken(text);

            // The library accepts two variants that this server rejects. Unused bits in the last character of the
            // signature allow several spellings of one token. Of members that occur twice, another reader may use the
            // other one.
            var signature = allowPadding ? read.EncodedSignature.TrimEnd('=') : read.EncodedSignature;
            if (Base64UrlEncoder.Encode(Base64UrlEncoder.DecodeBytes(signature)) != signature) return false;
            if (!IsStrictObject(read.EncodedHeader) || !IsStrictObject(read.EncodedPayload)) return false;
            token = read;
            return true;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or JsonException or SecurityTokenException)
        {
            return false;
        }
    }

    /// <summary>Returns whether one of the keys signed the token with one of the algorithms.</summary>
    public static bool IsSignedBy(JsonWebToken token, IReadOnlyList<SecurityKey> keys, IReadOnlyList<string> algorithms) =>
        Validate(token, keys, algorithms, new TokenValidationParameters
        {
            ValidateAudience = false,
            ValidateIssuer = false,
            ValidateLifetime = false,
        }) is null;

    /// <summary>Validates signature and algorithm, and the properties that the parameters specify.</summary>
    /// <returns>The reason why the token is not valid, or <see langword="null"/> if it is valid.</returns>
    public static Exception? Validate(
        JsonWebToken token, IReadOnlyList<SecurityKey> keys, IReadOnlyList<string> algorithms, TokenValidationParameters parameters)
    {
        parameters.ValidAlgorithms = algorithms;
        parameters.IssuerSigningKeyResolver = (_, _, _, _) => keys;
        parameters.TryAllIssuerSigningKeys = false;
        parameters.LogValidationExceptions = false;

        // The task completes synchronously, because no ConfigurationManager is used.
        var result = Handler.ValidateTokenAsync(token, parameters).GetAwaiter().GetResult();
        return result.IsValid ? null : result.Exception;
    }

    /// <summary>Returns a string claim, or <see langword="null"/> if the claim is missing or not a string.</summary>
    public static string? Text(JsonWebToken token, string claim) =>
        token.TryGetPayloadValue<object>(claim, out var value) ? value as string : null;

    /// <summary>
    /// Returns a NumericDate claim (RFC 7519 section 2), or <see langword="null"/> if the claim is missing or not a
    /// date.
    /// </summary>
    public static DateTimeOffset? Date(JsonWebToken token, string claim) =>
        (token.TryGetPayloadValue<double>(claim, out var seconds) || TryParse(Text(token, claim), out seconds))
            && seconds is >= 0 and < 253402300800
            ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
            : null;

    /// <summary>MSAL for .NET sends the dates of its assertions as strings, which Microsoft Entra ID accepts.</summary>
    private static bool TryParse(string? text, out double seconds) =>
        double.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seconds);

    /// <summary>Returns a claim that is a list of strings. A single string is returned as a list of one.</summary>
    public static IReadOnlyList<string> Texts(JsonWebToken token, string claim)
    {
        if (Text(token, claim) is { } single) return [single];
        return token.TryGetPayloadValue<List<object>>(claim, out var list) ? [.. list.OfType<string>()] : [];
    }

    private static bool IsStrictObject(string part)
    {
        using var json = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(part), Strict);
        return json.RootElement.ValueKind == JsonValueKind.Object;
    }
}
