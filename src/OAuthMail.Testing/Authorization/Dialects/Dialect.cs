using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using OAuthMail.Testing.Authorization.Jose;

namespace OAuthMail.Testing.Authorization.Dialects;

/// <summary>Defines the differences between the emulated authorization servers.</summary>
internal abstract class Dialect(AuthorizationServerOptions options, string origin)
{
    /// <summary>The scopes that request an identity or a refresh token and do not belong to a resource.</summary>
    protected static readonly IReadOnlyList<string> IdentityScopes = ["openid", "profile", "email", "offline_access"];

    /// <summary>The path of endpoints that the dialect does not have. No request has this path.</summary>
    protected const string NoPath = "";

    public AuthorizationServerOptions Options { get; } = options;

    /// <summary>Gets scheme, host and port, without a trailing slash.</summary>
    public string Origin { get; } = origin;

    public abstract string Issuer { get; }

    public abstract AccessTokenFormat DefaultTokenFormat { get; }

    public abstract RefreshTokenRotation DefaultRotation { get; }

    public abstract TokenSigningAlgorithm DefaultAlgorithm { get; }

    public virtual bool SendsIssuerByDefault => false;

    /// <summary>Gets the value of <c>typ</c> in the header of access tokens.</summary>
    public virtual string AccessTokenType => "JWT";

    public AccessTokenFormat TokenFormat => Options.AccessTokenFormat ?? DefaultTokenFormat;

    public RefreshTokenRotation Rotation => Options.RefreshTokenRotation ?? DefaultRotation;

    public bool SendsIssuer => Options.SendsIssuer ?? SendsIssuerByDefault;

    /// <summary>
    /// Returns the path of an endpoint. For discovery, it is the path of the OpenID Connect document.
    /// </summary>
    public abstract string PathOf(ServerEndpoint endpoint);

    /// <summary>Finds the endpoint of a path, and the tenant in the path if there is one.</summary>
    public virtual bool TryMatch(string path, out ServerEndpoint endpoint, out string? tenant)
    {
        tenant = null;
        foreach (var candidate in Enum.GetValues<ServerEndpoint>())
        {
            endpoint = candidate;
            if (path == PathOf(candidate)) return true;
        }

        endpoint = default;
        return false;
    }

    /// <summary>Rejects a tenant that does not exist or does not support the grant.</summary>
    public virtual void CheckTenant(string? tenant, string? grantType)
    {
    }

    public string UriOf(ServerEndpoint endpoint) => Origin + PathOf(endpoint);

    public virtual JsonObject Metadata(string? tenant, string signingAlgorithm)
    {
        var metadata = new JsonObject
        {
            ["issuer"] = Issuer,
            ["authorization_endpoint"] = UriOf(ServerEndpoint.Authorization),
            ["token_endpoint"] = UriOf(ServerEndpoint.Token),
            ["device_authorization_endpoint"] = UriOf(ServerEndpoint.DeviceAuthorization),
            ["jwks_uri"] = UriOf(ServerEndpoint.Jwks),
            ["response_types_supported"] = new JsonArray("code"),
            ["response_modes_supported"] = new JsonArray("query", "form_post"),
            ["subject_types_supported"] = new JsonArray("public"),
            ["id_token_signing_alg_values_supported"] = new JsonArray(signingAlgorithm),
            ["code_challenge_methods_supported"] = new JsonArray("S256"),
            ["token_endpoint_auth_methods_supported"] =
                new JsonArray("none", "client_secret_basic", "client_secret_post", "private_key_jwt"),
            ["token_endpoint_auth_signing_alg_values_supported"] = new JsonArray("RS256", "PS256", "ES256"),
        };
        if (HasRevocation) metadata["revocation_endpoint"] = UriOf(ServerEndpoint.Revocation);
        if (SendsIssuer) metadata["authorization_response_iss_parameter_supported"] = true;
        return metadata;
    }

    public virtual bool HasRevocation => true;

    /// <summary>
    /// Gets further audiences that are valid in assertions, in addition to the addresses of this server.
    /// </summary>
    public virtual IReadOnlyList<string> AssertionAudiences => [];

    /// <summary>Validates the scopes that a client requests for a user, and expands them to full names.</summary>
    /// <exception cref="OAuthErrorException">A scope is unknown.</exception>
    public abstract IReadOnlyList<string> Expand(IReadOnlyList<string> requested);

    /// <summary>Returns audience and claims of a token for expanded scopes.</summary>
    /// <exception cref="OAuthErrorException">The scopes belong to more than one resource.</exception>
    public abstract ScopeSet ForUser(IReadOnlyList<string> scopes);

    /// <summary>Returns audience and claims of a token without a user.</summary>
    /// <exception cref="OAuthErrorException">The scopes require a user.</exception>
    public abstract ScopeSet ForApplication(TestClient client, IReadOnlyList<string> requested);

    /// <summary>
    /// Returns the scopes that allow all three mail protocols. For a user, they include a refresh token and an ID
    /// token.
    /// </summary>
    public abstract string GetMailScope(bool forUser);

    /// <summary>Returns the scope for Microsoft Graph. Servers that have none use the scope for mail.</summary>
    public virtual string GetGraphScope(bool forUser) => GetMailScope(forUser);

    /// <summary>Returns whether the sign-in is granted a refresh token.</summary>
    public virtual bool IssuesRefreshToken(IReadOnlyList<string> scopes, TestClient client, IReadOnlyDictionary<string, string> request) =>
        scopes.Contains("offline_access");

    /// <summary>Rejects scopes that are not available to devices.</summary>
    public virtual void CheckDeviceScopes(IReadOnlyList<string> scopes)
    {
    }

    /// <summary>Creates the device authorization response (RFC 8628 section 3.2).</summary>
    public virtual JsonObject CreateDeviceResponse(string deviceCode, string userCode)
    {
        var uri = UriOf(ServerEndpoint.DeviceVerification);
        return new JsonObject
        {
            ["device_code"] = deviceCode,
            ["user_code"] = userCode,
            ["verification_uri"] = uri,
            ["verification_uri_complete"] = $"{uri}?user_code={userCode}",
            ["expires_in"] = (long)Options.DeviceCodeLifetime.TotalSeconds,
            ["interval"] = (long)Options.DeviceCodeInterval.TotalSeconds,
        };
    }

    /// <summary>Returns whether the audience is the one that mail servers require.</summary>
    public abstract bool IsForMail(AccessTokenClaims claims);

    /// <summary>Returns whether the scopes or roles allow the protocol.</summary>
    public abstract bool AllowsProtocol(AccessTokenClaims claims, MailProtocol protocol);

    public abstract JsonObject Write(AccessTokenClaims claims, TestUser? user);

    public abstract bool TryRead(JsonWebToken token, [NotNullWhen(true)] out AccessTokenClaims? claims);

    /// <summary>Formats an error: HTTP status and body.</summary>
    public abstract (int Status, JsonObject Body) Format(OAuthErrorResponse error, DateTimeOffset now);

    protected static JsonObject WriteCommon(AccessTokenClaims claims) => new()
    {
        ["iss"] = claims.Issuer,
        ["aud"] = claims.Audience,
        ["iat"] = claims.NotBefore.ToUnixTimeSeconds(),
        ["nbf"] = claims.NotBefore.ToUnixTimeSeconds(),
        ["exp"] = claims.Expires.ToUnixTimeSeconds(),
        ["jti"] = claims.Id,
    };

    protected static bool TryReadCommon(
        JsonWebToken token, string clientClaim, string scopeClaim, string? userId, [NotNullWhen(true)] out AccessTokenClaims? claims)
    {
        claims = null;
        if (Jwt.Text(token, "iss") is not { } issuer || Jwt.Text(token, "aud") is not { } audience
            || Jwt.Text(token, clientClaim) is not { } client || Jwt.Text(token, "jti") is not { } id
            || Jwt.Date(token, "nbf") is not { } notBefore || Jwt.Date(token, "exp") is not { } expires)
        {
            // An ID token also has a string as audience, but it has neither a scope nor a client claim.
            return false;
        }

        claims = new AccessTokenClaims
        {
            Issuer = issuer,
            Audience = audience,
            ClientId = client,
            UserId = userId == client ? null : userId,
            Scopes = (Jwt.Text(token, scopeClaim) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries),
            Roles = Jwt.Texts(token, "roles"),
            NotBefore = notBefore,
            Expires = expires,
            Id = id,
        };
        return true;
    }
}
