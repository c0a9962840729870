using System.Globalization;
using System.Text.Json.Nodes;
using OAuthMail.Testing.Authorization.Dialects;
using OAuthMail.Testing.Authorization.Grants;
using OAuthMail.Testing.Authorization.Requests;

namespace OAuthMail.Testing.Authorization.Http;

/// <summary>Implements the endpoints that authenticate clients: token, device authorization and revocation.</summary>
internal sealed class TokenEndpoint(ServerState state)
{
    private readonly ClientAuthenticator _authenticator = new(state);
    private readonly TokenGrants _grants = new(state);

    /// <summary>Implements RFC 6749 section 3.2.</summary>
    public EndpointResponse Token(EndpointRequest request)
    {
        var grantType = request.Optional("grant_type") ?? throw OAuthErrors.Parameter("grant_type", "missing").ToException();
        state.Dialect.CheckTenant(request.Tenant, grantType);

        // The assertion of this grant identifies and authenticates its client, except that of Microsoft's on-behalf-of
        // grant, which belongs to a user.
        var onBehalfOf = state.Dialect is EntraDialect && request.Optional("requested_token_use") == "on_behalf_of";
        var client = grantType == TokenGrants.JwtBearer && !onBehalfOf ? null : Authenticate(request);
        if (client is null) request.Log.ClientId = ClientAssertions.ClaimedIssuer(request.Optional("assertion") ?? "");
        return EndpointResponse.Of(_grants.Answer(grantType, new GrantRequest(client, request.Parameters, Audiences(request))));
    }

    /// <summary>Implements RFC 8628 section 3.1.</summary>
    public EndpointResponse DeviceAuthorization(EndpointRequest request)
    {
        state.Dialect.CheckTenant(request.Tenant, null);
        var client = Authenticate(request);
        var scopes = state.Dialect.Expand(new GrantRequest(client, request.Parameters, []).Scopes);
        TokenResponses.CheckAllowed(client, scopes);
        state.Dialect.CheckDeviceScopes(scopes);
        var (deviceCode, userCode) = state.Devices.Issue(client, scopes);
        return EndpointResponse.Of(state.Dialect.CreateDeviceResponse(deviceCode, userCode));
    }

    /// <summary>
    /// Implements RFC 7009. An unknown token is not an error, and the token of another client is not revoked.
    /// </summary>
    public EndpointResponse Revocation(EndpointRequest request)
    {
        var token = request.Optional("token") ?? throw OAuthErrors.Parameter("token", "missing").ToException();

        // Google does not authenticate the client. Possession of the token is sufficient.
        var client = state.Dialect is GoogleDialect ? null : Authenticate(request);
        if (state.RefreshTokens.Find(token) is { } grant)
        {
            if (client is null || grant.Client == client) grant.Revoke();
        }
        else if (state.AccessTokens.Find(token) is { } found && (client is null || found.ClientId == client.ClientId))
        {
            found.Revoke();
            if (client is null) found.Grant?.Revoke();
        }

        return new EndpointResponse { ContentType = "text/plain" };
    }

    /// <summary>Describes a token as Google's endpoint does. The token is a parameter or in the Authorization header.</summary>
    public EndpointResponse TokenInfo(EndpointRequest request)
    {
        const string Scheme = "Bearer ";
        var token = request.Optional("access_token")
            ?? (request.Authorization?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) == true
                ? request.Authorization[Scheme.Length..] : null)
            ?? throw OAuthErrors.Parameter("access_token", "missing").ToException();
        if (state.AccessTokens.FindOpaque(token) is not { } claims || state.AccessTokens.IsRevoked(claims.Id)
            || claims.Expires <= state.Time.GetUtcNow())
            throw OAuthErrors.TokenUnknown.ToException();
        var answer = new JsonObject
        {
            ["azp"] = claims.ClientId,
            ["aud"] = claims.ClientId,
            ["sub"] = claims.UserId,
            ["scope"] = string.Join(' ', claims.Scopes),
            ["exp"] = claims.Expires.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            ["expires_in"] = ((long)(claims.Expires - state.Time.GetUtcNow()).TotalSeconds).ToString(CultureInfo.InvariantCulture),
            ["access_type"] = "offline",
        };
        if (claims.UserId is { } id && state.Users.FindById(id) is { } user)
            (answer["email"], answer["email_verified"]) = (user.Address, "true");
        return EndpointResponse.Of(answer);
    }

    private TestClient Authenticate(EndpointRequest request) => _authenticator.Authenticate(
        request.Authorization, request.Parameters, Audiences(request), (id, method) =>
        {
            request.Log.ClientId = id;
            request.Log.ClientAuthentication = method;
        });

    /// <summary>
    /// Returns the valid audiences of an assertion: the token endpoint, the address of the request, and the issuer.
    /// </summary>
    private string[] Audiences(EndpointRequest request) =>
        [
            state.Dialect.UriOf(ServerEndpoint.Token), state.Dialect.Origin + request.Log.Path, state.Dialect.Issuer,
            .. state.Dialect.AssertionAudiences,
        ];
}
