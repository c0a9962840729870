using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using OAuthMail.Testing.Authorization.Dialects;
using OAuthMail.Testing.Authorization.Grants;
using OAuthMail.Testing.Authorization.Requests;

namespace OAuthMail.Testing.Authorization.Http;

/// <summary>
/// Handles every request: finds the endpoint, logs the request, applies faults, and writes the response.
/// </summary>
internal sealed class RequestPipeline(ServerState state, ServerFaults faults, RequestLog log)
{
    private readonly TokenEndpoint _token = new(state);
    private readonly AuthorizationEndpoint _authorization = new(state);
    private readonly EndpointMethods _methods = new(state.Dialect);
    private readonly DevicePage _device = new(state);
    private readonly EntraEndpoints _identities = new(state);

    public async Task HandleAsync(HttpContext context)
    {
        if (!state.Dialect.TryMatch(context.Request.Path.Value ?? "", out var endpoint, out var tenant))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var entry = new LoggedRequest(endpoint, context.Request.Path.Value!, state.Time.GetUtcNow());
        log.Add(entry);
        var fault = faults[endpoint].Take();

        // The request is read before faults apply, so that the log contains its parameters even if it is held or
        // aborted.
        var (request, error) = await ReadAsync(context, tenant, entry, _methods.TakesQuery(endpoint)).ConfigureAwait(false);
        if (fault?.Gate is { } gate) await gate.PassAsync(context.RequestAborted).ConfigureAwait(false);
        if (fault is { Delay: var delay } && delay > TimeSpan.Zero)
            await Task.Delay(delay, state.Time, context.RequestAborted).ConfigureAwait(false);
        if (fault?.Cut == ConnectionCut.BeforeHandling)
        {
            context.Abort();
            return;
        }

        var answer = fault?.Replacement is { } replacement ? Replace(endpoint, request, replacement)
            : !_methods.Allows(endpoint, context.Request.Method) ? RejectMethod(endpoint)
            : request is null ? Reject(error!)
            : Handle(endpoint, request);
        fault?.Change?.Invoke(answer);
        if (fault?.Cut == ConnectionCut.BeforeAnswer)
        {
            context.Abort();
            return;
        }

        Direct(answer);
        entry.Error = answer.Error;
        entry.Status = answer.Status;
        await WriteAsync(context, answer, cut: fault?.Cut == ConnectionCut.InsideAnswer).ConfigureAwait(false);
    }

    private static async Task<(
        EndpointRequest? Request, OAuthErrorResponse? Error)> ReadAsync(
            HttpContext context, string? tenant, LoggedRequest entry, bool takesQuery)
    {
        try
        {
            return (await EndpointRequest.ReadAsync(context, tenant, entry, takesQuery).ConfigureAwait(false), null);
        }
        catch (OAuthErrorException error)
        {
            return (null, error.Response);
        }
    }

    private EndpointResponse Handle(ServerEndpoint endpoint, EndpointRequest request)
    {
        try
        {
            return Dispatch(endpoint, request);
        }
        catch (OAuthErrorException error)
        {
            return Reject(error.Response, request);
        }
    }

    private EndpointResponse Reject(OAuthErrorResponse error, EndpointRequest? request = null)
    {
        var (status, body) = state.Dialect.Format(error, state.Time.GetUtcNow());
        var answer = EndpointResponse.Of(body, status);

        // RFC 6749 section 5.2 requires the header if the client used the Authorization header. Some clients, such as
        // openid-client, do not read the error of a response with a challenge.
        if (status == StatusCodes.Status401Unauthorized && request?.Authorization is not null)
            answer.Headers["WWW-Authenticate"] = "Basic realm=\"token\"";
        return answer;
    }

    /// <summary>Rejects a request with another method (RFC 9110 section 15.5.6).</summary>
    private EndpointResponse RejectMethod(ServerEndpoint endpoint)
    {
        var answer = Reject(OAuthErrors.WrongMethod);
        answer.Headers["Allow"] = _methods.Of(endpoint);
        return answer;
    }

    private EndpointResponse Replace(
        ServerEndpoint endpoint, EndpointRequest? request, Func<Dialect, DateTimeOffset, EndpointResponse> replacement)
    {
        var answer = replacement(state.Dialect, state.Time.GetUtcNow());
        if (endpoint != ServerEndpoint.Authorization || request is null || answer.Error is not { } error) return answer;
        return _authorization.Fail(request, error, (string?)answer.Json?["error_description"]) ?? answer;
    }

    private EndpointResponse Dispatch(ServerEndpoint endpoint, EndpointRequest request)
    {
        switch (endpoint)
        {
            case ServerEndpoint.Authorization:
                return _authorization.Handle(request);
            case ServerEndpoint.Token:
                return _token.Token(request);
            case ServerEndpoint.DeviceAuthorization:
                return _token.DeviceAuthorization(request);
            case ServerEndpoint.DeviceVerification:
                return _device.Handle(request);
            case ServerEndpoint.Revocation:
                return _token.Revocation(request);
            case ServerEndpoint.Discovery:
                state.Dialect.CheckTenant(request.Tenant, null);
                return EndpointResponse.Of(state.Dialect.Metadata(request.Tenant, state.Keys.Current.Algorithm));
            case ServerEndpoint.TokenInfo:
                return _token.TokenInfo(request);
            case ServerEndpoint.UserRealm:
                return _identities.UserRealm(request);
            case ServerEndpoint.ManagedIdentity:
                return _identities.ManagedIdentity(request);
            default:
                return EndpointResponse.Of(state.Keys.ToJwks());
        }
    }

    /// <summary>Converts an authorization response to a redirect, or to a page that posts it.</summary>
    private static void Direct(EndpointResponse answer)
    {
        if (answer.RedirectUri is not { } uri || answer.RedirectParameters is not { } parameters) return;
        if (answer.FormPost)
        {
            answer.Status = StatusCodes.Status200OK;
            answer.ContentType = "text/html; charset=utf-8";
            answer.Text = HtmlPages.FormPost(uri, parameters);
        }
        else
        {
            answer.Headers["Location"] =
                QueryHelpers.AddQueryString(uri, parameters.Select(p => KeyValuePair.Create(p.Key, (string?)p.Value)));
        }
    }

    private static async Task WriteAsync(HttpContext context, EndpointResponse answer, bool cut)
    {
        var body = answer.Body();
        context.Response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers) context.Response.Headers[name] = value;
        if (body.Length > 0) context.Response.ContentType = answer.ContentType;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body.AsMemory(0, cut ? body.Length / 2 : body.Length), context.RequestAborted)
            .ConfigureAwait(false);
        if (!cut) return;
        await context.Response.Body.FlushAsync(context.RequestAborted).ConfigureAwait(false);
        context.Abort();
    }
}
