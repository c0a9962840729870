using System.Globalization;
using System.Text.Json.Nodes;
using OAuthMail.Testing.Authorization.Dialects;
using OAuthMail.Testing.Authorization.Grants;
using OAuthMail.Testing.Authorization.Requests;

namespace OAuthMail.Testing.Authorization.Http;

/// <summary>
/// Implements the endpoints of the Entra dialect that are not part of OAuth: user realms and managed identities.
/// </summary>
internal sealed class EntraEndpoints(ServerState state)
{
    /// <summary>Returns the identity provider that holds the password of a user.</summary>
    public EndpointResponse UserRealm(EndpointRequest request)
    {
        var name = Uri.UnescapeDataString(request.Log.Path[EntraDialect.UserRealms.Length..]);
        var user = state.Users.Find(name);
        var answer = new JsonObject
        {
            ["ver"] = "1.0",
            ["account_type"] = user is null ? "Unknown" : user.FederatedTo is null ? "Managed" : "Federated",
            ["domain_name"] = name[(name.IndexOf('@', StringComparison.Ordinal) + 1)..],
            ["cloud_instance_name"] = "microsoftonline.com",
            ["cloud_audience_urn"] = "urn:federation:MicrosoftOnline",
        };
        if (user?.FederatedTo is { } federation)
        {
            answer["federation_protocol"] = "WSTrust";
            answer["federation_metadata_url"] = new Uri(federation, "/adfs/services/trust/mex").AbsoluteUri;
            answer["federation_active_auth_url"] = new Uri(federation, "/adfs/services/trust/2005/usernamemixed").AbsoluteUri;
        }

        return EndpointResponse.Of(answer);
    }

    /// <summary>Issues a token as the identity endpoint of Azure App Service does, version 2019-08-01.</summary>
    public EndpointResponse ManagedIdentity(EndpointRequest request)
    {
        if (request.IdentityHeader != state.ManagedIdentityHeader) return Reject(401, "The header X-IDENTITY-HEADER is missing or wrong.");
        var id = request.Optional("client_id");
        if (state.FindManagedIdentity(id) is not { } identity)
            return Reject(400, $"No managed identity found for the specified ClientId: {id}.");
        if (request.Optional("resource") is not { } resource) return Reject(400, "The parameter 'resource' is missing.");
        request.Log.ClientId = identity.ClientId;
        ScopeSet scopes;
        try
        {
            scopes = state.Dialect.ForApplication(identity, [resource + "/.default"]);
        }
        catch (OAuthErrorException error)
        {
            return Reject(400, error.Response.Description);
        }

        var lifetime = state.Options.AccessTokenLifetime;
        return EndpointResponse.Of(new JsonObject
        {
            ["access_token"] = state.AccessTokens.Issue(identity, null, scopes, null, lifetime, state.Dialect.TokenFormat),
            ["expires_on"] = (state.Time.GetUtcNow() + lifetime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            ["resource"] = resource,
            ["token_type"] = "Bearer",
            ["client_id"] = identity.ClientId,
        });
    }

    private static EndpointResponse Reject(int status, string message) =>
        EndpointResponse.Of(new JsonObject { ["statusCode"] = status, ["message"] = message }, status);
}
