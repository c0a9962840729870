using System.Net;

namespace OAuthMail.Errors.Recognition;

/// <summary>
/// Finds the problem of an error response: first by Microsoft Entra's error codes, then by the standard error code or a vendor's own,
/// then by the HTTP status. Codes are compared without case, and with spaces and dashes as underscores.
/// </summary>
internal static class TokenErrorCatalogue
{
    /// <summary>
    /// Vendors' codes for a refresh token that is no longer valid, for a request that contains one: Yahoo
    /// (<see href="https://developer.yahoo.com/oauth2/guide/errors/">errors</see>: INVALID_REFRESH_TOKEN, TOKEN_EXPIRED,
    /// ACCOUNT_NOT_AUTHORIZED), Zoho (invalid_code), GitHub (bad_refresh_token), and the forms of others.
    /// </summary>
    private static readonly HashSet<string> DeadConsents = new(StringComparer.Ordinal)
    {
        "invalid_grant", "invalid_refresh_token", "bad_refresh_token", "invalid_code", "invalid_token", "bad_token", "token_expired",
        "expired_token", "refresh_token_expired", "expired_refresh_token", "refresh_token_invalid", "refresh_token_revoked",
        "revoked_refresh_token", "refresh_token_not_found", "token_revoked", "revoked_token", "token_invalid", "token_not_found",
        "account_not_authorized", "consent_revoked", "authorization_revoked",
    };

    /// <summary>Vendors' codes for too many requests, and for a server that has failed.</summary>
    private static readonly HashSet<string> Transients = new(StringComparer.Ordinal)
    {
        "temporarily_unavailable", "server_error", "internal_error", "internal_failure", "internal_server_error", "backend_error",
        "service_unavailable", "error_handling_request", "unavailable", "timeout", "too_many_requests", "rate_limit", "rate_limited",
        "rate_limit_exceeded", "ratelimit_exceeded", "limit_exceeded", "request_limit_exceeded", "quota_exceeded", "over_quota",
        "over_query_limit", "throttled", "throttling", "request_throttled", "user_rate_limit_exceeded", "resource_exhausted",
    };

    /// <summary>
    /// Vendors' codes for a wrong secret and an unknown client: Yahoo (INVALID_CLIENT_SECRET), Zoho (invalid_client_secret), GitHub
    /// (incorrect_client_credentials). Registrations that were deleted or disabled are in <see cref="TokenErrorRules"/>.
    /// </summary>
    private static readonly HashSet<string> RefusedClients = new(StringComparer.Ordinal)
    {
        "invalid_client", "invalid_client_id", "invalid_client_secret", "invalid_client_credentials", "incorrect_client_credentials",
        "revoked_client", "unknown_client", "client_not_found", "invalid_consumer_key", "unauthorized", "invalid_credentials",
        "bad_credentials", "authentication_failed", "client_authentication_failed",
    };

    /// <summary>Words of vendors that limit a client's requests under another error: Zoho answers "Access Denied".</summary>
    private static readonly string[] ThrottlingWords =
        ["too many requests", "too many token requests", "rate limit", "request limit", "throttl", "quota exceeded",
            "exceeded the quota"];

    /// <summary>Finds the problem.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="error">The parsed body.</param>
    /// <param name="isRefresh">
    /// Whether a refresh token was sent, so that <c>invalid_grant</c> means that a user's consent is no longer valid.
    /// </param>
    /// <param name="isApplication">Whether an application acts without a user, so that no user can sign in.</param>
    public static Problem Find(HttpStatusCode status, TokenError error, bool isRefresh, bool isApplication = false)
    {
        var found = EntraErrorCatalogue.Find(error) ?? FindByError(status, error, isRefresh);
        if (!isApplication || found.Kind != ProblemKind.SignInRequired) return found;
        return found == Problems.ConsentRequired ? Problems.AdminConsentRequired : Problems.SignInBlocked;
    }

    /// <summary>Returns what a rejection means for the password grant, where no user can respond to a prompt.</summary>
    public static Problem ForPassword(Problem problem)
    {
        // If "invalid_grant" comes without a more specific code, only the password can be the reason (RFC 6749 section 5.2).
        if (problem == Problems.GrantRefused) return Problems.PasswordRefused;
        if (problem == Problems.ConsentRequired) return Problems.AdminConsentRequired;
        if (problem == Problems.PasswordChangeRequired) return problem;
        return problem == Problems.SignInBlocked || problem.Kind == ProblemKind.SignInRequired ? Problems.PasswordNotEnough : problem;
    }

    private static Problem FindByError(HttpStatusCode status, TokenError error, bool isRefresh)
    {
        if (IsThrottling(error)) return Problems.AuthorizationServerBusy;
        var code = Normalize(error.Error);
        if (code is null) return FindByStatus(status, Problems.TokenAnswerInvalid);
        if (isRefresh && (error.Says("code or refresh token") || IsDeadRefreshToken(error))) return Problems.RefreshTokenRefused;
        if (TokenErrorRules.Find(code, error.Description, isRefresh) is { } known) return known;
        if (isRefresh && DeadConsents.Contains(code)) return Problems.RefreshTokenRefused;
        if (RefusedClients.Contains(code)) return Problems.ClientRefused;

        // Some servers answer that they have failed if they do not find what belongs to a refresh token.
        if (isRefresh && code == "server_error" && error.Says("grant not found")) return Problems.RefreshTokenRefused;
        if (Transients.Contains(code)) return Problems.AuthorizationServerBusy;
        return code switch
        {
            "unauthorized_client" => Problems.ClientNotAllowed,
            "invalid_scope" or "invalid_target" or "invalid_resource" => Problems.ScopeRefused,
            "invalid_grant" or "invalid_code" or "invalid_authorization_code" or "bad_verification_code" => Problems.GrantRefused,
            "interaction_required" or "login_required" or "account_selection_required" or "unmet_authentication_requirements" =>
                Problems.InteractionRequired,
            "consent_required" => Problems.ConsentRequired,
            "redirect_uri_mismatch" or "invalid_redirect_uri" => Problems.RedirectAddressRefused,
            "authorization_pending" or "slow_down" => Problems.SignInPending,
            "expired_token" => Problems.DeviceCodeExpired,
            "access_denied" or "authorization_declined" => Problems.AccessDenied,
            "unsupported_grant_type" or "invalid_grant_type" or "unsupported_response_type" => Problems.RequestRefused,
            "invalid_request" => isRefresh && IsDead(error) ? Problems.RefreshTokenRefused : Problems.RequestRefused,
            _ when code.StartsWith("aadb2c", StringComparison.Ordinal) => Problems.AuthorizationServerFailed,
            _ => FindByStatus(status, TokenErrorRules.FindGeneral(code, error.Description, isRefresh) ?? Problems.RequestRefused),
        };
    }

    private static Problem FindByStatus(HttpStatusCode status, Problem otherwise) => (int)status switch
    {
        511 => Problems.AuthorizationServerIntercepted,
        408 or 429 or >= 500 => Problems.AuthorizationServerBusy,
        _ => otherwise,
    };

    /// <summary>
    /// Returns whether the words say that the consent is over. A parameter that is missing or malformed is a mistake in the request.
    /// </summary>
    private static bool IsDead(TokenError error) =>
        error.Says("invalid refresh")
            || (error.Says("token", "session", "grant")
                && error.Says("expired", "revoked", "not found", "no longer", "already used", "not active"))
            || (error.Says("refresh") && error.Says("claimed", "reused"));

    /// <summary>Returns whether the words say it of the refresh token itself, whatever the error code says.</summary>
    private static bool IsDeadRefreshToken(TokenError error) =>
        error.Says("refresh_token", "refresh token", "refreshtoken")
            && error.Says("is invalid", "not exist", "expired", "revoked", "is not valid", "not found")
            && !error.Says("(e.g.", "client");

    private static bool IsThrottling(TokenError error) => Array.Exists(
        ThrottlingWords, words => error.Description?.IndexOf(words, StringComparison.OrdinalIgnoreCase) >= 0
            || error.Error?.IndexOf(words, StringComparison.OrdinalIgnoreCase) >= 0);

    private static string? Normalize(string? code) =>
        string.IsNullOrWhiteSpace(code) ? null : code!.Trim().ToLowerInvariant().Replace(' ', '_').Replace('-', '_');
}
