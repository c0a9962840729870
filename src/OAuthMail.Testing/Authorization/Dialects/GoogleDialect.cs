using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using OAuthMail.Testing.Authorization.Jose;

namespace OAuthMail.Testing.Authorization.Dialects;

/// <summary>Emulates Google: one mail scope, refresh tokens that are not rotated, opaque access tokens.</summary>
internal sealed class GoogleDialect(AuthorizationServerOptions options, string origin) : Dialect(options, origin)
{
    public const string MailScope = "https://mail.google.com/";

    private static readonly IReadOnlyList<string> KnownScopes =
    [
        MailScope, "openid", "profile", "email", "https://www.googleapis.com/auth/gmail.send",
        "https://www.googleapis.com/auth/userinfo.email", "https://www.googleapis.com/auth/userinfo.profile",
    ];

    // Google's libraries for Python and Node.js sign these audiences, whatever the token endpoint in the key file is.
    private static readonly IReadOnlyList<string> KnownAudiences =
    [
        "https://oauth2.googleapis.com/token", "https://www.googleapis.com/oauth2/v4/token", "https://accounts.google.com/o/oauth2/token",
    ];

    public override string Issuer => Origin;

    public override IReadOnlyList<string> AssertionAudiences => KnownAudiences;

    public override AccessTokenFormat DefaultTokenFormat => AccessTokenFormat.Opaque;

    public override RefreshTokenRotation DefaultRotation => RefreshTokenRotation.None;

    public override TokenSigningAlgorithm DefaultAlgorithm => TokenSigningAlgorithm.RS256;

    public override string PathOf(ServerEndpoint endpoint) => endpoint switch
    {
        ServerEndpoint.Authorization => "/o/oauth2/v2/auth",
        ServerEndpoint.Token => "/token",
        ServerEndpoint.DeviceAuthorization => "/device/code",
        ServerEndpoint.DeviceVerification => "/device",
        ServerEndpoint.Revocation => "/revoke",
        ServerEndpoint.Discovery => "/.well-known/openid-configuration",
        ServerEndpoint.Jwks => "/oauth2/v3/certs",
        ServerEndpoint.TokenInfo => "/tokeninfo",
        _ => NoPath,
    };

    public override IReadOnlyList<string> Expand(IReadOnlyList<string> requested)
    {
        if (requested.Count == 0) throw OAuthErrors.Parameter("scope", "missing").ToException();
        if (!requested.All(KnownScopes.Contains)) throw OAuthErrors.UnknownScope.ToException();
        return requested;
    }

    public override string GetMailScope(bool forUser) => forUser ? $"{MailScope} openid email" : MailScope;

    public override ScopeSet ForUser(IReadOnlyList<string> scopes) =>
        new(scopes, scopes.Contains(MailScope) ? MailScope : "https://www.googleapis.com/", scopes, []);

    public override ScopeSet ForApplication(TestClient client, IReadOnlyList<string> requested) =>
        throw OAuthErrors.UnsupportedGrant.ToException();

    /// <summary>
    /// Installed applications always receive a refresh token; web applications receive one if they request offline
    /// access.
    /// </summary>
    public override bool IssuesRefreshToken(IReadOnlyList<string> scopes, TestClient client, IReadOnlyDictionary<string, string> request) =>
        client.IsPublic || client.IsNative || request.GetValueOrDefault("access_type") == "offline";

    /// <summary>Google does not offer the mail scope to devices.</summary>
    public override void CheckDeviceScopes(IReadOnlyList<string> scopes)
    {
        if (scopes.Contains(MailScope)) throw OAuthErrors.UnknownScope.ToException();
    }

    /// <summary>Google's name for the verification address differs from RFC 8628.</summary>
    public override JsonObject CreateDeviceResponse(string deviceCode, string userCode)
    {
        var answer = base.CreateDeviceResponse(deviceCode, userCode);
        answer["verification_url"] = (string?)answer["verification_uri"];
        answer.Remove("verification_uri");
        answer.Remove("verification_uri_complete");
        return answer;
    }

    public override bool IsForMail(AccessTokenClaims claims) => claims.Audience == MailScope;

    public override bool AllowsProtocol(AccessTokenClaims claims, MailProtocol protocol) => claims.Scopes.Contains(MailScope);

    public override JsonObject Write(AccessTokenClaims claims, TestUser? user)
    {
        var payload = WriteCommon(claims);
        payload["sub"] = claims.UserId ?? claims.ClientId;
        payload["azp"] = claims.ClientId;
        payload["scope"] = string.Join(' ', claims.Scopes);
        if (user is not null) payload["email"] = user.Address;
        return payload;
    }

    public override bool TryRead(JsonWebToken token, [NotNullWhen(true)] out AccessTokenClaims? claims) =>
        TryReadCommon(token, "azp", "scope", Jwt.Text(token, "sub"), out claims);

    public override (int Status, JsonObject Body) Format(OAuthErrorResponse error, DateTimeOffset now) => (error.Status, new JsonObject
    {
        ["error"] = error.GoogleError ?? error.Error,
        ["error_description"] = error.GoogleText ?? error.Description,
    });
}
