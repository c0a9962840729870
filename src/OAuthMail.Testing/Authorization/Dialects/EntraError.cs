namespace OAuthMail.Testing.Authorization.Dialects;

/// <summary>
/// Represents the response of Microsoft Entra ID for an AADSTS code: OAuth error, HTTP status, text and suberror.
/// </summary>
internal sealed record EntraError(string Error, int Status, string Text, string? SubError = null)
{
    private static readonly Dictionary<int, EntraError> Known = new()
    {
        [28000] = new(
            "invalid_request", 400,
            "Provided value for the input parameter scope is not valid because it contains more than one resource."),
        [50011] = new(
            "invalid_grant", 400,
            "The redirect URI specified in the request does not match the redirect URIs configured for the "
            + "application."),
        [50013] = new("invalid_grant", 400, "Assertion failed signature validation."),
        [50027] = new("invalid_client", 401, "JWT token is invalid or malformed."),
        [50034] = new("invalid_grant", 400, "The user account does not exist in the directory."),
        [50053] = new("invalid_grant", 400, "The account is locked because the user tried to sign in too many times."),
        [50055] = new("invalid_grant", 400, "The password is expired.", "user_password_expired"),
        [50057] = new("invalid_grant", 400, "The user account is disabled."),
        [50058] = new("login_required", 400, "A silent sign-in request was sent but no user is signed in."),
        [50076] = new(
            "invalid_grant", 400,
            "Due to a configuration change made by your administrator, or because you moved to a new location, you "
            + "must use multi-factor authentication to access the resource.", "basic_action"),
        [50079] = new(
            "invalid_grant", 400,
            "Due to a configuration change made by your administrator, or because you moved to a new location, you "
            + "must enroll in multi-factor authentication.", "basic_action"),
        [50105] = new("invalid_grant", 400, "The signed in user is not assigned to a role for the application."),
        [50126] = new("invalid_grant", 400, "Error validating credentials due to invalid username or password."),
        [50158] = new("invalid_grant", 400, "External security challenge was not satisfied.", "basic_action"),
        [50173] = new(
            "invalid_grant", 400,
            "The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might "
            + "have changed or reset their password.", "bad_token"),
        [50194] = new(
            "invalid_request", 400,
            "The application is not configured as a multi-tenant application. Usage of the /common endpoint is not "
            + "supported for such applications."),
        [50196] = new("invalid_grant", 400, "The server terminated an operation because it encountered a client request loop."),
        [53000] = new("invalid_grant", 400, "Device is not in required device state: compliant.", "message_only"),
        [53003] = new(
            "invalid_grant", 400,
            "Access has been blocked by Conditional Access policies. The access policy does not allow token "
            + "issuance.", "message_only"),
        [54005] = new(
            "invalid_grant", 400,
            "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing "
            + "refresh token."),
        [65001] = new(
            "invalid_grant", 400,
            "The user or administrator has not consented to use the application. Send an interactive authorization "
            + "request for this user and resource.", "consent_required"),
        [65004] = new("access_denied", 400, "User declined to consent to access the app."),
        [70000] = new("invalid_grant", 400, "Provided grant is invalid or malformed.", "bad_token"),
        [70003] = new("unsupported_grant_type", 400, "The app requested an unsupported grant type."),
        [70008] = new(
            "invalid_grant", 400,
            "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive "
            + "authorization request for this user and resource."),
        [70011] = new("invalid_scope", 400, "The provided value for the input parameter 'scope' is not valid."),
        [70016] = new("authorization_pending", 400, "OAuth 2.0 device flow error. Authorization is pending. Continue polling."),
        [70018] = new("bad_verification_code", 400, "Invalid verification code. The device code is unknown or was used."),
        [70019] = new("expired_token", 400, "Verification code expired. Have the user retry the sign-in."),
        [70020] = new("authorization_declined", 400, "The end user denied the authorization request."),
        [70043] = new(
            "invalid_grant", 400,
            "The refresh token has expired or is invalid due to sign-in frequency checks by conditional access.", "token_expired"),
        [90002] = new(
            "invalid_request", 400,
            "Tenant not found. Check to make sure you have the correct tenant ID and are signing into the correct "
            + "cloud."),
        [90014] = new("invalid_request", 400, "A required field is missing from the request."),
        [90033] = new("temporarily_unavailable", 503, "A transient error has occurred. Please try again."),
        [90055] = new("temporarily_unavailable", 429, "The tenant has exceeded request limits."),
        [90094] = new("invalid_grant", 400, "The grant requires admin permission."),
        [500011] = new(
            "invalid_resource", 400,
            "The resource principal was not found in the tenant. This can happen if the application has not been "
            + "installed by the administrator of the tenant or consented to by any user in the tenant."),
        [500133] = new("invalid_grant", 400, "Assertion is not within its valid time range."),
        [500131] = new(
            "invalid_grant", 400,
            "Assertion audience does not match the Client app presenting the assertion. The audience in the assertion must "
            + "be the app that is making the on-behalf-of request."),
        [501481] = new("invalid_grant", 400, "The Code_Verifier does not match the code_challenge supplied in the authorization request."),
        [700016] = new(
            "unauthorized_client", 400,
            "Application was not found in the directory. This can happen if the application has not been installed "
            + "by the administrator of the tenant or consented to by any user in the tenant."),
        [700024] = new("invalid_client", 401, "Client assertion is not within its valid time range."),
        [700025] = new("invalid_client", 401, "Client is public so neither 'client_assertion' nor 'client_secret' should be presented."),
        [700027] = new(
            "invalid_client", 401,
            "The certificate with identifier used to sign the client assertion is not registered on application, or "
            + "the assertion failed signature validation."),
        [700082] = new(
            "invalid_grant", 400,
            "The refresh token has expired due to inactivity. The token was inactive for 90.00:00:00.", "token_expired"),
        [700084] = new(
            "invalid_grant", 400,
            "The refresh token was issued to a single page app (SPA), and therefore has a fixed, limited lifetime of "
            + "1.00:00:00, which cannot be extended."),
        [900144] = new("invalid_request", 400, "The request body must contain the required parameters."),
        [900561] = new("invalid_request", 405, "The endpoint only accepts POST requests. Received a GET request."),
        [1002012] = new(
            "invalid_scope", 400,
            "The provided value for scope is not valid. Client credential flows must have a scope value with "
            + "/.default suffixed to the resource identifier (application ID URI)."),
        [7000112] = new("unauthorized_client", 400, "Application is disabled."),
        [7000215] = new(
            "invalid_client", 401,
            "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, "
            + "not the client secret ID, for a secret added to the app."),
        [7000218] = new(
            "invalid_client", 401,
            "The request body must contain the following parameter: 'client_assertion' or 'client_secret'."),
        [7000222] = new("invalid_client", 401, "The provided client secret keys for the app are expired."),
        [9001023] = new(
            "invalid_request", 400,
            "The grant type is not supported over the /common or /consumers endpoints. Please use the /organizations "
            + "or tenant-specific endpoint."),
        [9002313] = new("invalid_grant", 400, "Invalid request. Request is malformed or invalid."),
    };

    /// <summary>Returns the response for a code. An unlisted code is an <c>invalid_grant</c> error.</summary>
    public static EntraError For(int code) =>
        Known.TryGetValue(code, out var error) ? error : new EntraError("invalid_grant", 400, "The request was rejected.");
}
