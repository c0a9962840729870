namespace OAuthMail.Testing;

/// <summary>Records the requests that the server received, in order.</summary>
public sealed class RequestLog
{
    private readonly Lock _gate = new();
    private readonly List<LoggedRequest> _requests = [];

    internal RequestLog()
    {
    }

    /// <summary>Gets a snapshot of all requests.</summary>
    public IReadOnlyList<LoggedRequest> All
    {
        get
        {
            lock (_gate) return [.. _requests];
        }
    }

    /// <summary>Gets the requests to the token endpoint.</summary>
    public IReadOnlyList<LoggedRequest> Token => To(ServerEndpoint.Token);

    /// <summary>Gets the refresh tokens that clients presented, in order.</summary>
    public IReadOnlyList<string> RefreshTokens => [.. All.Select(r => r.RefreshToken).OfType<string>()];

    /// <summary>Returns the requests to an endpoint.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <returns>The requests.</returns>
    public IReadOnlyList<LoggedRequest> To(ServerEndpoint endpoint) => [.. All.Where(r => r.Endpoint == endpoint)];

    /// <summary>Counts the token requests with a grant type, successful or not.</summary>
    /// <param name="grantType">The grant type, such as <c>refresh_token</c>.</param>
    /// <returns>The number of requests.</returns>
    public int Count(string grantType) => All.Count(r => r.GrantType == grantType);

    /// <summary>Removes all requests.</summary>
    public void Clear()
    {
        lock (_gate) _requests.Clear();
    }

    internal void Add(LoggedRequest request)
    {
        lock (_gate) _requests.Add(request);
    }
}
