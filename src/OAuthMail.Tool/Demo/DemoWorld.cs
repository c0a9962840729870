using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using OAuthMail.Testing;

namespace OAuthMail.Tool.Demo;

/// <summary>The demo's servers, the registered clients, and an encrypted token store.</summary>
internal sealed class DemoWorld : IAsyncDisposable
{
    private const string Secret = "demo+secret=with:characters&that%need encoding";

    private readonly string _folder;
    private readonly X509Certificate2 _certificate;
    private readonly TestServiceAccount _serviceAccount;
    private int _accounts;

    private DemoWorld(MailTestHost host, DemoClock clock, string folder, FileTokenStore store)
    {
        Host = host;
        Clock = clock;
        _folder = folder;
        Store = store;
        Tokens = new MailTokens(new MailTokensOptions { Store = store, TimeProvider = clock });
        Browser = host.CreateHttpClient();
        Http = OAuthHttp.FromClientWithoutRedirects(Browser);

        var server = host.AuthorizationServer;
        server.AddClient(TestClient.Native("desktop"));
        server.AddClient(TestClient.Confidential("service-with-secret", Secret));
        _certificate = TestCertificateAuthority.CreateClientCertificate("service-with-certificate");
        server.AddClient(TestClient.WithCertificate("service-with-certificate", _certificate));
        _serviceAccount = server.AddServiceAccount("robot@demo.example");
        CertificateFile = Path.Combine(folder, "service.pfx");
        File.WriteAllBytes(CertificateFile, _certificate.Export(X509ContentType.Pkcs12, CertificatePassword));
        ServiceAccountFile = Path.Combine(folder, "service-account.json");
        File.WriteAllText(ServiceAccountFile, _serviceAccount.KeyFileJson);
    }

    public MailTestHost Host { get; }

    public DemoClock Clock { get; }

    public FileTokenStore Store { get; }

    public MailTokens Tokens { get; }

    public OAuthHttp Http { get; }

    /// <summary>Gets the HTTP client that simulates the user's browser. It follows no redirects automatically.</summary>
    public HttpClient Browser { get; }

    private string CertificateFile { get; }

    private string CertificatePassword { get; } = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));

    private string ServiceAccountFile { get; }

    public static async Task<DemoWorld> StartAsync(CancellationToken cancellationToken)
    {
        var clock = new DemoClock();
        var host = await MailTestHost.StartAsync(
            options =>
            {
                options.TimeProvider = clock;
                options.Authorization.RefreshTokenRotation = RefreshTokenRotation.OneTime;
                options.Authorization.DeviceCodeInterval = TimeSpan.FromSeconds(1);
            },
            cancellationToken).ConfigureAwait(false);
        var folder = Directory.CreateTempSubdirectory("oauthmail-demo-").FullName;
        var keyFile = Path.Combine(folder, "store.key");
        TokenProtection.CreateKeyFile(keyFile);
        var store = FileTokenStore.Open(Path.Combine(folder, "tokens"), protect => protect.WithKeyFile(keyFile));
        return new DemoWorld(host, clock, folder, store);
    }

    /// <summary>Creates a mailbox and an account for a flow.</summary>
    public MailAccount CreateAccount(DemoFlow flow)
    {
        var name = $"{flow.Id}-{++_accounts}";
        var address = $"{name}@demo.example";
        Host.AddMailbox(address);
        _serviceAccount.Client.DelegatedSubjects.Add(address);
        var options = Host.CreateAccountOptions(address, flow.Flow);
        switch (flow.Kind)
        {
            case DemoFlowKind.Secret:
                options.ClientId = "service-with-secret";
                options.ClientSecret = Secret;
                options.ClientSecretPlacement = ClientSecretPlacement.Header;
                break;
            case DemoFlowKind.Certificate:
                options.ClientId = "service-with-certificate";
                options.Certificate = new CertificateOptions { File = CertificateFile, Password = CertificatePassword };
                break;
            case DemoFlowKind.ServiceAccount:
                options.ServiceAccountKeyFile = ServiceAccountFile;
                break;
            default:
                options.ClientId = "desktop";
                break;
        }

        return MailAccount.Create(name, options);
    }

    /// <summary>Creates a mailbox and the options of an account of an application that uses Microsoft Graph.</summary>
    public MailAccountOptions CreateGraphOptions(GraphTestServer server)
    {
        var address = $"graph-{++_accounts}@demo.example";
        Host.AddMailbox(address);
        var options = server.CreateAccountOptions(address, OAuthFlow.ClientCredentials);
        (options.ClientId, options.ClientSecret) = ("service-with-secret", Secret);
        options.ClientSecretPlacement = ClientSecretPlacement.Header;
        return options;
    }

    public async ValueTask DisposeAsync()
    {
        Tokens.Dispose();
        Http.Dispose();
        Browser.Dispose();
        _certificate.Dispose();
        await Host.DisposeAsync().ConfigureAwait(false);
        Directory.Delete(_folder, recursive: true);
    }
}
