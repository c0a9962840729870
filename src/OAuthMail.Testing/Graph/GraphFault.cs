namespace OAuthMail.Testing;

/// <summary>Represents a fault of the Graph test server: an error, a cut connection, another response, or a delay.</summary>
public sealed class GraphFault
{
    private GraphFault()
    {
    }

    internal int? Status { get; private init; }

    internal string Code { get; private init; } = "";

    internal string Message { get; private init; } = "";

    internal string? Body { get; private init; }

    internal string? RetryAfter { get; private init; }

    internal string? Challenge { get; private init; }

    internal string? Location { get; private init; }

    internal bool Cuts { get; private init; }

    internal bool Handles { get; private init; }

    internal MailGate? Gate { get; private init; }

    /// <summary>Creates a fault that returns an error instead of handling the request.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="code">The code, such as <c>ErrorAccessDenied</c>.</param>
    /// <param name="message">The message.</param>
    /// <param name="retryAfter">The header Retry-After, or <see langword="null"/> for none.</param>
    /// <returns>The fault.</returns>
    public static GraphFault Error(int status, string code, string message = "", string? retryAfter = null) =>
        new() { Status = status, Code = code, Message = message, RetryAfter = retryAfter };

    /// <summary>Creates a fault that handles the request and then returns an error, as a gateway does that gave up waiting.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="code">The code.</param>
    /// <returns>The fault.</returns>
    public static GraphFault ErrorAfterHandling(int status, string code) => new() { Status = status, Code = code, Handles = true };

    /// <summary>Creates a fault that returns another response, such as an empty one or a page of a proxy.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="body">The body.</param>
    /// <returns>The fault.</returns>
    public static GraphFault Response(int status, string body = "")
    {
        ArgumentNullException.ThrowIfNull(body);
        return new GraphFault { Status = status, Body = body };
    }

    /// <summary>Creates a fault that redirects to another address.</summary>
    /// <param name="location">The address.</param>
    /// <returns>The fault.</returns>
    public static GraphFault Redirect(Uri location)
    {
        ArgumentNullException.ThrowIfNull(location);
        return new GraphFault { Status = 307, Body = "", Location = location.AbsoluteUri };
    }

    /// <summary>Creates a fault that requires further claims (continuous access evaluation).</summary>
    /// <param name="claims">The claims in base64.</param>
    /// <returns>The fault.</returns>
    public static GraphFault RequireClaims(string claims) => new()
    {
        Status = 401, Code = "InvalidAuthenticationToken", Message = "Continuous access evaluation resulted in challenge.",
        Challenge = $"Bearer realm=\"\", error=\"insufficient_claims\", claims=\"{claims}\"",
    };

    /// <summary>Creates a fault that closes the connection before the request is handled.</summary>
    /// <returns>The fault.</returns>
    public static GraphFault Cut() => new() { Cuts = true };

    /// <summary>Creates a fault that handles the request and closes the connection before the response.</summary>
    /// <returns>The fault.</returns>
    public static GraphFault CutAfterHandling() => new() { Cuts = true, Handles = true };

    /// <summary>Creates a fault that waits at a gate and then continues normally.</summary>
    /// <param name="gate">The gate. The test opens it.</param>
    /// <returns>The fault.</returns>
    public static GraphFault Hold(MailGate gate)
    {
        ArgumentNullException.ThrowIfNull(gate);
        return new GraphFault { Gate = gate };
    }
}
