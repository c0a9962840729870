namespace OAuthMail.Flows;

/// <summary>
/// The parameters that flows set themselves. Extra parameters must not replace them: they decide who receives which token.
/// </summary>
internal static class ReservedParameters
{
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "grant_type", "client_id", "client_secret", "client_assertion", "client_assertion_type", "assertion", "code", "code_verifier",
        "code_challenge", "code_challenge_method", "redirect_uri", "response_type", "state", "nonce", "scope", "refresh_token",
        "device_code",
        "username", "password",

        // A request object replaces all other parameters (RFC 9101 section 6.3).
        "request", "request_uri",
    };

    public static bool Contains(string name) => Names.Contains(name);
}
