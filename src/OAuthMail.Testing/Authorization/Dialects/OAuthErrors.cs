namespace OAuthMail.Testing.Authorization.Dialects;

/// <summary>Lists the OAuth errors of all endpoints.</summary>
internal static class OAuthErrors
{
    private const string GoogleExpired = "Token has been expired or revoked.";

    // Request
    public static readonly OAuthErrorResponse NotAForm = new("invalid_request", "The body must be application/x-www-form-urlencoded.")
    {
        EntraCode = 900144,
    };
    public static readonly OAuthErrorResponse WrongMethod = new("invalid_request", "The endpoint accepts only POST.", 405)
    {
        EntraCode = 900561,
    };
    public static readonly OAuthErrorResponse UnsupportedGrant = new("unsupported_grant_type", "The grant type is not supported.")
    {
        EntraCode = 70003,
    };
    public static readonly OAuthErrorResponse GrantNotAllowed = new(
        "unauthorized_client", "The client is not allowed to use this grant type.")
    {
        EntraCode = 700016,
    };
    public static readonly OAuthErrorResponse TenantNotFound = new("invalid_request", "The tenant was not found.")
    {
        EntraCode = 90002,
    };
    public static readonly OAuthErrorResponse NeedsTenant = new("invalid_request", "The grant requires a tenant.")
    {
        EntraCode = 9001023,
    };

    // Client authentication
    public static readonly OAuthErrorResponse UnknownClient = new("invalid_client", "The client is not registered.", 401)
    {
        EntraCode = 700016,
        GoogleText = "The OAuth client was not found.",
    };
    public static readonly OAuthErrorResponse WrongSecret = new("invalid_client", "The client's secret is not valid.", 401)
    {
        EntraCode = 7000215,
        GoogleText = "Unauthorized",
    };
    public static readonly OAuthErrorResponse SecretExpired = new("invalid_client", "The client's secret has expired.", 401)
    {
        EntraCode = 7000222,
        GoogleText = "Unauthorized",
    };
    public static readonly OAuthErrorResponse CredentialMissing = new("invalid_client", "The client must authenticate.", 401)
    {
        EntraCode = 7000218,
        GoogleText = "client_secret is missing.",
    };
    public static readonly OAuthErrorResponse PublicWithCredential = new(
        "invalid_client", "The client is public and must not send a secret or an assertion.", 401)
    {
        EntraCode = 700025,
        GoogleText = "Unauthorized",
    };
    public static readonly OAuthErrorResponse TwoCredentials = new("invalid_request", "The client authenticated in more than one way.");
    public static readonly OAuthErrorResponse AssertionSignature = new(
        "invalid_client", "The client assertion's signature or key is not valid.", 401)
    {
        EntraCode = 700027,
    };
    public static readonly OAuthErrorResponse AssertionTime = new(
        "invalid_client", "The client assertion is expired or not valid yet.", 401)
    {
        EntraCode = 700024,
    };
    public static readonly OAuthErrorResponse AssertionClaims = new(
        "invalid_client", "The client assertion's issuer, subject, audience or identifier is not valid.", 401)
    {
        EntraCode = 50027,
    };
    public static readonly OAuthErrorResponse AssertionReplayed = new("invalid_client", "The client assertion was already used.", 401)
    {
        EntraCode = 700027,
    };

    // Scopes
    public static readonly OAuthErrorResponse UnknownScope = new("invalid_scope", "A scope is unknown or not allowed.")
    {
        EntraCode = 70011,
        GoogleText = "Some requested scopes were invalid.",
    };
    public static readonly OAuthErrorResponse NotDefaultScope = new("invalid_scope", "Without a user, the scope must end with /.default.")
    {
        EntraCode = 1002012,
    };
    public static readonly OAuthErrorResponse ManyResources = new("invalid_scope", "The scope names more than one resource.")
    {
        EntraCode = 28000,
    };
    public static readonly OAuthErrorResponse UnknownResource = new("invalid_scope", "The resource is unknown.")
    {
        EntraCode = 500011,
    };
    public static readonly OAuthErrorResponse ScopeNotGranted = new("invalid_scope", "The scope was not granted.")
    {
        EntraCode = 65001,
    };

    // Authorization codes and refresh tokens
    public static readonly OAuthErrorResponse CodeUnknown = new(
        "invalid_grant", "The authorization code is unknown or belongs to another client.")
    {
        EntraCode = 9002313,
        GoogleText = "Malformed auth code.",
    };
    public static readonly OAuthErrorResponse CodeUsed = new("invalid_grant", "The authorization code was already used.")
    {
        EntraCode = 54005,
        GoogleText = "Bad Request",
    };
    public static readonly OAuthErrorResponse CodeExpired = new("invalid_grant", "The authorization code has expired.")
    {
        EntraCode = 70008,
        GoogleText = "Bad Request",
    };
    public static readonly OAuthErrorResponse CodeRedirect = new(
        "invalid_grant", "The redirect URI differs from the authorization request.")
    {
        EntraCode = 50011,
        GoogleError = "redirect_uri_mismatch",
        GoogleText = "Bad Request",
    };
    public static readonly OAuthErrorResponse VerifierWrong = new("invalid_grant", "The code verifier does not match the challenge.")
    {
        EntraCode = 501481,
        GoogleText = "Invalid code verifier.",
    };
    public static readonly OAuthErrorResponse RefreshUnknown = new(
        "invalid_grant", "The refresh token is unknown or belongs to another client.")
    {
        EntraCode = 70000,
        GoogleText = GoogleExpired,
    };
    public static readonly OAuthErrorResponse RefreshExpired = new("invalid_grant", "The refresh token has expired.")
    {
        EntraCode = 700082,
        GoogleText = GoogleExpired,
    };
    public static readonly OAuthErrorResponse RefreshRevoked = new("invalid_grant", "The refresh token was revoked.")
    {
        EntraCode = 50173,
        GoogleText = GoogleExpired,
    };
    public static readonly OAuthErrorResponse RefreshReused = new(
        "invalid_grant", "The refresh token was already used, so the sign-in is revoked.")
    {
        EntraCode = 70000,
        GoogleText = GoogleExpired,
    };

    // Passwords
    public static readonly OAuthErrorResponse PasswordWrong = new("invalid_grant", "The user name or the password is not valid.")
    {
        EntraCode = 50126,
    };
    public static readonly OAuthErrorResponse SecondFactorNeeded = new("invalid_grant", "A second factor is required.")
    {
        EntraCode = 50076,
        Claims = """{"access_token":{"acrs":{"essential":true,"value":"c1"}}}""",
    };

    // Device codes
    public static readonly OAuthErrorResponse Pending = new("authorization_pending", "The user has not decided yet.")
    {
        EntraCode = 70016,
    };
    public static readonly OAuthErrorResponse SlowDown = new("slow_down", "The client polls too fast.");
    public static readonly OAuthErrorResponse DeviceDenied = new("access_denied", "The user denied access.")
    {
        EntraCode = 70020,
    };
    public static readonly OAuthErrorResponse DeviceExpired = new("expired_token", "The device code has expired.")
    {
        EntraCode = 70019,
    };
    public static readonly OAuthErrorResponse DeviceUnknown = new(
        "invalid_grant", "The device code is unknown, already used, or belongs to another client.")
    {
        EntraCode = 70018,
    };

    // Service accounts
    public static readonly OAuthErrorResponse GrantAssertionShape = new(
        "invalid_grant", "The assertion is not a signed token for this server.")
    {
        EntraCode = 50027,
        GoogleText = "Invalid JWT: Failed audience check.",
    };
    public static readonly OAuthErrorResponse GrantAssertionSignature = new("invalid_grant", "The assertion's signature is not valid.")
    {
        EntraCode = 50013,
        GoogleText = "Invalid JWT Signature.",
    };
    public static readonly OAuthErrorResponse GrantAssertionTime = new(
        "invalid_grant", "The assertion is expired or not valid yet, or its lifetime exceeds one hour.")
    {
        EntraCode = 500133,
        GoogleText = "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. "
            + "Check your iat and exp values in the JWT claim.",
    };
    public static readonly OAuthErrorResponse GrantAssertionIssuer = new("invalid_grant", "The assertion's issuer is unknown.")
    {
        EntraCode = 50013,
        GoogleText = "Invalid grant: account not found",
    };
    public static readonly OAuthErrorResponse SubjectNotDelegated = new(
        "unauthorized_client", "The client is not allowed to act for this subject.", 401)
    {
        EntraCode = 50013,
        GoogleText = "Client is unauthorized to retrieve access tokens using this method, or client not authorized "
            + "for any of the scopes requested.",
    };

    public static readonly OAuthErrorResponse OnBehalfOfAudience = new(
        "invalid_grant", "The assertion's audience is not the client that presents it.")
    {
        EntraCode = 500131,
    };
    public static readonly OAuthErrorResponse TokenUnknown = new("invalid_token", "The token is unknown, expired or revoked.")
    {
        GoogleText = "Invalid Value",
    };

    // User
    public static readonly OAuthErrorResponse ConsentDenied = new("access_denied", "The user denied access.")
    {
        EntraCode = 65004,
    };
    public static readonly OAuthErrorResponse LoginRequired = new("login_required", "No user is signed in.")
    {
        EntraCode = 50058,
    };
    public static readonly OAuthErrorResponse PkceRequired = new("invalid_request", "A code challenge with the method S256 is required.");

    /// <summary>Creates the error for a parameter that is missing, not valid or repeated.</summary>
    public static OAuthErrorResponse Parameter(string name, string what) =>
        new("invalid_request", $"The parameter '{name}' is {what}.") { EntraCode = 900144 };

    public static OAuthErrorException ToException(this OAuthErrorResponse response) => new(response);
}
