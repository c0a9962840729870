using System.Globalization;
using System.Text.Json.Nodes;
using OAuthMail.Testing.Authorization.Dialects;
using OAuthMail.Testing.Authorization.Http;

namespace OAuthMail.Testing;

/// <summary>Something that goes wrong with one answer. Faults that hold or change an answer can be chained.</summary>
public sealed class ServerFault
{
    private ServerFault()
    {
    }

    internal FaultGate? Gate { get; private init; }

    internal TimeSpan Delay { get; private init; }

    /// <summary>Where the connection is cut.</summary>
    internal ConnectionCut Cut { get; private init; }

    /// <summary>Answers in the place of the endpoint, which never sees the request.</summary>
    internal Func<Dialect, DateTimeOffset, EndpointResponse>? Replacement { get; private init; }

    /// <summary>Changes the endpoint's answer.</summary>
    internal Action<EndpointResponse>? Change { get; private init; }

    /// <summary>Answers with a status and no more, without looking at the request.</summary>
    /// <param name="status">The status, such as 408, 429 or 503.</param>
    /// <param name="retryAfter">What <c>Retry-After</c> says, in whole seconds; no such header if nothing is given.</param>
    /// <returns>The fault.</returns>
    public static ServerFault Status(int status, TimeSpan? retryAfter = null) =>
        Reject(status, retryAfter is { } wait ? ((long)wait.TotalSeconds).ToString(CultureInfo.InvariantCulture) : null);

    /// <summary>Answers with a status and a date to come back at, RFC 9110 section 10.2.3.</summary>
    /// <param name="status">The status, such as 429 or 503.</param>
    /// <param name="retryAt">What <c>Retry-After</c> says.</param>
    /// <returns>The fault.</returns>
    public static ServerFault Status(int status, DateTimeOffset retryAt) =>
        Reject(status, retryAt.UtcDateTime.ToString("R", CultureInfo.InvariantCulture));

    /// <summary>
    /// Refuses with an OAuth error, such as <c>slow_down</c>, without looking at the request. At the authorization endpoint the error
    /// goes to the redirect URI.
    /// </summary>
    /// <param name="error">The error code, RFC 6749 section 5.2.</param>
    /// <param name="description">The text that goes with it.</param>
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

    /// <summary>Refuses as Microsoft Entra ID does, whatever the dialect: <c>error_codes</c>, <c>suberror</c>, trace and correlation.</summary>
    /// <param name="code">The number after <c>AADSTS</c>.</param>
    /// <param name="claims">The claims challenge that goes with it, as JSON.</param>
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

    /// <summary>Answers with a web page, as proxies and captive portals do, without looking at the request.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <returns>The fault.</returns>
    public static ServerFault Html(int status = 200) =>
        new() { Replacement = (_, _) => EndpointResponse.Page("<!DOCTYPE html><html><head><title>Sign in to the network</title></head><body><p>Please sign in.</p></body></html>", status) };

    /// <summary>Sends the client elsewhere, without looking at the request.</summary>
    /// <param name="location">Where to.</param>
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

    /// <summary>Cuts the connection.</summary>
    /// <param name="cut">When: before the request is looked at, after it has taken effect, or in the middle of the answer.</param>
    /// <returns>The fault.</returns>
    public static ServerFault CutConnection(ConnectionCut cut = ConnectionCut.BeforeHandling) => new() { Cut = cut };

    /// <summary>Answers with JSON that ends in the middle.</summary>
    /// <returns>The fault.</returns>
    public static ServerFault TruncatedJson() => Changing(answer =>
    {
        var text = answer.Json?.ToJsonString() ?? "{}";
        answer.Json = null;
        answer.Text = text[..(text.Length / 2)];
    });

    /// <summary>Answers with JSON that is far too long.</summary>
    /// <param name="length">How many characters are added.</param>
    /// <returns>The fault.</returns>
    public static ServerFault Oversized(int length = 4 * 1024 * 1024) =>
        Changing(answer => (answer.Json ??= [])["padding"] = new string('x', length));

    /// <summary>Sets a member of the answer, such as <c>token_type</c> to <c>"mac"</c> or <c>expires_in</c> to <c>"3600"</c>.</summary>
    /// <param name="name">The member.</param>
    /// <param name="json">Its value as JSON, so that a string has its quotes.</param>
    /// <returns>The fault.</returns>
    public static ServerFault Member(string name, string json)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var value = JsonNode.Parse(json);
        return Changing(answer => (answer.Json ??= [])[name] = value?.DeepClone());
    }

    /// <summary>Leaves a member out of the answer, such as <c>expires_in</c> or <c>interval</c>.</summary>
    /// <param name="name">The member.</param>
    /// <returns>The fault.</returns>
    public static ServerFault WithoutMember(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Changing(answer => answer.Json?.Remove(name));
    }

    /// <summary>Sets a parameter of the authorization response, such as <c>state</c> or <c>iss</c>; leaves it out if the value is null.</summary>
    /// <param name="name">The parameter.</param>
    /// <param name="value">Its value.</param>
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

    /// <summary>Holds the request at a gate before it is looked at.</summary>
    /// <param name="gate">The gate; the test opens it.</param>
    /// <returns>The fault.</returns>
    public static ServerFault Hold(FaultGate gate) => new ServerFault().HeldBy(gate);

    /// <summary>Waits before the request is looked at, by the server's clock.</summary>
    /// <param name="delay">How long.</param>
    /// <returns>The fault.</returns>
    public static ServerFault Wait(TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        return new ServerFault { Delay = delay };
    }

    /// <summary>This fault, once a gate has been opened.</summary>
    /// <param name="gate">The gate.</param>
    /// <returns>Both in one.</returns>
    public ServerFault HeldBy(FaultGate gate)
    {
        ArgumentNullException.ThrowIfNull(gate);
        return new ServerFault { Gate = gate, Delay = Delay, Cut = Cut, Replacement = Replacement, Change = Change };
    }

    /// <summary>This fault and another one: both changes, the other's replacement, delay and cut where it has them.</summary>
    /// <param name="other">The other fault.</param>
    /// <returns>Both in one.</returns>
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
