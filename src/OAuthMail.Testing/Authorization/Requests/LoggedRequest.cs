namespace OAuthMail.Testing;

/// <summary>Represents a request that the server received, and its result.</summary>
public sealed class LoggedRequest
{
    internal LoggedRequest(ServerEndpoint endpoint, string path, DateTimeOffset time)
    {
        Endpoint = endpoint;
        Path = path;
        Time = time;
    }

    /// <summary>Gets the endpoint.</summary>
    public ServerEndpoint Endpoint { get; }

    /// <summary>Gets the path, without the query.</summary>
    public string Path { get; }

    /// <summary>Gets the time at which the request was received, by the clock of the server.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>Gets the parameters, without secrets, assertions, codes and tokens.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; internal set; } = new Dictionary<string, string>();

    /// <summary>Gets the grant type of a token request, or <see langword="null"/> for other requests.</summary>
    public string? GrantType { get; internal set; }

    /// <summary>Gets the client ID, or <see langword="null"/> if the request has none.</summary>
    public string? ClientId { get; internal set; }

    /// <summary>Gets how the client authenticated.</summary>
    public ClientAuthentication ClientAuthentication { get; internal set; }

    /// <summary>Gets the requested scopes, or <see langword="null"/> if the request has none.</summary>
    public string? Scope { get; internal set; }

    /// <summary>
    /// Gets the refresh token of the request, for comparison in a test, or <see langword="null"/> if the request has
    /// none.
    /// </summary>
    public string? RefreshToken { get; internal set; }

    /// <summary>Gets the HTTP status of the response, or zero if no response was sent.</summary>
    public int Status { get; internal set; }

    /// <summary>Gets the OAuth error of the response, or <see langword="null"/> if there was no error.</summary>
    public string? Error { get; internal set; }

    /// <summary>Gets a value that indicates whether a response without an error was sent.</summary>
    public bool Succeeded => Status is >= 200 and < 400 && Error is null;

    /// <summary>Returns the request and its result in one line, without secrets.</summary>
    /// <returns>The line.</returns>
    public override string ToString() =>
        $"{Endpoint} {GrantType} {ClientId} -> {Status} {Error}".Replace("  ", " ", StringComparison.Ordinal).TrimEnd();
}
