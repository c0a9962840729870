namespace OAuthMail.Testing;

/// <summary>Every request that came to the server, in the order in which they came.</summary>
public sealed class RequestLog
{
    private readonly Lock _gate = new();
    private readonly List<LoggedRequest> _requests = [];

    internal RequestLog()
    {
    }

    /// <summary>All of them, as they stand now.</summary>
    public IReadOnlyList<LoggedRequest> All
    {
        get
        {
            lock (_gate) return [.. _requests];
        }
    }

    /// <summary>Those to the token endpoint.</summary>
    public IReadOnlyList<LoggedRequest> Token => To(ServerEndpoint.Token);

    /// <summary>The refresh tokens that were presented, in order.</summary>
    public IReadOnlyList<string> RefreshTokens => [.. All.Select(r => r.RefreshToken).OfType<string>()];

    /// <summary>Those to one endpoint.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <returns>The requests.</returns>
    public IReadOnlyList<LoggedRequest> To(ServerEndpoint endpoint) => [.. All.Where(r => r.Endpoint == endpoint)];

    /// <summary>Counts the token requests of one grant type.</summary>
    /// <param name="grantType">The grant type, such as <c>refresh_token</c>.</param>
    /// <returns>How many came, whatever became of them.</returns>
    public int Count(string grantType) => All.Count(r => r.GrantType == grantType);

    /// <summary>Forgets them.</summary>
    public void Clear()
    {
        lock (_gate) _requests.Clear();
    }

    internal void Add(LoggedRequest request)
    {
        lock (_gate) _requests.Add(request);
    }
}
