using System.Text.Json;
using OAuthMail.Tokens;

namespace OAuthMail.Flows;

/// <summary>
/// Reads from an ID token who signed in. The signature does not need to be verified, because the token comes directly from the token
/// endpoint over TLS (OpenID Connect Core section 3.1.3.7, rule 6). The identity is only used to check whose mailbox it is.
/// </summary>
internal static class IdToken
{
    private static readonly string[] NameClaims = ["preferred_username", "email", "upn", "unique_name"];

    public static TokenIdentity? TryRead(string idToken, string? clientId = null)
    {
        using var document = JwtPayload.TryRead(idToken);
        if (document is null) return null;
        var claims = document.RootElement;

        // A token for another client says nothing about who signed in to this one (OpenID Connect Core section 3.1.3.7).
        if (clientId is not null && !IsFor(claims, clientId)) return null;

        // For Microsoft, 'sub' is different for each application, and 'oid' identifies the user.
        var subject = JwtPayload.GetText(claims, "oid") ?? JwtPayload.GetText(claims, "sub");
        var issuer = JwtPayload.GetText(claims, "iss");
        if (string.IsNullOrEmpty(subject) || string.IsNullOrEmpty(issuer)) return null;

        var names = NameClaims
            .Select(name => JwtPayload.GetText(claims, name))
            .Where(name => name is { Length: > 0 and <= 320 } && !name.Any(char.IsControl))
            .Select(name => name!)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .ToList();
        var other = JwtPayload.GetText(claims, "sub");
        return new TokenIdentity(issuer!, subject!, names)
        {
            OtherSubject = other == subject ? null : other,
            UnverifiedName = FindUnverifiedName(claims),
        };
    }

    /// <summary>
    /// Returns the address in <c>email</c> if the issuer states that it did not verify it and if no other claim contains it. A user can
    /// enter any address then.
    /// </summary>
    public static string? FindUnverifiedName(JsonElement claims)
    {
        if (JwtPayload.GetText(claims, "email") is not { } email) return null;
        var isUnverified = JwtPayload.Get(claims, "email_verified") is { } verified
            && (verified.ValueKind == JsonValueKind.False
                || string.Equals(JwtPayload.GetText(verified), "false", StringComparison.OrdinalIgnoreCase));
        return isUnverified && !NameClaims.Any(
            name => name != "email" && string.Equals(JwtPayload.GetText(claims, name), email, StringComparison.OrdinalIgnoreCase))
            ? email
            : null;
    }

    /// <summary>Returns whether the token is for a client. One without an audience is accepted, because some servers omit it.</summary>
    private static bool IsFor(JsonElement claims, string clientId)
    {
        if (JwtPayload.Get(claims, "aud") is not { } audience) return true;
        return audience.ValueKind == JsonValueKind.Array
            ? audience.EnumerateArray().Any(IsClient)
            : IsClient(audience);

        bool IsClient(JsonElement one) => string.Equals(JwtPayload.GetText(one), clientId, StringComparison.OrdinalIgnoreCase);
    }
}
