using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using OAuthMail.Storage;

namespace OAuthMail.EntityFrameworkCore.Reliability.Workers;

/// <summary>The account in one process.</summary>
internal sealed class SharedAccount : IDisposable
{
    private readonly HttpClient _client;
    private readonly OAuthHttp _http;
    private readonly MailTokens _tokens;

    public SharedAccount(WorkerSettings settings, Func<HttpMessageHandler, HttpMessageHandler>? over = null,
        Func<ITokenStore, ITokenStore>? around = null, ILoggerFactory? loggers = null)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(X509CertificateLoader.LoadCertificate(settings.RootCertificate));
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy },
        };
        _client = new HttpClient(over?.Invoke(handler) ?? handler);
        _http = OAuthHttp.FromClientWithoutRedirects(_client);
        ITokenStore store = new SharedDatabase(settings.ConnectionString).Open(settings.KeyFile, settings.LeaseSeconds, loggers);
        _tokens = new MailTokens(new MailTokensOptions
        {
            Store = around?.Invoke(store) ?? store,
            LoggerFactory = loggers,
            TimeProvider = settings.ClockOffset == 0
                ? TimeProvider.System
                : new OffsetClock(TimeSpan.FromSeconds(settings.ClockOffset)),
        });
        Tokens = _tokens.For(settings.Account.CreateAccount(), _http);
    }

    public IAccessTokenProvider Tokens { get; }

    public void Dispose()
    {
        _tokens.Dispose();
        _http.Dispose();
        _client.Dispose();
    }
}
