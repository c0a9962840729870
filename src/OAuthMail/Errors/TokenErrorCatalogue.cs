using System.Net;

namespace OAuthMail.Errors;

/// <summary>
/// Finds the problem of an error response: first by Microsoft Entra's error codes, then by the standard error code, then by the HTTP
/// status.
/// </summary>
internal static class TokenErrorCatalogue
{
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

    private static Problem FindByError(HttpStatusCode status, TokenError error, bool isRefresh) => error.Error switch
    {
        "invalid_client" => Problems.ClientRefused,
        "unauthorized_client" => Problems.ClientNotAllowed,
        "invalid_scope" or "invalid_target" or "invalid_resource" => Problems.ScopeRefused,
        "invalid_grant" => isRefresh ? Problems.RefreshTokenRefused : Problems.GrantRefused,
        "interaction_required" or "login_required" or "account_selection_required" => Problems.InteractionRequired,
        "consent_required" => Problems.ConsentRequired,
        "redirect_uri_mismatch" => Problems.RedirectAddressRefused,
        "authorization_pending" or "slow_down" => Problems.SignInPending,
        "expired_token" => Problems.DeviceCodeExpired,
        "bad_verification_code" => Problems.DeviceCodeRefused,
        "access_denied" or "authorization_declined" => Problems.AccessDenied,
        "temporarily_unavailable" or "server_error" => Problems.AuthorizationServerBusy,
        "invalid_request" or "unsupported_grant_type" or "unsupported_response_type" => Problems.RequestRefused,
        _ when (int)status is 511 => Problems.AuthorizationServerIntercepted,
        _ when (int)status is 408 or 429 or >= 500 => Problems.AuthorizationServerBusy,
        null => Problems.TokenAnswerInvalid,
        _ => Problems.RequestRefused,
    };
}
