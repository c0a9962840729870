namespace OAuthMail.Flows;

/// <summary>Parses granted scopes, and limits a refresh to them.</summary>
internal static class GrantedScopes
{
    /// <summary>Scopes of OpenID Connect. Servers do not always return them.</summary>
    private static readonly string[] OpenIdScopes = ["openid", "profile", "email", "address", "phone", "offline_access"];

    /// <summary>
    /// Returns the scopes of a response, or <see langword="null"/> if there are none: an empty text tells nothing. The standard separates
    /// scopes with spaces; some servers use commas.
    /// </summary>
    public static string[]? Parse(string? scope)
    {
        var scopes = scope?.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        return scopes is { Length: > 0 } ? scopes : null;
    }

    /// <summary>
    /// Returns the scopes that a refresh requests, or <see langword="null"/> to request none. A refresh must not request a scope that was
    /// not granted (RFC 6749 section 6): some servers reject it each time with <c>invalid_scope</c>.
    /// </summary>
    /// <param name="requested">The scopes of the account.</param>
    /// <param name="granted">The scopes that the server returned last, or <see langword="null"/> if it returned none.</param>
    public static string? Limit(string requested, string? granted)
    {
        if (requested.Length == 0) return null;
        if (Parse(granted) is not { } known) return requested;
        var all = requested.Split(' ');
        var resources = all.Where(scope => !OpenIdScopes.Contains(scope, StringComparer.OrdinalIgnoreCase)).ToArray();
        var permitted = resources.Where(scope => known.Contains(scope, StringComparer.OrdinalIgnoreCase)).ToArray();

        // If the server names no scope as it was requested, it uses other names, and nothing is known.
        if (permitted.Length == resources.Length || permitted.Length == 0) return requested;
        return string.Join(" ", all.Where(scope => permitted.Contains(scope) || !resources.Contains(scope)));
    }
}
