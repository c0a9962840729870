using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using OAuthMail.Testing.Authorization.Jose;

namespace OAuthMail.Testing.Authorization.Dialects;

/// <summary>Emulates an authorization server that follows the RFCs.</summary>
internal sealed class GenericDialect(AuthorizationServerOptions options, string origin) : Dialect(options, origin)
{
    /// <summary>The audience of tokens with mail scopes.</summary>
    public const string MailAudience = "urn:oauthmail:testing:mail";

    public override string Issuer => Origin + Options.IssuerPath;

    public override AccessTokenFormat DefaultTokenFormat => AccessTokenFormat.Jwt;

    public override RefreshTokenRotation DefaultRotation => RefreshTokenRotation.OneTime;

    public override TokenSigningAlgorithm DefaultAlgorithm => TokenSigningAlgorithm.ES256;

    public override bool SendsIssuerByDefault => true;

    public override string AccessTokenType => "at+jwt";

    /// <summary>
    /// Gets the path of the RFC 8414 document, whose well-known segment is between host and path of the issuer.
    /// </summary>
    public string MetadataPath => "/.well-known/oauth-authorization-server" + Options.IssuerPath;

    public override string PathOf(ServerEndpoint endpoint) =>
        endpoint is ServerEndpoint.UserRealm or ServerEndpoint.ManagedIdentity or ServerEndpoint.TokenInfo
            ? NoPath
            : Options.IssuerPath + endpoint switch
    {
        ServerEndpoint.Authorization => "/authorize",
        ServerEndpoint.Token => "/token",
        ServerEndpoint.DeviceAuthorization => "/device_authorization",
        ServerEndpoint.DeviceVerification => "/device",
        ServerEndpoint.Revocation => "/revoke",
        ServerEndpoint.Discovery => "/.well-known/openid-configuration",
        _ => "/jwks",
    };

    public override bool TryMatch(string path, out ServerEndpoint endpoint, out string? tenant)
    {
        if (path != MetadataPath) return base.TryMatch(path, out endpoint, out tenant);
        endpoint = ServerEndpoint.Discovery;
        tenant = null;
        return true;
    }

    public override JsonObject Metadata(string? tenant, string signingAlgorithm)
    {
        var metadata = base.Metadata(tenant, signingAlgorithm);
        metadata["scopes_supported"] =
            new JsonArray([.. IdentityScopes.Concat(Options.MailScopes).Concat(ProtocolScopes).Select(s => (JsonNode)s)]);
        metadata["grant_types_supported"] = new JsonArray(
            "authorization_code", "refresh_token", "client_credentials",
            "urn:ietf:params:oauth:grant-type:device_code", "urn:ietf:params:oauth:grant-type:jwt-bearer");
        return metadata;
    }

    public override IReadOnlyList<string> Expand(IReadOnlyList<string> requested)
    {
        if (requested.Count == 0) return [.. Options.MailScopes.Take(1)];
        if (!requested.All(s => IdentityScopes.Contains(s) || IsMail(s))) throw OAuthErrors.UnknownScope.ToException();
        return requested;
    }

    public override string GetMailScope(bool forUser) =>
        forUser ? $"{Options.MailScopes.First()} offline_access openid email" : Options.MailScopes.First();

    public override ScopeSet ForUser(IReadOnlyList<string> scopes) =>
        new(scopes, scopes.Any(IsMail) ? MailAudience : Issuer + "/userinfo", scopes, []);

    public override ScopeSet ForApplication(TestClient client, IReadOnlyList<string> requested)
    {
        var scopes = Expand(requested);
        if (scopes.Any(IdentityScopes.Contains)) throw OAuthErrors.UnknownScope.ToException();
        return ForUser(scopes);
    }

    public override bool IsForMail(AccessTokenClaims claims) => claims.Audience == MailAudience;

    public override bool AllowsProtocol(AccessTokenClaims claims, MailProtocol protocol) =>
        claims.Scopes.Any(s => Options.MailScopes.Contains(s)) || claims.Scopes.Contains(ProtocolScope(protocol));

    public override JsonObject Write(AccessTokenClaims claims, TestUser? user)
    {
        var payload = WriteCommon(claims);
        payload["sub"] = claims.UserId ?? claims.ClientId;
        payload["client_id"] = claims.ClientId;
        payload["scope"] = string.Join(' ', claims.Scopes);
        if (user is not null)
        {
            payload["preferred_username"] = user.SignInName;
            payload["email"] = user.Address;
        }

        return payload;
    }

    public override bool TryRead(JsonWebToken token, [NotNullWhen(true)] out AccessTokenClaims? claims) =>
        TryReadCommon(token, "client_id", "scope", Jwt.Text(token, "sub"), out claims);

    public override (int Status, JsonObject Body) Format(OAuthErrorResponse error, DateTimeOffset now) =>
        (error.Status, new JsonObject { ["error"] = error.Error, ["error_description"] = error.Description });

    private static readonly IReadOnlyList<string> ProtocolScopes = ["mail.smtp", "mail.imap", "mail.pop"];

    private bool IsMail(string scope) => Options.MailScopes.Contains(scope) || ProtocolScopes.Contains(scope);

    private static string ProtocolScope(MailProtocol protocol) => ProtocolScopes[(int)protocol];
}
