using System.Net;
using OAuthMail.Testing;

namespace OAuthMail.Tests.Networking;

/// <summary>A proxy between this machine and the authorization server that rejects the connection.</summary>
public sealed class HttpProxyTests
{
    private const string Secret = "Pa%2Fss+Wort%40geheim";

    [Theory]
    [InlineData(true, "proxy-login-refused")]
    [InlineData(false, "proxy-login-required")]
    public async Task Rejected_login_is_not_revealed_and_not_repeated_until_it_changes(bool isInUrl, string expected)
    {
        await using var proxy = new ProxyServer(ProxyServerProtocol.Http);
        proxy.Login = new NetworkCredential("john", "another");
        var clock = new ManualTimeProvider(DateTimeOffset.UtcNow);
        var address = new Uri($"http://{(isInUrl ? $"jane:{Secret}@" : "")}127.0.0.1:{proxy.Port}/");
        using var handler = new HttpClientHandler
        {
            AllowAutoRedirect = false,
            Proxy = new WebProxy(address) { Credentials = new NetworkCredential("jane", Uri.UnescapeDataString(Secret)) },
        };
        using var client = new HttpClient(handler);
        using var http = OAuthHttp.FromClientWithoutRedirects(client);
        using var tokens = new MailTokens(new MailTokensOptions { Store = new MemoryTokenStore(clock), TimeProvider = clock });
        var account = MailAccount.Create("alerts", new MailAccountOptions
        {
            Address = "alerts@example.com",
            Flow = OAuthFlow.ClientCredentials,
            ClientId = "id",
            ClientSecret = "secret of the client",
            TokenEndpoint = "https://as.example/token",
            Scope = "mail",
            Imap = "imap.example.com:993",
        });
        var provider = tokens.For(account, http);
        var after = 0;
        for (var minute = 0; minute < 14; minute++)
        {
            var failure = await Assert.ThrowsAsync<TokenRequestException>(async () => await provider.GetAccessTokenAsync());
            if (minute == 0) after = proxy.Accepted;
            Assert.Equal(expected, failure.Code);
            for (Exception? one = failure; one is not null; one = one.InnerException)
            {
                Assert.DoesNotContain(Secret, one.ToString(), StringComparison.Ordinal);
                Assert.DoesNotContain(Uri.UnescapeDataString(Secret), one.ToString(), StringComparison.Ordinal);
                Assert.DoesNotContain("jane:", one.ToString(), StringComparison.Ordinal);
            }

            clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(after, proxy.Accepted);
        clock.Advance(TimeSpan.FromHours(1));
        await Assert.ThrowsAsync<TokenRequestException>(async () => await provider.GetAccessTokenAsync());
        Assert.True(proxy.Accepted > after);
    }

    [Theory]
    [InlineData(403, "proxy-refused")]
    [InlineData(407, "proxy-login-required")]
    [InlineData(502, "proxy-cannot-reach-server")]
    public async Task Rejection_by_a_proxy_has_the_problems_of_mail_connections(int status, string expected)
    {
        await using var proxy = new ProxyServer(ProxyServerProtocol.Http) { Refusal = status };
        using var handler = new HttpClientHandler { AllowAutoRedirect = false, Proxy = new WebProxy($"http://127.0.0.1:{proxy.Port}/") };
        using var client = new HttpClient(handler);
        using var http = OAuthHttp.FromClientWithoutRedirects(client);
        var failure = await Assert.ThrowsAsync<TokenRequestException>(
            () => AuthorizationServerDiscovery.FindAsync("https://as.example", http));
        Assert.Equal(expected, failure.Code);
        Assert.Contains($"with status {status}", failure.Message, StringComparison.Ordinal);
    }
}
