using System.Globalization;
using System.Text.Json.Nodes;
using OAuthMail.Testing.Authorization.Dialects;
using OAuthMail.Testing.Authorization.Requests;

namespace OAuthMail.Testing;

/// <summary>
/// Represents a fault in one response. Faults that hold a request or change a response can be combined.
/// </summary>
public sealed class ServerFault
{
    private ServerFault()
    {
    }

    internal FaultGate? Gate { get; private init; }

    internal TimeSpan Delay { get; private init; }

    /// <summary>Gets when the connection is aborted.</summary>
    internal ConnectionCut Cut { get; private init; }

    /// <summary>Gets a function that creates the response. The endpoint does not handle the request.</summary>
    internal Func<Dialect, DateTimeOffset, EndpointResponse>? Replacement { get; private init; }

    /// <summary>Gets an action that changes the response of the endpoint.</summary>
    internal Action<EndpointResponse>? Change { get; private init; }

    /// <summary>Responds with an HTTP status and an empty body, without handling the request.</summary>
    /// <param name="status">The status, such as 408, 429 or 503.</param>
    /// <param name="retryAfter">
    /// The value of <c>Retry-After</c> in whole seconds, or <see langword="null"/> to omit the header.
    /// </param>
    /// <returns>The fault.</returns>
    public static ServerFault Status(int status, TimeSpan? retryAfter = null) =>
        Reject(status, retryAfter is { } wait ? ((long)wait.TotalSeconds).ToString(CultureInfo.InvariantCulture) : null);

    /// <summary>
    /// Responds with an HTTP status and a date in <c>Retry-After</c> (RFC 9110 section 10.2.3), without handling the
    /// request.
    /// </summary>
    /// <param name="status">The status, such as 429 or 503.</param>
    /// <param name="retryAt">The value of <c>Retry-After</c>.</param>
    /// <returns>The fault.</returns>
    public static ServerFault Status(int status, DateTimeOffset retryAt) =>
        Reject(status, retryAt.UtcDateTime.ToString("R", CultureInfo.InvariantCulture));

    /// <summary>
    /// Responds with an OAuth error, such as <c>slow_down</c>, without handling the request. The authorization endpoint
    /// sends the error to the redirect URI.
    /// </summary>
    /// <param name="error">The error code (RFC 6749 section 5.2).</param>
    /// <param name="description">The error description.</param>
    /// <param name="status">The HTTP status.</param>
    /// <returns>The fault.</returns>
    public static ServerFault Error(string error, string? description = null, int status = 400)
    {
        ArgumentException.ThrowIfNullOrEmpty(error);
        return new ServerFault
        {
            Replacement = (_, _) =>
            {
                var json = new JsonObject { ["error"] = error };
                if (description is not null) json["error_description"] = description;
                return EndpointResponse.Of(json, status);
            },
        };
    }

    /// <summary>
    /// Responds with an error in the format of Microsoft Entra ID, in any dialect: <c>error_codes</c>, <c>suberror</c>,
    /// trace ID and correlation ID.
    /// </summary>
    /// <param name="code">The number after <c>AADSTS</c>.</param>
    /// <param name="claims">The claims challenge, as JSON.</param>
    /// <returns>The fault.</returns>
    public static ServerFault Entra(int code, string? claims = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(code);
        return new ServerFault
        {
            Replacement = (dialect, now) =>
            {
                var error = new OAuthErrorResponse("invalid_grant", "") { EntraCode = code, Claims = claims };
                var (status, body) = new EntraDialect(dialect.Options, dialect.Origin).Format(error, now);
                return EndpointResponse.Of(body, status);
            },
        };
    }

    /// <summary>Responds with a web page, as proxies and captive portals do, without handling the request.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <returns>The fault.</returns>
    public static ServerFault Html(int status = 200) => new()
    {
        Replacement = (_, _) => EndpointResponse.Page(
            "<!DOCTYPE html><html><head><title>Sign in to the network</title></head><body><p>Please sign in.</p></body></html>", status),
    };

    /// <summary>Responds with a redirect, without handling the request.</summary>
    /// <param name="location">The target.</param>
    /// <param name="status">302, 303, 307 or 308.</param>
    /// <returns>The fault.</returns>
    public static ServerFault Redirect(Uri location, int status = 302)
    {
        ArgumentNullException.ThrowIfNull(location);
        return new ServerFault
        {
            Replacement = (_, _) =>
            {
                var answer = new EndpointResponse { Status = status };
                answer.Headers["Location"] = location.AbsoluteUri;
                return answer;
            },
        };
    }

    /// <summary>Aborts the connection.</summary>
    /// <param name="cut">
    /// When the connection is aborted: before the request is handled, after it was handled, or within the response.
    /// </param>
    /// <returns>The fault.</returns>
    public static ServerFault CutConnection(ConnectionCut cut = ConnectionCut.BeforeHandling) => new() { Cut = cut };

    /// <summary>Responds with JSON that is truncated in the middle.</summary>
    /// <returns>The fault.</returns>
    public static ServerFault TruncatedJson() => Changing(answer =>
    {
        var text = answer.Json?.ToJsonString() ?? "{}";
        answer.Json = null;
        answer.Text = text[..(text.Length / 2)];
    });

    /// <summary>Responds with JSON that is too large.</summary>
    /// <param name="length">The number of characters that are added.</param>
    /// <returns>The fault.</returns>
    public static ServerFault Oversized(int length = 4 * 1024 * 1024) =>
        Changing(answer => (answer.Json ??= [])["padding"] = new string('x', length));

    /// <summary>
    /// Sets a member of the response, such as <c>token_type</c> to <c>"mac"</c> or <c>expires_in</c> to <c>"3600"</c>.
    /// </summary>
    /// <param name="name">The name of the member.</param>
    /// <param name="json">The value as JSON. A string includes its quotation marks.</param>
    /// <returns>The fault.</returns>
    public static ServerFault Member(string name, string json)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var value = JsonNode.Parse(json);
        return Changing(answer => (answer.Json ??= [])[name] = value?.DeepClone());
    }

    /// <summary>Removes a member from the response, such as <c>expires_in</c> or <c>interval</c>.</summary>
    /// <param name="name">The name of the member.</param>
    /// <returns>The fault.</returns>
    public static ServerFault WithoutMember(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Changing(answer => answer.Json?.Remove(name));
    }

    /// <summary>Sets a parameter of the authorization response, such as <c>state</c> or <c>iss</c>.</summary>
    /// <param name="name">The name of the parameter.</param>
    /// <param name="value">The value, or <see langword="null"/> to remove the parameter.</param>
    /// <returns>The fault.</returns>
    public static ServerFault RedirectParameter(string name, string? value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Changing(answer =>
        {
            if (value is null) answer.RedirectParameters?.Remove(name);
            else if (answer.RedirectParameters is { } parameters) parameters[name] = value;
        });
    }

    /// <summary>Holds the request at a gate before it is handled.</summary>
    /// <param name="gate">The gate. The test opens it.</param>
    /// <returns>The fault.</returns>
    public static ServerFault Hold(FaultGate gate) => new ServerFault().HeldBy(gate);

    /// <summary>Delays the request before it is handled, by the clock of the server.</summary>
    /// <param name="delay">The delay.</param>
    /// <returns>The fault.</returns>
    public static ServerFault Wait(TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        return new ServerFault { Delay = delay };
    }

    /// <summary>Creates a copy of this fault that first holds the request at a gate.</summary>
    /// <param name="gate">The gate.</param>
    /// <returns>The combined fault.</returns>
    public ServerFault HeldBy(FaultGate gate)
    {
        ArgumentNullException.ThrowIfNull(gate);
        return new ServerFault { Gate = gate, Delay = Delay, Cut = Cut, Replacement = Replacement, Change = Change };
    }

    /// <summary>
    /// Combines this fault with another one. Both changes apply. The replacement, gate and cut of the other fault take
    /// precedence, and the delays are added.
    /// </summary>
    /// <param name="other">The other fault.</param>
    /// <returns>The combined fault.</returns>
    public ServerFault And(ServerFault other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new ServerFault
        {
            Gate = other.Gate ?? Gate,
            Delay = Delay + other.Delay,
            Cut = other.Cut == ConnectionCut.None ? Cut : other.Cut,
            Replacement = other.Replacement ?? Replacement,
            Change = Change + other.Change,
        };
    }

    private static ServerFault Changing(Action<EndpointResponse> change) => new() { Change = change };

    private static ServerFault Reject(int status, string? retryAfter) => new()
    {
        Replacement = (_, _) =>
        {
            var answer = new EndpointResponse { Status = status, ContentType = "text/plain" };
            if (retryAfter is not null) answer.Headers["Retry-After"] = retryAfter;
            return answer;
        },
    };
}
