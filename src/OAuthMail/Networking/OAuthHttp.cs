#if !NET
using System.Net;
#endif
using OAuthMail.Networking;

namespace OAuthMail;

/// <summary>
/// Provides the HTTP client for requests to authorization servers. The client must not follow redirects: it would send a client
/// secret or a refresh token to the address in the redirect. The names of the methods that accept a client state this requirement.
/// </summary>
public sealed class OAuthHttp : IDisposable
{
    /// <summary>The name of the client in an application with <c>IHttpClientFactory</c>.</summary>
    internal const string ClientName = "OAuthMail";

    private readonly Func<HttpClient> _client;
    private readonly Lazy<HttpClient>? _owned;
    private bool _isDisposed;

    private OAuthHttp(Func<HttpClient> client, Lazy<HttpClient>? owned)
    {
        _client = client;
        _owned = owned;
    }

    /// <summary>Creates a client without redirects and cookies that uses the system's proxy settings and trusted certificates.</summary>
    /// <returns>An instance that owns its client. Dispose it when the program exits.</returns>
    public static OAuthHttp Create()
    {
        // Created when it is first used: a program whose tokens are all stored makes no request, and starts faster without it.
        var client = new Lazy<HttpClient>(
            () => new HttpClient(CreateHandler(), disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan });
        return new OAuthHttp(() => client.Value, client);
    }

    /// <summary>
    /// Uses a client whose handler follows no redirects (<c>AllowAutoRedirect = false</c>). The caller remains its owner.
    /// </summary>
    /// <param name="client">The client.</param>
    /// <returns>An instance that does not dispose the client.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="client"/> is <see langword="null"/>.</exception>
    public static OAuthHttp FromClientWithoutRedirects(HttpClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        return new OAuthHttp(() => client, null);
    }

    /// <summary>
    /// Uses a factory, such as <c>IHttpClientFactory</c>, whose clients' handlers follow no redirects (<c>AllowAutoRedirect =
    /// false</c>).
    /// </summary>
    /// <param name="createClient">The factory. It is called for every request.</param>
    /// <returns>An instance that does not dispose the clients.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="createClient"/> is <see langword="null"/>.</exception>
    public static OAuthHttp FromFactoryWithoutRedirects(Func<HttpClient> createClient)
    {
        ArgumentNullException.ThrowIfNull(createClient);
        return new OAuthHttp(createClient, null);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (_owned is null) return;
        _isDisposed = true;
        if (_owned.IsValueCreated) _owned.Value.Dispose();
    }

    internal HttpClient Client => _isDisposed ? throw new ObjectDisposedException(nameof(OAuthHttp)) : _client();

    /// <summary>Gets the login at a proxy that was rejected.</summary>
    internal RejectedProxyLogin RejectedProxyLogin { get; } = new();

    /// <summary>Gets a value that indicates whether the proxy is that of the system, because the client is not a caller's.</summary>
    internal bool UsesSystemProxy => _owned is not null;

    /// <summary>Returns the proxy for an address, or <see langword="null"/> if there is none or a caller's client chooses it.</summary>
    internal Uri? FindProxy(Uri address)
    {
        if (_owned is null) return null;
#if NET
        var system = HttpClient.DefaultProxy;
#else
        if (WebRequest.DefaultWebProxy is not { } system) return null;
#endif
        return system.IsBypassed(address) || system.GetProxy(address) is not { } proxy || proxy == address ? null : proxy;
    }

    internal static HttpMessageHandler CreateHandler() =>
#if NET
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            // Connections are replaced regularly, so that DNS changes take effect.
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            ConnectTimeout = TimeSpan.FromSeconds(20),
        };
#else
        new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false };
#endif
}
