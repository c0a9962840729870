using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OAuthMail.Testing.Authorization.Dialects;
using OAuthMail.Testing.Authorization.Jose;

namespace OAuthMail.Testing.Authorization.Grants;

/// <summary>Implements the grants of the token endpoint, one method for each.</summary>
internal sealed class TokenGrants(ServerState state)
{
    public const string DeviceCode = "urn:ietf:params:oauth:grant-type:device_code";
    public const string MicrosoftDeviceCode = "device_code";
    public const string JwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    private static readonly TimeSpan MaximumAssertionLifetime = TimeSpan.FromHours(1);
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    private static readonly string[] AssertionAlgorithms = ["RS256"];

    private readonly TokenResponses _responses = new(state);

    /// <summary>Handles a token request.</summary>
    /// <exception cref="OAuthErrorException">The request is rejected.</exception>
    public JsonObject Answer(string grantType, GrantRequest request)
    {
        if (request.Client is { } client)
            CheckAllowed(client, grantType == MicrosoftDeviceCode && state.Dialect is EntraDialect ? DeviceCode : grantType);
        return grantType switch
        {
            "authorization_code" => RedeemCode(request),
            "refresh_token" => Refresh(request),
            "client_credentials" => ActForItself(request),
            "password" when state.Dialect is EntraDialect => TakePassword(request),
            DeviceCode => RedeemDeviceCode(request),

            // MSAL for .NET sends this name, which Microsoft used before RFC 8628.
            MicrosoftDeviceCode when state.Dialect is EntraDialect => RedeemDeviceCode(request),
            JwtBearer when request.Client is not null => throw RejectOnBehalfOf(request.Required("assertion")).ToException(),
            JwtBearer => ActForSubject(request),
            _ => throw OAuthErrors.UnsupportedGrant.ToException(),
        };
    }

    /// <summary>Implements RFC 6749 section 4.1.3.</summary>
    private JsonObject RedeemCode(GrantRequest request)
    {
        ScopeSet? scopes = null;
        var (grant, asked) = state.Codes.Redeem(
            request.Required("code"), request.Client!, request.Optional("redirect_uri"), request.Optional("code_verifier"),
            grant => scopes = Resolve(grant, request));
        var refreshToken = state.Dialect.IssuesRefreshToken(grant.Scopes, grant.Client, asked) ? state.RefreshTokens.Issue(grant) : null;
        return _responses.ForUser(grant, scopes!, refreshToken, request, asked.GetValueOrDefault("nonce"));
    }

    /// <summary>Implements RFC 6749 section 6.</summary>
    private JsonObject Refresh(GrantRequest request)
    {
        ScopeSet? scopes = null;
        var (grant, next) =
            state.RefreshTokens.Redeem(request.Required("refresh_token"), request.Client!, grant => scopes = Resolve(grant, request));
        return _responses.ForUser(grant, scopes!, next, request, nonce: null);
    }

    /// <summary>Implements RFC 6749 section 4.4, for confidential clients only.</summary>
    private JsonObject ActForItself(GrantRequest request)
    {
        if (request.Client!.IsPublic) throw OAuthErrors.CredentialMissing.ToException();
        var scopes = state.Dialect.ForApplication(request.Client, request.Scopes);
        TokenResponses.CheckAllowed(request.Client, scopes.Granted);
        return _responses.ForApplication(request.Client, scopes);
    }

    /// <summary>Implements RFC 6749 section 4.3.</summary>
    private JsonObject TakePassword(GrantRequest request)
    {
        var scopes = state.Dialect.Expand(request.Scopes);
        var user = state.Users.Find(request.Required("username"));
        if (user?.Password is null || user.Password != request.Required("password")) throw OAuthErrors.PasswordWrong.ToException();
        if (user.NeedsSecondFactor) throw OAuthErrors.SecondFactorNeeded.ToException();
        var grant = new Grant(request.Client!, user, scopes);
        var refreshToken = state.Dialect.IssuesRefreshToken(scopes, request.Client!, request.Parameters)
            ? state.RefreshTokens.Issue(grant)
            : null;
        return _responses.ForUser(grant, state.Dialect.ForUser(scopes), refreshToken, request, nonce: null);
    }

    /// <summary>Implements RFC 8628 section 3.4.</summary>
    private JsonObject RedeemDeviceCode(GrantRequest request)
    {
        var grant = state.Devices.Redeem(request.Required("device_code"), request.Client!);
        var refreshToken = state.Dialect.IssuesRefreshToken(grant.Scopes, grant.Client, request.Parameters)
            ? state.RefreshTokens.Issue(grant)
            : null;
        return _responses.ForUser(grant, state.Dialect.ForUser(grant.Scopes), refreshToken, request, nonce: null);
    }

    /// <summary>
    /// Implements RFC 7523 section 2.1 as Google's service accounts use it: the issuer is the account and the subject
    /// is the mailbox.
    /// </summary>
    private JsonObject ActForSubject(GrantRequest request)
    {
        if (!Jwt.TryRead(request.Required("assertion"), state.Dialect is GoogleDialect, out var jwt))
            throw OAuthErrors.GrantAssertionShape.ToException();
        if (Jwt.Text(jwt, "iss") is not { } issuer || state.FindClient(issuer) is not { } account)
            throw OAuthErrors.GrantAssertionIssuer.ToException();

        var now = state.Time.GetUtcNow();
        var problem = Jwt.Validate(jwt, ClientKeys.Find(account, jwt), AssertionAlgorithms, new TokenValidationParameters
        {
            ValidIssuer = issuer,
            ValidAudiences = request.Audiences,
            LifetimeValidator = (_, _, token, _) => IsShortLived((JsonWebToken)token, now),
        });
        if (problem is not null) throw ToError(problem).ToException();
        CheckAllowed(account, JwtBearer);

        var text = Jwt.Text(jwt, "scope") ?? request.Optional("scope") ?? "";
        var scopes = state.Dialect.Expand(text.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        TokenResponses.CheckAllowed(account, scopes);
        var subject = Jwt.Text(jwt, "sub");
        if (subject is null || !account.DelegatedSubjects.Contains(subject, StringComparer.OrdinalIgnoreCase))
            throw OAuthErrors.SubjectNotDelegated.ToException();
        return _responses.ForApplication(account, state.Dialect.ForUser(scopes), state.Users.GetOrAdd(subject));
    }

    /// <summary>
    /// Rejects the on-behalf-of grant as Microsoft Entra ID does. The user tokens of this server are for mail servers, and
    /// never for an application that could exchange them.
    /// </summary>
    private OAuthErrorResponse RejectOnBehalfOf(string assertion) =>
        state.AccessTokens.Find(assertion) is null ? OAuthErrors.GrantAssertionSignature : OAuthErrors.OnBehalfOfAudience;

    private static bool IsShortLived(JsonWebToken token, DateTimeOffset now) =>
        Jwt.Date(token, "exp") is { } expires && Jwt.Date(token, "iat") is { } issued
        && expires > now && issued <= now + Skew && expires - issued <= MaximumAssertionLifetime;

    private static OAuthErrorResponse ToError(Exception problem) => problem switch
    {
        SecurityTokenInvalidLifetimeException => OAuthErrors.GrantAssertionTime,
        SecurityTokenInvalidAudienceException => OAuthErrors.GrantAssertionShape,
        _ => OAuthErrors.GrantAssertionSignature,
    };

    private static void CheckAllowed(TestClient client, string grantType)
    {
        if (client.AllowedGrantTypes.Count > 0 && !client.AllowedGrantTypes.Contains(grantType))
            throw OAuthErrors.GrantNotAllowed.ToException();
    }

    private ScopeSet Resolve(Grant grant, GrantRequest request)
    {
        var requested = request.Scopes.Count == 0 ? request.Scopes : state.Dialect.Expand(request.Scopes);
        var granted = requested.Any(request.Client!.ConsentedScopes.Contains)
            ? [.. grant.Scopes, .. request.Client.ConsentedScopes]
            : grant.Scopes;
        return state.Dialect.ForUser(TokenResponses.Narrow(granted, requested));
    }
}
