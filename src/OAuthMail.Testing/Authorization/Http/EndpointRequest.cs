using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using OAuthMail.Testing.Authorization.Dialects;

namespace OAuthMail.Testing.Authorization.Http;

/// <summary>Represents a request with its parameters, each of which occurs once.</summary>
internal sealed class EndpointRequest
{
    private static readonly string[] Secret =
    [
        "client_secret", "client_assertion", "assertion", "code", "code_verifier", "refresh_token", "device_code", "token", "password",
    ];

    private EndpointRequest(
        string method,
        string? tenant,
        string? authorization,
        string? identityHeader,
        IReadOnlyDictionary<string, string> parameters,
        LoggedRequest log)
    {
        Method = method;
        Tenant = tenant;
        Authorization = authorization;
        IdentityHeader = identityHeader;
        Parameters = parameters;
        Log = log;
    }

    public string Method { get; }

    public string? Tenant { get; }

    public string? Authorization { get; }

    /// <summary>Gets the header that authenticates a request for a managed identity.</summary>
    public string? IdentityHeader { get; }

    public IReadOnlyDictionary<string, string> Parameters { get; }

    public LoggedRequest Log { get; }

    public string? Optional(string name) => Parameters.GetValueOrDefault(name);

    /// <summary>Reads a request.</summary>
    /// <exception cref="OAuthErrorException">
    /// The body is not a form, or a parameter is repeated (RFC 6749 section 3.2).
    /// </exception>
    public static async Task<EndpointRequest> ReadAsync(HttpContext context, string? tenant, LoggedRequest log, bool takesQuery)
    {
        var request = context.Request;
        IEnumerable<KeyValuePair<string, StringValues>> pairs = request.Query;
        if (HttpMethods.IsPost(request.Method))
        {
            if (!request.HasFormContentType && !takesQuery) throw OAuthErrors.NotAForm.ToException();
            IEnumerable<KeyValuePair<string, StringValues>> form = request.HasFormContentType
                ? await request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false)
                : [];
            pairs = takesQuery ? pairs.Concat(form) : form;
        }

        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, values) in pairs)
        {
            if (values.Count > 1) throw OAuthErrors.Parameter(name, "repeated").ToException();

            // A parameter without a value is treated as omitted (RFC 6749 section 3.1).
            if (values.ToString() is { Length: > 0 } value) parameters[name] = value;
        }

        Note(log, parameters);
        return new EndpointRequest(
            request.Method,
            tenant,
            request.Headers.Authorization.FirstOrDefault(),
            request.Headers["X-IDENTITY-HEADER"].FirstOrDefault(),
            parameters,
            log);
    }

    private static void Note(LoggedRequest log, Dictionary<string, string> parameters)
    {
        log.Parameters = parameters.Where(p => !Secret.Contains(p.Key)).ToDictionary();
        log.GrantType = parameters.GetValueOrDefault("grant_type");
        log.ClientId = parameters.GetValueOrDefault("client_id");
        log.Scope = parameters.GetValueOrDefault("scope");
        log.RefreshToken = parameters.GetValueOrDefault("refresh_token");
    }
}
