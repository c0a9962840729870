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
        // A registration that is not verified, gone or not allowed.
        (
            Problems.AppInTesting, "*",
            "verification process|testers|being tested|test user|not*verified by google|developer-approved"
            + "|unverified app|not been verified"),
        (Problems.ClientDeleted, "deleted_client|client_deleted|app_deleted|deleted_consumer_key", null),
        (
            Problems.ApplicationDisabled,
            "disabled_client|client_disabled|inactive_client|client_inactive|suspended_client|client_suspended"
            + "|blocked_client|client_blocked|app_disabled|application_disabled|application_suspended"
            + "|disabled_consumer_key", null),
        (
            Problems.ApplicationDisabled,
            "invalid_client|unauthorized_client|access_denied|unauthorized|invalid_request",
            "client*disabled|application*disabled|app*disabled|client*suspended|application*suspended"
            + "|app*suspended|client*inactive|application*inactive|client is not active|application is not active"
            + "|integration*disabled|client*deactivated|application*deactivated|client is not enabled"),
        (
            Problems.AppNotTrusted,
            "admin_policy_enforced|policy_enforced|restricted_client|app_not_allowed|app_blocked", null),
        (
            Problems.AppNotTrusted, "access_denied",
            "app is blocked|blocked*app|not trusted|admin*not allowed|restricted scope"),
        (Problems.UserNotAdmitted, "org_internal", null),
        (Problems.RequestRefused, "disallowed_useragent", null),

        (
            Problems.FederatedCredentialRefused, "*",
            "no matching federated identity|attribute condition|attribute mapping|workload identity pool"),

        // The client may not use the flow. The secret may be right.
        (Problems.ClientNotAllowed, "device_flow_disabled|flow_disabled|grant_type_disabled", null),
        (
            Problems.ClientNotAllowed, "*",
            "only clients of type|client type*not supported|client type*not allowed|not support oauth"
            + "|confidential clients only|only for confidential"),
        (
            Problems.DeviceCodeRefused,
            "incorrect_device_code|invalid_device_code|bad_device_code|unknown_device_code", null),
        (
            Problems.AuthorizationServerFailed, "server_error",
            "contact administrator|contact your administrator|contact the administrator"),
        (
            Problems.ClientNotAllowed,
            "invalid_client|invalid_request|invalid_grant|unauthorized_client|access_denied|unauthorized",
            "unauthorized grant|grant type*not allowed|grant_type*not allowed|grant type*not enabled"
            + "|grant_type*not enabled|not allowed*grant type|not allowed*grant_type|grant*not authorized"
            + "|not authorized*grant|client*not allowed*grant|flow*not enabled|flow*not allowed"
            + "|not allowed to use authorization grant|not allowed to use*grant|not permitted to use*grant"
            + "|service account not enabled|direct access grants|standard flow is disabled"
            + "|not allowed to use response type|allowed to use the*response type|grant type configured"
            + "|does not have the*grant|not allowed for this client|not authorized to use*grant"),

        // The code says that the client may not do this, the words that it is unknown.
        (
            Problems.ClientRefused, "unauthorized_client|server_error|invalid_request|invalid_grant|access_denied",
            "client authentication required|unknown client|client not found|client could not be found"
            + "|no such client|client does not exist|client doesn't exist|client id and secret are correctly"
            + "|existing app for|application not found|no such application|client is not registered"
            + "|not a registered client|client not registered|could not find*application|invalid client_id"
            + "|unknown client_id|invalid client id"),

        // A user or a policy: the code only says that access was denied.
        (
            Problems.UserNotAdmitted, "access_denied|invalid_grant|invalid_request|unauthorized|unauthorized_client",
            "user is not assigned|user not assigned|not assigned to the client|not assigned to this app"
            + "|not assigned to the app|not in any of the specified groups|not a member of"
            + "|not in the allowed group|user is not allowed to access|required group"
            + "|user does not have access to|not have access to the application"
            + "|not have access to this application|no longer allowed to sign in|user is no longer allowed"),
        (
            Problems.SignInBlocked, "access_denied|invalid_grant",
            "network zone|policy evaluation failed|authentication policy|sign on policy|sign-on policy"
            + "|access policy|blocked by policy|denied by policy|policy denied|ip address*not allowed"
            + "|untrusted network|country*not allowed"),
        (
            Problems.InteractionRequired, "access_denied",
            "re-authenticate|reauthenticate|session timed out|session expired|session has expired"
            + "|transaction expired|login required"),

        // Microsoft's directory for customers, whose codes are in the text only.
        (Problems.UserNotAdmitted, "*", "aadb2c99002"),
        (
            Problems.AuthorizationServerFailed, "*",
            "aadb2c90001|aadb2c90037|aadb2c90047|aadb2c90057|aadb2c90075|aadb2c90085|aadb2c99001"),

        // Two requests with one token at the same time.
        (
            Problems.AuthorizationServerBusy, "invalid_grant|invalid_request|server_error",
            "concurrent requests|concurrently|simultaneous requests|retry the request|already being used"
            + "|being processed"),

        (Problems.RequestRefused, "invalid_request", "oauth 2.0 parameter:"),

        // The user's password, which some servers still accept.
        (
            Problems.PasswordChangeRequired, "*",
            "password has expired|password is expired|password expired|password must be changed"
            + "|password needs to be changed|must change*password|change your password"),
        (
            Problems.PasswordRefused, "*",
            "username or password|user name or password|username and password|user credentials|bad username"
            + "|invalid password|wrong password|incorrect password|password is incorrect|password is wrong"
            + "|login or password|email or password|username/password|resource owner credentials*invalid"
            + "|invalid resource owner"),
        (
            Problems.AccountLocked,
            "invalid_grant|access_denied|unauthorized|unauthorized_client|invalid_request|account_locked"
            + "|user_blocked|user_disabled|account_disabled|account_suspended|user_inactive|inactive_user",
            "account*disabled|account*suspended|account*locked|account*blocked|account*deactivated"
            + "|account is inactive|account inactive|user*disabled|user*suspended|user*inactive|inactive user"
            + "|inactive account|user*locked|user*blocked|user*deactivated|user*forbidden|user is not active"
            + "|user not active|account is not active|user has been banned|not allowed to sign in"),

        // What the user typed or approved on another device, and the code of a redirect.
        (
            Problems.DeviceCodeExpired, "expired_token|invalid_grant|invalid_request",
            "device_code*expired|device code*expired"),
        (
            Problems.DeviceCodeRefused, "invalid_grant|invalid_request|invalid_code",
            "device_code*not valid|device_code*invalid|invalid device code|invalid device_code"
            + "|device code*invalid|device code*not found|unknown device code|device code*not exist|user code"
            + "|device code*revoked|device code*not issued|device code*no longer valid"),

        // Delegation of service accounts.
        (
            Problems.DelegationMissing, "unauthorized_client|access_denied",
            "retrieve access tokens using this method|client or scope in request"
            + "|not authorized for any of the scopes|requested client not authorized|client not authorized"),
        (
            Problems.ScopeRefused, "access_denied|unauthorized_client",
            "requested scopes|scopes requested|scope is invalid|requested scope is|scopes were not granted"
            + "|insufficient permissions: scope"),
        (
            Problems.ClockWrong, "invalid_grant|invalid_request|invalid_client",
            "short-lived token|reasonable timeframe|iat and exp|token is not yet valid|assertion*expired"
            + "|jwt*expired|expired jwt|not yet valid|clock"),
        (
            Problems.ServiceAccountKeyRefused, "invalid_grant|invalid_client",
            "invalid jwt signature|jwt signature|no key*found|key*not found|account not found"
            + "|signature verification|invalid signature|account has been deleted|no valid verifier"
            + "|robot is disabled|robot is missing"),
        (
            Problems.DelegatedUserUnknown, "invalid_grant|invalid_request",
            "invalid email|not a valid email|invalid user id|user does not exist|user not found"
            + "|invalid impersonation|sub field|prn"),
        (Problems.ServiceAccountKeyRefused, "invalid_grant", "account_not_found|service account"),
        (Problems.SignInFrequency, "invalid_grant", "invalid_rapt|rapt_required|reauth related error"),

        // Scopes and redirect URIs.
        (
            Problems.ScopeRefused, "invalid_grant|invalid_request|invalid_client",
            "not allowed*scope|not authorized*scope|not permitted*scope|scope*not allowed|scope*invalid"
            + "|invalid scope|unknown scope|scope does not exist"),
        (
            Problems.RedirectAddressRefused,
            "invalid_request|invalid_client|invalid_grant|invalid_redirect_uri|redirect_uri_mismatch",
            "redirect_uri|redirect uri|redirect url|callback url|invalid redirect|redirect*not match"
            + "|redirect*mismatch"),
        (
            Problems.RequestRefused, "invalid_request|invalid_grant",
            "code_verifier*required|code verifier*required|code_challenge*required|code challenge*required"
            + "|pkce*required|requires pkce|missing*code_verifier|missing*code_challenge|code_verifier*missing"
            + "|code_challenge*missing"),
        (
            Problems.GrantRefused,
            "invalid_grant|invalid_request|invalid_code|bad_verification_code|invalid_authorization_code"
            + "|access_denied|unauthorized|bad_request|badrequest|forbidden",
            "authorization code|authorisation code|auth code|auth_code|'code'|code parameter|code has expired"
            + "|code expired|code is expired|code not valid|parameter : code|parameter: code|code is invalid"
            + "|code invalid|invalid code|code not found|code was already|code has already|code already"
            + "|code is not valid|code is incorrect|code does not|code verifier|code_verifier|pkce|code challenge"),
        (
            Problems.InteractionRequired, "invalid_grant|access_denied",
            "multi-factor|multifactor|two-factor|second factor|mfa|2fa|step-up|not fully set up|required action"
            + "|verify*email|email*not verified|update*password|update*profile|accept*terms"),
        (
            Problems.ClientRefused, "*",
            "client authentication failed|invalid client secret|client secret*invalid|secret*incorrect"
            + "|wrong secret|client id / client secret|client id or secret|client id or client secret"
            + "|client_id or client_secret|invalid*client credentials|client credentials*invalid"
            + "|invalid client or|bad client credentials|client credentials*incorrect"),
        (Problems.TokenAnswerInvalid, "general_error", null),
    ];

    /// <summary>
    /// Words of any server under a code that says little, or that no standard defines: what the answer is about, and what is
    /// wrong with it.
    /// </summary>
    private static readonly (Problem Problem, bool IsForRefresh, string Subject, string State)[] GeneralRows =
    [
        (
            Problems.RequestRefused, false, "pkce|code_verifier|code verifier|code_challenge|code challenge",
            "missing|required|must provide"),
        (
            Problems.GrantRefused, false,
            "code was invalid|code is invalid|code has been used|authorization code|invalid code", "*"),
        (Problems.GrantRefused, false, "pkce|code_verifier|code verifier|code_challenge|code challenge", "*"),
        (
            Problems.InteractionRequired, false,
            "mfa|multi-factor|multifactor|two-factor|second factor|acr|step-up|stepup|reauth|re-auth"
            + "|interaction|log in again|sign in again|login again|login is required|login required"
            + "|authentication required|authentication_requirements|password*expired|end-user authentication"
            + "|session_invalid|session expiration|session_selection|select a session", "*"),
        (Problems.ConsentRequired, false, "consent", "*"),
        (Problems.RequestRefused, false, "grant type|grant_type|response type|response_type|parameter", "*"),
        (
            Problems.RefreshTokenRefused, true,
            "refresh token|refresh_token|refreshtoken|session|grant|token|authorization|family|consumer",
            "expired|invalid|revoked|inactive|not active|not found|unknown|used|not exist|n't exist|no longer"
            + "|mismatch|malformed|not valid|missing session|idle|approved|reuse|bad|rejected|replaced|rotated"
            + "|belong"),
        (Problems.ScopeRefused, false, "scope|audience|resource", "*"),
        (Problems.RedirectAddressRefused, false, "redirect", "*"),
        (
            Problems.ApplicationDisabled, false, "client|application|app|integration|consumer",
            "disabled|suspend|inactive|blocked|deactivated|not active|not enabled|revoked|banned"),
        (
            Problems.ClientRefused, false, "client|application|app|consumer|secret|api key|basic auth",
            "not found|unknown|not exist|n't exist|invalid|incorrect|wrong|mismatch|not match|not registered"
            + "|not recogni|fail|bad"),
        (Problems.AccountLocked, false, "user|account", "disabled|suspend|locked|blocked|inactive|deactivated|closed"),
        (Problems.RefreshTokenRefused, true, "user|account", "not found|unknown|not exist|n't exist|deleted|invalid"),
        (
            Problems.UserNotAdmitted, false, "user|account",
            "not found|unknown|not exist|n't exist|deleted|invalid|not assigned|not allowed"),
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

    /// <summary>Problems of the assertion of a service account.</summary>
    private static readonly Problem[] Assertions =
        [Problems.ServiceAccountKeyRefused, Problems.DelegatedUserUnknown, Problems.DelegationMissing, Problems.ClockWrong];

    /// <summary>Returns the problem, or <see langword="null"/> if no rule matches.</summary>
    /// <param name="code">The normalized error code.</param>
    /// <param name="description">The server's description.</param>
    /// <param name="isRefresh">Whether a refresh token was sent, which no service account has.</param>
    public static Problem? Find(string code, string? description, bool isRefresh)
    {
        var words = LatinLetters.Fold($"{code} {StandardSentences.Remove(description)}");
        return Array.Find(
            Rules, rule => (rule.Codes is null || rule.Codes.Contains(code)) && rule.Words?.Matches(words) != false
                && !(isRefresh && Assertions.Contains(rule.Problem))).Problem;
    }

    /// <summary>Returns the problem by what the answer says in general, or <see langword="null"/>.</summary>
    /// <param name="code">The normalized error code.</param>
    /// <param name="description">The server's description.</param>
    /// <param name="isRefresh">Whether a refresh token was sent.</param>
    public static Problem? FindGeneral(string code, string? description, bool isRefresh)
    {
        var words = LatinLetters.Fold($"{code.Replace('_', ' ')} {code} {StandardSentences.Remove(description)}");
        return Array.Find(
            General, rule => (isRefresh || !rule.IsForRefresh) && rule.Subject.Matches(words)
                && rule.State?.Matches(words) != false).Problem;
    }
}
