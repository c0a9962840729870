using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Identity.Client;
using OAuthMail.Flows;

namespace OAuthMail.Microsoft.Msal;

/// <summary>
/// Provides the HTTP clients for the token requests of a managed identity. The endpoint of Service Fabric has a self-signed certificate
/// that is identified by its thumbprint. Without this factory, MSAL would create a client for it that follows redirects.
/// </summary>
internal sealed class ManagedIdentityHttpFactory(OAuthHttp http, FlowOptions options) : IMsalSFHttpClientFactory, IDisposable
{
    private readonly MsalHttpHandler _handler = Create(http, options);
    private HttpClient? _pinnedClient;
    private MsalHttpHandler? _pinnedHandler;

    /// <summary>Gets the handler that MSAL used.</summary>
    public MsalHttpHandler Handler => _pinnedHandler ?? _handler;

    public HttpClient GetHttpClient() => _handler.GetHttpClient();

    public HttpClient GetHttpClient(Func<HttpRequestMessage, X509Certificate2, X509Chain, SslPolicyErrors, bool> validateServerCert)
    {
        if (_pinnedHandler is null)
        {
            var handler = new HttpClientHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                ServerCertificateCustomValidationCallback = (request, certificate, chain, errors) =>
                    certificate is not null && chain is not null && validateServerCert(request, certificate, chain, errors),
            };
            _pinnedClient = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
            _pinnedHandler = Create(OAuthHttp.FromClientWithoutRedirects(_pinnedClient), options);
        }

        return _pinnedHandler.GetHttpClient();
    }

    public void Dispose()
    {
        _handler.Dispose();
        _pinnedHandler?.Dispose();
        _pinnedClient?.Dispose();
    }

    private static MsalHttpHandler Create(OAuthHttp http, FlowOptions options) =>
        new(new OAuthTransport(http, options), authority: null, []);
}
