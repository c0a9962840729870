using Microsoft.AspNetCore.Http;
using OAuthMail.Testing.Authorization.Dialects;

namespace OAuthMail.Testing.Authorization.Http;

/// <summary>Specifies the HTTP methods of each endpoint.</summary>
internal sealed class EndpointMethods(Dialect dialect)
{
    private const string Post = "POST";
    private const string Get = "GET, HEAD";
    private const string Both = "GET, HEAD, POST";

    /// <summary>Returns the methods of an endpoint in the form of the Allow header.</summary>
    public string Of(ServerEndpoint endpoint) => endpoint switch
    {
        ServerEndpoint.Token or ServerEndpoint.DeviceAuthorization => Post,

        // Google's libraries revoke with the token in the query, with POST or GET.
        ServerEndpoint.Revocation => dialect is GoogleDialect ? Both : Post,
        ServerEndpoint.Authorization or ServerEndpoint.DeviceVerification or ServerEndpoint.TokenInfo => Both,
        _ => Get,
    };

    /// <summary>Returns whether a POST request may have its parameters in the query instead of a form, as at Google.</summary>
    public bool TakesQuery(ServerEndpoint endpoint) =>
        dialect is GoogleDialect && endpoint is ServerEndpoint.Revocation or ServerEndpoint.TokenInfo;

    public bool Allows(ServerEndpoint endpoint, string method) =>
        HttpMethods.IsPost(method) ? Of(endpoint) != Get
            : Of(endpoint) != Post && (HttpMethods.IsGet(method) || HttpMethods.IsHead(method));
}
