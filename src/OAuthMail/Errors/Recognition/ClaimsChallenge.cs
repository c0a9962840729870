using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OAuthMail.Errors.Recognition;

/// <summary>
/// The claims that Microsoft Graph requires of the next token
/// (<see href="https://learn.microsoft.com/entra/identity-platform/claims-challenge">claims challenges</see>).
/// </summary>
internal static class ClaimsChallenge
{
    private const int MaximumLength = 16_000;
    private const string Parameter = "claims=\"";

    /// <summary>Returns the claims as JSON, or <see langword="null"/> if the challenge contains none that can be read.</summary>
    /// <param name="challenge">The header WWW-Authenticate, or <see langword="null"/>.</param>
    public static string? Read(string? challenge)
    {
        if (!GraphErrorCatalogue.RequiresClaims(challenge)) return null;
        var begin = challenge!.IndexOf(Parameter, StringComparison.OrdinalIgnoreCase);
        var end = begin < 0 ? -1 : challenge.IndexOf('"', begin + Parameter.Length);
        if (end < 0 || end - begin > MaximumLength) return null;
        var encoded = challenge.Substring(begin + Parameter.Length, end - begin - Parameter.Length).TrimEnd('=');
        if (Hashing.FromBase64Url(encoded) is not { } bytes) return null;
        var claims = Encoding.UTF8.GetString(bytes);
        return Parse(claims) is null ? null : claims;
    }

    /// <summary>
    /// Returns the claims for a token request, with the declaration that this client answers challenges (<c>cp1</c>): otherwise Microsoft
    /// Entra ID issues no token that a challenge can revoke.
    /// </summary>
    public static string WithCapability(string claims)
    {
        if (Parse(claims) is not { } root) return claims;
        if (root["access_token"] is not JsonObject token) root["access_token"] = token = [];
        token["xms_cc"] = new JsonObject { ["values"] = new JsonArray(JsonValue.Create("cp1")) };
        return root.ToJsonString();
    }

    private static JsonObject? Parse(string claims)
    {
        try
        {
            return JsonNode.Parse(claims, documentOptions: new JsonDocumentOptions { MaxDepth = 16 }) as JsonObject;
        }
        catch (Exception failure) when (failure is JsonException or ArgumentException)
        {
            return null;
        }
    }
}
