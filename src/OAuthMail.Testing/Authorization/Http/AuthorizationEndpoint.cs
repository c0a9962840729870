using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using OAuthMail.Testing.Authorization.Dialects;
using OAuthMail.Testing.Authorization.Grants;
using OAuthMail.Testing.Authorization.Requests;

namespace OAuthMail.Testing.Authorization.Http;

/// <summary>
/// Implements the authorization endpoint (RFC 6749 section 4.1.1), which responds at once or shows a page.
/// </summary>
internal sealed class AuthorizationEndpoint(ServerState state)
{
    private readonly ConcurrentDictionary<string, Asked> _onPage = new(StringComparer.Ordinal);

    public EndpointResponse Handle(EndpointRequest request)
    {
        if (request.Optional("transaction") is { } transaction && HttpMethods.IsPost(request.Method)) return Decide(transaction, request);

        // Until the redirect URI is known to belong to the client, errors are shown as a page. The URI may be an
        // attacker's.
        var client = state.FindClient(request.Optional("client_id") ?? "");
        if (client is null) return HtmlPages.Error("The application is unknown", "No application is registered with this client_id.");
        if (RedirectUris.Find(client, request.Optional("redirect_uri")) is not { } redirectUri)
            return HtmlPages.Error(
                "The redirect URI is not registered",
                "redirect_uri_mismatch: the request's redirect_uri is not registered for the application.");

        var asked = new Asked(client, redirectUri, request.Parameters);
        try
        {
            asked = asked with { Scopes = Check(asked, request.Tenant) };
            return state.Options.Interactive ? Ask(asked) : Decide(asked);
        }
        catch (OAuthErrorException error)
        {
            return Respond(asked, error.Response);
        }
    }

    /// <summary>Sends an error to the redirect URI of the request (RFC 6749 section 4.1.2.1).</summary>
    public EndpointResponse? Fail(EndpointRequest request, string error, string? description)
    {
        if (state.FindClient(request.Optional("client_id") ?? "") is not { } client) return null;
        if (RedirectUris.Find(client, request.Optional("redirect_uri")) is not { } redirectUri) return null;
        return Respond(new Asked(client, redirectUri, request.Parameters), new OAuthErrorResponse(error, description ?? error));
    }

    private IReadOnlyList<string> Check(Asked asked, string? tenant)
    {
        state.Dialect.CheckTenant(tenant, null);
        if (asked.Parameter("response_type") != "code")
            throw new OAuthErrorException(new("unsupported_response_type", "Only 'code' is supported."));
        if (asked.Parameter("response_mode") is not (null or "query" or "form_post"))
            throw OAuthErrors.Parameter("response_mode", "not supported").ToException();
        var challenge = asked.Parameter("code_challenge");
        if (challenge is null ? asked.Client.IsPublic : asked.Parameter("code_challenge_method") != "S256" || challenge.Length != 43)
            throw OAuthErrors.PkceRequired.ToException();

        var scopes = state.Dialect.Expand((asked.Parameter("scope") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries));
        TokenResponses.CheckAllowed(asked.Client, scopes);
        return scopes;
    }

    private EndpointResponse Decide(Asked asked)
    {
        if (Choose(asked) is not { } user) throw OAuthErrors.LoginRequired.ToException();
        return user.DeniesConsent ? throw OAuthErrors.ConsentDenied.ToException() : Allow(asked, user);
    }

    private EndpointResponse Decide(string transaction, EndpointRequest request)
    {
        if (!_onPage.TryRemove(transaction, out var asked))
            return HtmlPages.Error("The page was already used", "Start again in the application.");
        if (request.Optional("decision") != "allow") return Respond(asked, OAuthErrors.ConsentDenied);
        if (state.Users.Find(request.Optional("user") ?? "") is not { } user) return Respond(asked, OAuthErrors.LoginRequired);
        return Allow(asked, user);
    }

    private EndpointResponse Ask(Asked asked)
    {
        var transaction = RandomText.Token();
        _onPage[transaction] = asked;
        var user = Choose(asked)?.Address ?? asked.Parameter("login_hint");
        return HtmlPages.Consent(state.Dialect.UriOf(ServerEndpoint.Authorization), transaction, asked.Client.ClientId, user, asked.Scopes);
    }

    /// <summary>Chooses the user. At an account picker, the user chooses the account of the login hint.</summary>
    private TestUser? Choose(Asked asked)
    {
        var prompts = (asked.Parameter("prompt") ?? "").Split(' ');
        return state.Users.Choose(asked.Parameter("login_hint"), ignoreSignedIn: prompts.Contains("select_account"));
    }

    private EndpointResponse Allow(Asked asked, TestUser user)
    {
        var code = state.Codes.Issue(new Grant(asked.Client, user, asked.Scopes), asked.Parameters);
        return Respond(asked, new Dictionary<string, string> { ["code"] = code });
    }

    private EndpointResponse Respond(Asked asked, OAuthErrorResponse error)
    {
        var (_, body) = state.Dialect.Format(error, state.Time.GetUtcNow());
        var answer = Respond(asked, new Dictionary<string, string>
        {
            ["error"] = (string)body["error"]!,
            ["error_description"] = (string?)body["error_description"] ?? error.Description,
        });
        answer.Error = (string?)body["error"];
        return answer;
    }

    private EndpointResponse Respond(Asked asked, Dictionary<string, string> parameters)
    {
        if (asked.Parameter("state") is { } value) parameters["state"] = value;
        if (state.Dialect.SendsIssuer) parameters["iss"] = state.Dialect.Issuer;
        return new EndpointResponse
        {
            // After a POST request, only status 303 makes every browser discard the body (RFC 9700 section 4.12).
            Status = StatusCodes.Status303SeeOther,
            RedirectUri = asked.RedirectUri,
            RedirectParameters = parameters,
            FormPost = asked.Parameter("response_mode") == "form_post",
        };
    }

    private sealed record Asked(TestClient Client, string RedirectUri, IReadOnlyDictionary<string, string> Parameters)
    {
        public IReadOnlyList<string> Scopes { get; init; } = [];

        public string? Parameter(string name) => Parameters.GetValueOrDefault(name);
    }
}
