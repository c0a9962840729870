using System.Text.Json;

namespace OAuthMail.Tokens;

/// <summary>
/// Reads the claims of a token that is a JWT, for diagnostics and to identify the user who signed in. It verifies nothing: only the mail
/// server can verify a token. Opaque tokens are not an error.
/// </summary>
internal static class JwtPayload
{
    private const int MaximumPayload = 32 * 1024;

    /// <summary>Returns the claims, or <see langword="null"/> if the token is not a JWT.</summary>
    public static JsonDocument? TryRead(string token)
    {
        var first = token.IndexOf('.');
        var second = first < 0 ? -1 : token.IndexOf('.', first + 1);
        if (second < 0 || second - first > MaximumPayload) return null;
        var bytes = Hashing.FromBase64Url(token.Substring(first + 1, second - first - 1));
        if (bytes is null) return null;
        try
        {
            var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 16 });
            if (document.RootElement.ValueKind == JsonValueKind.Object) return document;
            document.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Returns the text of a claim, or <see langword="null"/> if there is no such claim or it is not text.</summary>
    public static string? GetText(JsonElement claims, string name) => Get(claims, name) is { } claim ? GetText(claim) : null;

    /// <summary>Returns a claim, or <see langword="null"/> if there is none, or if the claims are not an object.</summary>
    public static JsonElement? Get(JsonElement claims, string name)
    {
        if (claims.ValueKind != JsonValueKind.Object) return null;
        try
        {
            return claims.TryGetProperty(name, out var claim) ? claim : null;
        }
        catch (InvalidOperationException)
        {
            // The name of another claim contains an escaped lone surrogate, which is valid JSON but not valid text.
            foreach (var claim in claims.EnumerateObject())
            {
                if (HasName(claim, name)) return claim.Value;
            }

            return null;
        }
    }

    private static bool HasName(JsonProperty claim, string name)
    {
        try
        {
            return claim.NameEquals(name);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    public static string? GetText(JsonElement claim)
    {
        try
        {
            return claim.ValueKind == JsonValueKind.String ? claim.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
