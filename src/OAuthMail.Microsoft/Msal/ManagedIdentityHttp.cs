using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Identity.Client;
using OAuthMail.Flows;

namespace OAuthMail.Microsoft.Msal;

/// <summary>
/// Carries the requests for a managed identity's token. Service Fabric's endpoint has a certificate that no issuer vouches for and that is
/// known by its thumbprint: for it MSAL would make a client of its own, which follows redirects, if it were not given one.
/// </summary>
internal sealed class ManagedIdentityHttp(OAuthHttp http, FlowOptions options) : IMsalSFHttpClientFactory, IDisposable
{
    private readonly MsalExchange _exchange = Create(http, options);
    private HttpClient? _pinnedClient;
    private MsalExchange? _pinned;

    /// <summary>The requests that were sent.</summary>
    public MsalExchange Exchange => _pinned ?? _exchange;

    public HttpClient GetHttpClient() => _exchange.GetHttpClient();

    public HttpClient GetHttpClient(Func<HttpRequestMessage, X509Certificate2, X509Chain, SslPolicyErrors, bool> validateServerCert)
    {
        if (_pinned is null)
        {
            var handler = new HttpClientHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                ServerCertificateCustomValidationCallback = (request, certificate, chain, errors) =>
                    certificate is not null && chain is not null && validateServerCert(request, certificate, chain, errors),
            };
            _pinnedClient = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
            _pinned = Create(OAuthHttp.FromClientWithoutRedirects(_pinnedClient), options);
        }

        return _pinned.GetHttpClient();
    }

    public void Dispose()
    {
        _exchange.Dispose();
        _pinned?.Dispose();
        _pinnedClient?.Dispose();
    }

    private static MsalExchange Create(OAuthHttp http, FlowOptions options) => new(new OAuthTransport(http, options), authority: null, []);
}
