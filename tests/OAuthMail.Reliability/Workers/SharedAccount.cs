using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace OAuthMail.Reliability.Workers;

/// <summary>The account and the store in one process.</summary>
internal sealed class SharedAccount : IDisposable
{
    private readonly HttpClient _client;

    private SharedAccount(WorkerSettings settings, FileTokenStore store)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(X509CertificateLoader.LoadCertificate(settings.RootCertificate));
        _client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy },
        });
        Http = OAuthHttp.FromClientWithoutRedirects(_client);
        Account = settings.Account.CreateAccount();
        Store = store;
    }

    public MailAccount Account { get; }

    public OAuthHttp Http { get; }

    public FileTokenStore Store { get; }

    public static async Task<SharedAccount> OpenAsync(WorkerSettings settings) =>
        new(settings, await FileTokenStore.OpenAsync(settings.Folder, protect => protect.WithKeyFile(settings.KeyFile)));

    public void Dispose()
    {
        Http.Dispose();
        _client.Dispose();
    }
}
