namespace OAuthMail;

/// <summary>
/// How requests reach an authorization server. A client that follows redirects would carry a secret or a refresh token to
/// wherever an answer points, so a client from outside has to be declared not to, by the name of the method that takes it.
/// </summary>
public sealed class OAuthHttp : IDisposable
{
    private readonly Func<HttpClient> _client;
    private readonly HttpClient? _owned;

    private OAuthHttp(Func<HttpClient> client, HttpClient? owned)
    {
        _client = client;
        _owned = owned;
    }

    /// <summary>Makes a client of its own that follows no redirects, keeps no cookies, and uses the system's proxy and trust.</summary>
    /// <returns>An instance to be disposed with the program.</returns>
    public static OAuthHttp Create()
    {
#if NET
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            // Connections are renewed now and then, so that a changed DNS answer is seen.
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            ConnectTimeout = TimeSpan.FromSeconds(20),
        };
#else
        var handler = new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false };
#endif
        var client = new HttpClient(handler, disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
        return new OAuthHttp(() => client, client);
    }

    /// <summary>
    /// Uses a client whose handler follows no redirects (<c>AllowAutoRedirect = false</c>). The client stays the caller's.
    /// </summary>
    /// <param name="client">The client.</param>
    /// <returns>An instance that does not dispose the client.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="client"/> is null.</exception>
    public static OAuthHttp FromClientWithoutRedirects(HttpClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        return new OAuthHttp(() => client, null);
    }

    /// <summary>
    /// Uses a factory, such as <c>IHttpClientFactory</c>, whose clients' handlers follow no redirects (<c>AllowAutoRedirect =
    /// false</c>).
    /// </summary>
    /// <param name="createClient">Called for every request.</param>
    /// <returns>An instance that disposes none of the clients.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="createClient"/> is null.</exception>
    public static OAuthHttp FromFactoryWithoutRedirects(Func<HttpClient> createClient)
    {
        ArgumentNullException.ThrowIfNull(createClient);
        return new OAuthHttp(createClient, null);
    }

    /// <inheritdoc />
    public void Dispose() => _owned?.Dispose();

    internal HttpClient Client => _client();
}
