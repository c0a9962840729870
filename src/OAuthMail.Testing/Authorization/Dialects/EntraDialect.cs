using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using OAuthMail.Testing.Authorization.Jose;

namespace OAuthMail.Testing.Authorization.Dialects;

/// <summary>Emulates the parts of Microsoft Entra ID that mail clients use.</summary>
internal sealed class EntraDialect(AuthorizationServerOptions options, string origin) : Dialect(options, origin)
{
    /// <summary>The path of the user realm endpoint. The user name follows it.</summary>
    public const string UserRealms = "/common/userrealm/";

    private static readonly string[] SharedTenants = ["common", "organizations", "consumers"];

    public override string Issuer => $"{Origin}/{Options.TenantId}/v2.0";

    public override AccessTokenFormat DefaultTokenFormat => AccessTokenFormat.Jwt;

    public override RefreshTokenRotation DefaultRotation => RefreshTokenRotation.Rolling;

    public override TokenSigningAlgorithm DefaultAlgorithm => TokenSigningAlgorithm.RS256;

    public override bool HasRevocation => false;

    public override string PathOf(ServerEndpoint endpoint) => endpoint switch
    {
        ServerEndpoint.DeviceVerification => "/device",
        ServerEndpoint.ManagedIdentity => "/msi/token",
        ServerEndpoint.UserRealm => UserRealms,
        _ => $"/{Options.TenantId}{Suffix(endpoint)}",
    };

    public override bool TryMatch(string path, out ServerEndpoint endpoint, out string? tenant)
    {
        tenant = null;
        endpoint = ServerEndpoint.DeviceVerification;
        if (path == PathOf(endpoint)) return true;
        endpoint = ServerEndpoint.ManagedIdentity;
        if (path == PathOf(endpoint)) return true;
        endpoint = ServerEndpoint.UserRealm;
        if (path.StartsWith(UserRealms, StringComparison.Ordinal)) return true;

        var slash = path.IndexOf('/', Math.Min(1, path.Length));
        if (slash < 0) return false;
        tenant = path[1..slash];
        foreach (var candidate in Enum.GetValues<ServerEndpoint>())
        {
            endpoint = candidate;
            if (Suffix(candidate) is { } suffix && path[slash..] == suffix) return true;
        }

        return false;
    }

    public override void CheckTenant(string? tenant, string? grantType)
    {
        if (tenant is null) return;
        var shared = SharedTenants.Contains(tenant);
        if (!shared && !Same(tenant, Options.TenantId) && !Same(tenant, Options.TenantDomain))
            throw OAuthErrors.TenantNotFound.ToException();
        if (shared && grantType == "client_credentials") throw OAuthErrors.NeedsTenant.ToException();
    }

    public override JsonObject Metadata(string? tenant, string signingAlgorithm)
    {
        var metadata = base.Metadata(tenant, signingAlgorithm);
        // The endpoints contain the tenant of the request. The issuer of a shared tenant contains a placeholder.
        foreach (var (name, value) in metadata.ToArray())
        {
            if (tenant is not null && value is JsonValue text && text.TryGetValue<string>(out var uri)
                && uri.StartsWith(Origin, StringComparison.Ordinal))
                metadata[name] = uri.Replace($"/{Options.TenantId}/", $"/{tenant}/", StringComparison.Ordinal);
        }

        metadata["issuer"] = SharedTenants.Contains(tenant) && tenant != "consumers" ? Origin + "/{tenantid}/v2.0" : Issuer;
        metadata["scopes_supported"] = new JsonArray("openid", "profile", "email", "offline_access");
        return metadata;
    }

    public override IReadOnlyList<string> Expand(IReadOnlyList<string> requested) => EntraScopes.Expand(requested);

    public override string GetMailScope(bool forUser) => forUser
        ? "https://outlook.office.com/SMTP.Send https://outlook.office.com/IMAP.AccessAsUser.All "
            + "https://outlook.office.com/POP.AccessAsUser.All offline_access openid profile email"
        : "https://outlook.office365.com/.default";

    public override string GetGraphScope(bool forUser) => forUser
        ? $"{EntraScopes.Graph}/Mail.Send {EntraScopes.Graph}/Mail.ReadWrite offline_access openid profile email"
        : $"{EntraScopes.Graph}/.default";

    public override ScopeSet ForUser(IReadOnlyList<string> scopes) => EntraScopes.ForUser(scopes);

    public override ScopeSet ForApplication(TestClient client, IReadOnlyList<string> requested) =>
        EntraScopes.ForApplication(client, requested);

    public override JsonObject CreateDeviceResponse(string deviceCode, string userCode)
    {
        var answer = base.CreateDeviceResponse(deviceCode, userCode);
        answer.Remove("verification_uri_complete");
        answer["message"] =
            $"To sign in, use a web browser to open the page {(string?)answer["verification_uri"]} "
            + $"and enter the code {userCode} to authenticate.";
        return answer;
    }

    public override bool IsForMail(AccessTokenClaims claims) =>
        claims.Audience == EntraScopes.Application || (claims.UserId is not null && claims.Audience == EntraScopes.Delegated);

    public override bool AllowsProtocol(AccessTokenClaims claims, MailProtocol protocol) => claims.UserId is null
        ? claims.Roles.Contains(EntraScopes.Role(protocol))
        : claims.Scopes.Contains(EntraScopes.Permission(protocol));

    public override JsonObject Write(AccessTokenClaims claims, TestUser? user)
    {
        var payload = WriteCommon(claims);
        payload["uti"] = claims.Id;
        payload["ver"] = "1.0";
        payload["tid"] = Options.TenantId;
        payload["appid"] = claims.ClientId;
        payload["oid"] = claims.UserId ?? claims.ClientId;
        payload["sub"] = claims.UserId ?? claims.ClientId;
        if (user is null)
        {
            payload["idtyp"] = "app";
            payload["roles"] = new JsonArray([.. claims.Roles.Select(role => (JsonNode)role)]);
        }
        else
        {
            payload["scp"] = string.Join(' ', claims.Scopes);
            payload["upn"] = user.SignInName;
            payload["unique_name"] = user.SignInName;
        }

        return payload;
    }

    public override bool TryRead(JsonWebToken token, [NotNullWhen(true)] out AccessTokenClaims? claims) =>
        TryReadCommon(token, "appid", "scp", Jwt.Text(token, "oid"), out claims);

    public override (int Status, JsonObject Body) Format(OAuthErrorResponse error, DateTimeOffset now)
    {
        if (error.EntraCode == 0)
        {
            return (error.Status, new JsonObject { ["error"] = error.Error, ["error_description"] = error.Description });
        }

        var known = EntraError.For(error.EntraCode);
        var (trace, correlation) = (Guid.NewGuid().ToString(), Guid.NewGuid().ToString());
        var time = now.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var body = new JsonObject
        {
            ["error"] = known.Error,
            ["error_description"] =
                $"AADSTS{error.EntraCode}: {known.Text} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {time}",
            ["error_codes"] = new JsonArray(error.EntraCode),
            ["timestamp"] = time,
            ["trace_id"] = trace,
            ["correlation_id"] = correlation,
            ["error_uri"] = $"https://login.microsoftonline.com/error?code={error.EntraCode}",
        };
        if (known.SubError is not null) body["suberror"] = known.SubError;
        if (error.Claims is not null) body["claims"] = error.Claims;
        return (known.Status, body);
    }

    private static string? Suffix(ServerEndpoint endpoint) => endpoint switch
    {
        ServerEndpoint.Authorization => "/oauth2/v2.0/authorize",
        ServerEndpoint.Token => "/oauth2/v2.0/token",
        ServerEndpoint.DeviceAuthorization => "/oauth2/v2.0/devicecode",
        ServerEndpoint.Discovery => "/v2.0/.well-known/openid-configuration",
        ServerEndpoint.Jwks => "/discovery/v2.0/keys",
        _ => null,
    };

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
