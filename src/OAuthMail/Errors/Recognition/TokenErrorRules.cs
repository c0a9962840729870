namespace OAuthMail.Errors.Recognition;

/// <summary>
/// Errors of authorization servers whose words say more than the standard code: Google
/// (<see href="https://developers.google.com/identity/protocols/oauth2/service-account">service accounts</see>), Zoho, Yahoo, Yandex and
/// common ones. The first matching rule counts.
/// </summary>
internal static class TokenErrorRules
{
    private static readonly (Problem Problem, string Codes, string? Words)[] Rows =
    [
        // A registration that is gone or not allowed.
        (Problems.ClientDeleted, "deleted_client|client_deleted|app_deleted|deleted_consumer_key", null),
        (
            Problems.ApplicationDisabled,
            "disabled_client|client_disabled|inactive_client|client_inactive|suspended_client|client_suspended|blocked_client"
            + "|client_blocked|app_disabled|application_disabled|application_suspended|disabled_consumer_key", null),
        (
            Problems.ApplicationDisabled, "invalid_client|unauthorized_client|access_denied|unauthorized|invalid_request",
            "client*disabled|application*disabled|app*disabled|client*suspended|application*suspended|app*suspended|client*inactive"
            + "|application*inactive|client is not active|application is not active|integration*disabled|client*deactivated"
            + "|application*deactivated|client is not enabled"),
        (Problems.AppNotTrusted, "admin_policy_enforced|policy_enforced|restricted_client|app_not_allowed|app_blocked", null),
        (
            Problems.AppNotTrusted, "access_denied",
            "app is blocked|blocked*app|not trusted|admin*not allowed|restricted scope"),
        (Problems.UserNotAdmitted, "org_internal", null),
        (Problems.RequestRefused, "disallowed_useragent", null),
        (
            Problems.AppInTesting, "*",
            "verification process|testers|being tested|test user|not*verified by google|developer-approved|unverified app"),

        (Problems.FederatedCredentialRefused, "*", "no matching federated identity|attribute condition|attribute mapping"
            + "|workload identity pool"),

        // The client may not use the flow. The secret may be right.
        (
            Problems.ClientNotAllowed, "invalid_client|invalid_request|invalid_grant|unauthorized_client|access_denied|unauthorized",
            "unauthorized grant|grant type*not allowed|grant_type*not allowed|grant type*not enabled|grant_type*not enabled"
                + "|not allowed*grant type"
            + "|not allowed*grant_type|grant*not authorized|not authorized*grant|client*not allowed*grant|flow*not enabled"
            + "|flow*not allowed"
            + "|service account not enabled|direct access grants|standard flow is disabled"),

        // Two requests with one token at the same time.
        (
            Problems.AuthorizationServerBusy, "invalid_grant|invalid_request|server_error",
            "concurrent requests|concurrently|simultaneous requests|retry the request|already being used|being processed"),

        // Delegation of service accounts.
        (
            Problems.DelegationMissing, "unauthorized_client|access_denied",
            "retrieve access tokens using this method|client or scope in request|not authorized for any of the scopes"
            + "|requested client not authorized|client not authorized"),
        (
            Problems.ClockWrong, "invalid_grant|invalid_request|invalid_client",
            "short-lived token|reasonable timeframe|iat and exp|token is not yet valid|assertion*expired"
            + "|jwt*expired|expired jwt|not yet valid|clock"),
        (
            Problems.ServiceAccountKeyRefused, "invalid_grant|invalid_client",
            "invalid jwt signature|jwt signature|no key*found|key*not found|account not found|signature verification"
            + "|invalid signature|account has been deleted|no valid verifier"),
        (
            Problems.DelegatedUserUnknown, "invalid_grant|invalid_request",
            "invalid email|not a valid email|invalid user id|user does not exist|user not found|invalid impersonation|sub field|prn"),
        (Problems.ServiceAccountKeyRefused, "invalid_grant", "account_not_found|service account"),
        (
            Problems.AccountLocked, "invalid_grant|access_denied",
            "account*disabled|account*suspended|user*disabled|user*suspended|user*inactive|account*locked"
            + "|user*blocked"),
        (Problems.SignInFrequency, "invalid_grant", "invalid_rapt|rapt_required|reauth related error"),

        // Times at other servers.
        (
            Problems.ScopeRefused, "invalid_grant|invalid_request|invalid_client",
            "not allowed*scope|not authorized*scope|not permitted*scope|scope*not allowed|scope*invalid|invalid scope"
                + "|unknown scope|scope does not exist"),
        (
            Problems.RedirectAddressRefused, "invalid_request|invalid_client|invalid_grant|invalid_redirect_uri|redirect_uri_mismatch",
            "redirect_uri|redirect uri|redirect url|callback url"),
        (
            Problems.InteractionRequired, "invalid_grant|access_denied",
            "multi-factor|multifactor|two-factor|second factor|mfa|2fa|step-up|not fully set up|required action"
                + "|verify*email|email*not verified|update*password|update*profile|accept*terms"),
        (
            Problems.ClientRefused, "*",
            "client authentication failed|invalid client secret|client secret*invalid|secret*incorrect"
            + "|wrong secret|invalid*client credentials|client credentials*invalid|invalid client or|bad client credentials"
            + "|client credentials*incorrect"),
        (Problems.TokenAnswerInvalid, "general_error", null),
    ];

    /// <summary>
    /// Words of any server under a code that says little, or that no standard defines: what the answer is about, and what is
    /// wrong with it.
    /// </summary>
    private static readonly (Problem Problem, bool IsForRefresh, string Subject, string State)[] GeneralRows =
    [
        (Problems.GrantRefused, false, "pkce|code_verifier|code verifier|code_challenge|code challenge", "*"),
        (
            Problems.InteractionRequired, false,
            "mfa|multi-factor|multifactor|two-factor|second factor|acr|step-up|stepup|reauth|re-auth|interaction"
                + "|log in again|sign in again"
            + "|login again|login is required|login required|authentication required|authentication_requirements"
            + "|password*expired|end-user authentication",
            "*"),
        (Problems.ConsentRequired, false, "consent", "*"),
        (Problems.RequestRefused, false, "grant type|grant_type|response type|response_type|parameter", "*"),
        (
            Problems.RefreshTokenRefused, true, "refresh token|refresh_token|refreshtoken|session|grant|token|authorization"
                + "|family|consumer",
            "expired|invalid|revoked|inactive|not active|not found|unknown|used|not exist|n't exist|no longer|mismatch"
                + "|malformed|not valid|missing session"
            + "|idle|approved|reuse|bad|rejected|replaced|rotated|belong"),
        (Problems.ScopeRefused, false, "scope|audience|resource", "*"),
        (Problems.RedirectAddressRefused, false, "redirect", "*"),
        (
            Problems.ApplicationDisabled, false, "client|application|app|integration|consumer",
            "disabled|suspend|inactive|blocked|deactivated|not active|not enabled|revoked|banned"),
        (
            Problems.ClientRefused, false, "client|application|app|consumer|secret|api key|basic auth",
            "not found|unknown|not exist|n't exist|invalid|incorrect|wrong|mismatch|not match|not registered|not recogni|fail|bad"),
        (Problems.AccountLocked, false, "user|account", "disabled|suspend|locked|blocked|inactive|deactivated|closed"),
        (Problems.RefreshTokenRefused, true, "user|account", "not found|unknown|not exist|n't exist|deleted|invalid"),
        (Problems.UserNotAdmitted, false, "user|account", "not found|unknown|not exist|n't exist|deleted|invalid"
            + "|not assigned|not allowed"),
        (
            Problems.GrantRefused, false, "code|assertion|jwt|signature|jti|verifier",
            "expired|invalid|used|redeemed|not found|unknown|not valid|replay|malformed|mismatch|already"),
    ];

    private static readonly (Problem Problem, bool IsForRefresh, WordPattern Subject, WordPattern? State)[] General =
        [.. GeneralRows.Select(row => (
            row.Problem, row.IsForRefresh, new WordPattern(row.Subject), row.State == "*" ? null : new WordPattern(row.State)))];

    private static readonly (Problem Problem, HashSet<string>? Codes, WordPattern? Words)[] Rules = [.. Rows.Select(row => (
        row.Problem,
        row.Codes == "*" ? null : new HashSet<string>(row.Codes.Split('|'), StringComparer.Ordinal),
        row.Words is null ? null : new WordPattern(row.Words)))];

    /// <summary>Returns the problem, or <see langword="null"/> if no rule matches.</summary>
    /// <param name="code">The normalized error code.</param>
    /// <param name="description">The server's description.</param>
    public static Problem? Find(string code, string? description)
    {
        var words = IsSentenceOfTheStandard(description) ? code : $"{code} {description}".ToLowerInvariant();
        return Array.Find(
            Rules, rule => (rule.Codes is null || rule.Codes.Contains(code)) && (rule.Words is null
                || rule.Words.Matches(words))).Problem;
    }

    /// <summary>
    /// Returns whether a description is a sentence of RFC 6749 section 5.2, or like it, which lists all possible reasons and names none.
    /// </summary>
    private static bool IsSentenceOfTheStandard(string? description) =>
        description?.IndexOf("(e.g.", StringComparison.OrdinalIgnoreCase) >= 0
            || description?.IndexOf("expired, revoked", StringComparison.OrdinalIgnoreCase) >= 0
            || description?.IndexOf("missing a required parameter, includes", StringComparison.OrdinalIgnoreCase) >= 0;

    /// <summary>Returns the problem by what the answer says in general, or <see langword="null"/>.</summary>
    /// <param name="code">The normalized error code.</param>
    /// <param name="description">The server's description.</param>
    /// <param name="isRefresh">Whether a refresh token was sent.</param>
    public static Problem? FindGeneral(string code, string? description, bool isRefresh)
    {
        var words = $"{code.Replace('_', ' ')} {code} {description}".ToLowerInvariant();
        return Array.Find(
            General, rule => (isRefresh || !rule.IsForRefresh) && rule.Subject.Matches(words)
                && rule.State?.Matches(words) != false).Problem;
    }
}
