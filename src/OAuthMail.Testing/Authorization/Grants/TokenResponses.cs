using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using OAuthMail.Testing.Authorization.Dialects;
using OAuthMail.Testing.Authorization.Jose;

namespace OAuthMail.Testing.Authorization.Grants;

/// <summary>Creates token responses (RFC 6749 section 5.1).</summary>
internal sealed class TokenResponses(ServerState state)
{
    public static IReadOnlyList<string> Narrow(IReadOnlyList<string> granted, IReadOnlyList<string> requested)
    {
        if (requested.Count == 0) return granted;
        return requested.All(granted.Contains) ? requested : throw OAuthErrors.ScopeNotGranted.ToException();
    }

    public static void CheckAllowed(TestClient client, IReadOnlyList<string> scopes)
    {
        if (client.AllowedScopes.Count > 0 && !scopes.All(client.AllowedScopes.Contains)) throw OAuthErrors.UnknownScope.ToException();
    }

    public JsonObject ForApplication(TestClient client, ScopeSet scopes, TestUser? user = null) => Write(client, user, scopes, null);

    /// <summary>Creates the response for a user.</summary>
    /// <param name="grant">The sign-in.</param>
    /// <param name="scopes">The requested scopes, which the grant covers.</param>
    /// <param name="refreshToken">The refresh token, or <see langword="null"/>.</param>
    /// <param name="request">The token request.</param>
    /// <param name="nonce">The nonce of the authorization request, or <see langword="null"/>.</param>
    public JsonObject ForUser(Grant grant, ScopeSet scopes, string? refreshToken, GrantRequest request, string? nonce)
    {
        var answer = Write(grant.Client, grant.User, scopes, grant);
        if (refreshToken is not null) answer["refresh_token"] = refreshToken;
        if (grant.Scopes.Contains("openid")) answer["id_token"] = IdToken(grant, nonce);
        if (state.Dialect is EntraDialect && request.Optional("client_info") == "1")
        {
            var info = new JsonObject { ["uid"] = grant.User.Id, ["utid"] = state.Options.TenantId };
            answer["client_info"] = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(info.ToJsonString()));
        }

        return answer;
    }

    private JsonObject Write(TestClient client, TestUser? user, ScopeSet scopes, Grant? grant)
    {
        var lifetime = state.Options.AccessTokenLifetime;
        var seconds = (long)lifetime.TotalSeconds;
        var answer = new JsonObject
        {
            ["token_type"] = "Bearer",
            ["expires_in"] = seconds,
            ["access_token"] = state.AccessTokens.Issue(client, user, scopes, grant, lifetime, state.Dialect.TokenFormat),
        };
        if (state.Dialect is EntraDialect) answer["ext_expires_in"] = seconds;
        if (state.Dialect is not EntraDialect || user is not null) answer["scope"] = string.Join(' ', scopes.Granted);
        return answer;
    }

    private string IdToken(Grant grant, string? nonce)
    {
        var now = state.Time.GetUtcNow();
        var payload = new JsonObject
        {
            ["iss"] = state.Dialect.Issuer,
            ["aud"] = grant.Client.ClientId,
            ["sub"] = grant.User.Id,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + state.Options.AccessTokenLifetime).ToUnixTimeSeconds(),
            ["email"] = grant.User.Address,
            ["preferred_username"] = grant.User.SignInName,
        };
        if (state.Dialect is EntraDialect)
        {
            payload["oid"] = grant.User.Id;
            payload["tid"] = state.Options.TenantId;
            payload["ver"] = "2.0";
        }

        if (nonce is not null) payload["nonce"] = nonce;
        return Jwt.Create(payload, state.Keys.Current, "JWT");
    }
}
