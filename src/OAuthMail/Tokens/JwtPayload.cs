using System.Text.Json;

namespace OAuthMail.Tokens;

/// <summary>
/// Looks into a token that happens to be a JWT, for diagnosis and to learn who signed in. It verifies nothing: only the mail
/// server can, and many tokens are opaque, which is no error.
/// </summary>
internal static class JwtPayload
{
    private const int MaximumPayload = 32 * 1024;

    /// <summary>Decodes the claims, or gives null where the token is no JWT.</summary>
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

    /// <summary>A claim that is text, or null.</summary>
    public static string? GetText(JsonElement claims, string name) => Get(claims, name) is { } claim ? GetText(claim) : null;

    /// <summary>A claim, or null.</summary>
    public static JsonElement? Get(JsonElement claims, string name)
    {
        try
        {
            return claims.TryGetProperty(name, out var claim) ? claim : null;
        }
        catch (InvalidOperationException)
        {
            // Another claim's name has an escaped half of a surrogate pair, which is JSON, but no text.
            return null;
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
