using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OAuthMail.Tool.Setup;

/// <summary>Reads claims of an access token that is a JWT. They are shown, and nothing is decided by them.</summary>
internal static class TokenClaims
{
    /// <summary>Returns a claim, or <see langword="null"/> if the token is opaque or does not have it.</summary>
    public static string? Find(string token, string claim)
    {
        if (token.Split('.') is not [_, var payload, _]) return null;
        try
        {
            return JsonNode.Parse(Base64Url.DecodeFromChars(payload)) is JsonObject claims && claims[claim] is JsonValue value
                && value.TryGetValue<string>(out var text) ? text : null;
        }
        catch (Exception failure) when (failure is FormatException or JsonException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }
}
