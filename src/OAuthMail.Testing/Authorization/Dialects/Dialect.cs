using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using OAuthMail.Providers;
using OAuthMail.Testing.Authorization.Jose;

namespace OAuthMail.Testing.Authorization.Dialects;

/// <summary>Everything in which one kind of authorization server differs from another.</summary>
internal abstract class Dialect(AuthorizationServerOptions options, string origin)
{
    /// <summary>The scopes that ask for identity or a refresh token and never name a resource.</summary>
    protected static readonly IReadOnlyList<string> IdentityScopes = ["openid", "profile", "email", "offline_access"];

    /// <summary>The path of what the dialect does not have: no request has it.</summary>
    protected const string NoPath = "";

    public AuthorizationServerOptions Options { get; } = options;

    /// <summary>Scheme, host and port, without a slash at the end.</summary>
    public string Origin { get; } = origin;

    public abstract string Issuer { get; }

    public abstract AccessTokenFormat DefaultTokenFormat { get; }

    public abstract RefreshTokenRotation DefaultRotation { get; }

    public abstract TokenSigningAlgorithm DefaultAlgorithm { get; }

    public virtual bool SendsIssuerByDefault => false;

    /// <summary>What the <c>typ</c> of an access token's header says.</summary>
    public virtual string AccessTokenType => "JWT";

    public AccessTokenFormat TokenFormat => Options.AccessTokenFormat ?? DefaultTokenFormat;

    public RefreshTokenRotation Rotation => Options.RefreshTokenRotation ?? DefaultRotation;

    public bool SendsIssuer => Options.SendsIssuer ?? SendsIssuerByDefault;

    /// <summary>Where an endpoint is; for discovery, the document of OpenID Connect.</summary>
    public abstract string PathOf(ServerEndpoint endpoint);

    /// <summary>Recognises a path, and the tenant in it where there is one.</summary>
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

    /// <summary>Refuses a tenant that does not exist or cannot do the grant.</summary>
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
            ["token_endpoint_auth_methods_supported"] = new JsonArray("none", "client_secret_basic", "client_secret_post", "private_key_jwt"),
            ["token_endpoint_auth_signing_alg_values_supported"] = new JsonArray("RS256", "PS256", "ES256"),
        };
        if (HasRevocation) metadata["revocation_endpoint"] = UriOf(ServerEndpoint.Revocation);
        if (SendsIssuer) metadata["authorization_response_iss_parameter_supported"] = true;
        return metadata;
    }

    public virtual bool HasRevocation => true;

    /// <summary>Checks scopes that a user is asked for, and spells them out.</summary>
    /// <exception cref="OAuthErrorException">One is unknown.</exception>
    public abstract IReadOnlyList<string> Expand(IReadOnlyList<string> requested);

    /// <summary>Finds what a token for these scopes, already expanded, comes to.</summary>
    /// <exception cref="OAuthErrorException">They belong to more than one resource.</exception>
    public abstract ScopeSet ForUser(IReadOnlyList<string> scopes);

    /// <summary>Finds what a token without a user comes to.</summary>
    /// <exception cref="OAuthErrorException">The scopes cannot be had without a user.</exception>
    public abstract ScopeSet ForApplication(TestClient client, IReadOnlyList<string> requested);

    /// <summary>What a client asks for to open all three protocols, with a refresh token and an identity for a person.</summary>
    public abstract string GetMailScope(bool forUser);

    /// <summary>Whether this sign-in is given a refresh token.</summary>
    public virtual bool IssuesRefreshToken(IReadOnlyList<string> scopes, TestClient client, IReadOnlyDictionary<string, string> request) =>
        scopes.Contains("offline_access");

    /// <summary>Refuses scopes that a device cannot have.</summary>
    public virtual void CheckDeviceScopes(IReadOnlyList<string> scopes)
    {
    }

    /// <summary>The device authorization response, RFC 8628 section 3.2.</summary>
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

    /// <summary>The audience that a mail server takes.</summary>
    public abstract bool IsForMail(AccessTokenClaims claims);

    /// <summary>Whether the scopes or roles open the protocol.</summary>
    public abstract bool AllowsProtocol(AccessTokenClaims claims, MailProtocol protocol);

    public abstract JsonObject Write(AccessTokenClaims claims, TestUser? user);

    public abstract bool TryRead(JsonWebToken token, [NotNullWhen(true)] out AccessTokenClaims? claims);

    /// <summary>Says a error: the status, and the body.</summary>
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
            // An id token has a string for its audience, too, but no scope and no client of its own.
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
