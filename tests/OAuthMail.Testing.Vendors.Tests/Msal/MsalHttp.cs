using Microsoft.Identity.Client;

namespace OAuthMail.Testing.Vendors.Tests.Msal;

/// <summary>Provides MSAL with an HTTP client that trusts the test servers.</summary>
internal sealed class MsalHttp(HttpClient client) : IMsalHttpClientFactory, IDisposable
{
    public HttpClient GetHttpClient() => client;

    public void Dispose() => client.Dispose();
}
