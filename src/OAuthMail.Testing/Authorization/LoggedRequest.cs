namespace OAuthMail.Testing;

/// <summary>A request that came to the server, and how it ended.</summary>
public sealed class LoggedRequest
{
    internal LoggedRequest(ServerEndpoint endpoint, string path, DateTimeOffset time)
    {
        Endpoint = endpoint;
        Path = path;
        Time = time;
    }

    /// <summary>Where it came to.</summary>
    public ServerEndpoint Endpoint { get; }

    /// <summary>The path, without the query.</summary>
    public string Path { get; }

    /// <summary>When it came, by the server's clock.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>Its parameters, without secrets, assertions, codes and tokens.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; internal set; } = new Dictionary<string, string>();

    /// <summary>The grant type of a token request; null for others.</summary>
    public string? GrantType { get; internal set; }

    /// <summary>The client that it named; null if it named none.</summary>
    public string? ClientId { get; internal set; }

    /// <summary>How the client proved who it is.</summary>
    public ClientAuthentication ClientAuthentication { get; internal set; }

    /// <summary>The scopes that it asked for; null if it named none.</summary>
    public string? Scope { get; internal set; }

    /// <summary>The refresh token that it presented, for a test to compare; null if there was none.</summary>
    public string? RefreshToken { get; internal set; }

    /// <summary>The HTTP status of the answer; zero while there is none, and where the connection was cut before it.</summary>
    public int Status { get; internal set; }

    /// <summary>The OAuth error in the answer; null if there was none.</summary>
    public string? Error { get; internal set; }

    /// <summary>Whether it was answered, and without an error.</summary>
    public bool Succeeded => Status is >= 200 and < 400 && Error is null;

    /// <summary>What came and how it ended, without anything secret.</summary>
    /// <returns>A line for a person.</returns>
    public override string ToString() => $"{Endpoint} {GrantType} {ClientId} -> {Status} {Error}".Replace("  ", " ", StringComparison.Ordinal).TrimEnd();
}
