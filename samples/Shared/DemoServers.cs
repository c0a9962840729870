using System.Security.Cryptography.X509Certificates;
using MimeKit;
using OAuthMail.Testing;

namespace OAuthMail.Samples;

/// <summary>An authorization server and mail servers in this process, two mailboxes, and a registered application.</summary>
internal sealed class DemoServers : IAsyncDisposable
{
    public const string Support = "support@demo.example";
    public const string Customer = "customer@demo.example";

    private readonly string _folder = Directory.CreateTempSubdirectory("oauthmail-sample-").FullName;
    private readonly HttpClient _browser;

    private DemoServers(MailTestHost servers, OAuthFlow flow)
    {
        Servers = servers;
        servers.AddMailbox(Support);
        servers.AddMailbox(Customer);
        _browser = servers.CreateHttpClient();
        Http = OAuthHttp.FromClientWithoutRedirects(_browser);
        Options.Accounts["support"] = Register(Support, flow);
        Options.Accounts["customer"] = Register(Customer, OAuthFlow.ClientCredentials);
    }

    public MailTestHost Servers { get; }

    public OAuthMailOptions Options { get; } = new();

    public OAuthHttp Http { get; }

    public static async Task<DemoServers> StartAsync(OAuthFlow flow) => new(await MailTestHost.StartAsync(), flow);

    /// <summary>Delivers a message from the customer.</summary>
    public void Deliver(string subject, string text)
    {
        var message = new MimeMessage(
            [new MailboxAddress("A customer", Customer)], [new MailboxAddress("Support", Support)], subject,
                new TextPart("plain") { Text = text });
        message.MessageId = $"{Guid.NewGuid():N}@demo.example";
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;       // as on the wire
        using var wire = new MemoryStream();
        message.WriteTo(format, wire);
        Servers.Mailboxes.Find(Support)!.Inbox.Append(wire.ToArray());
    }

    /// <summary>Signs in as a user with a browser would: opens the address, gives consent, and follows the redirect.</summary>
    public async Task SignInAsync(Uri url, CancellationToken cancellationToken)
    {
        using var consent = await _browser.GetAsync(url, cancellationToken);
        using var landed = await _browser.GetAsync(consent.Headers.Location, cancellationToken);
        landed.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _browser.Dispose();
        await Servers.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Registers an application for one mailbox: a service with a certificate, or a desktop program for a user.</summary>
    private MailAccountOptions Register(string address, OAuthFlow flow)
    {
        var options = Servers.CreateAccountOptions(address, flow);
        options.ClientId = $"sample-for-{address}";
        if (flow == OAuthFlow.ClientCredentials)
        {
            using var certificate = TestCertificateAuthority.CreateClientCertificate(options.ClientId);
            Servers.AuthorizationServer.AddClient(TestClient.WithCertificate(options.ClientId, certificate));
            options.Certificate = new CertificateOptions { File = Path.Combine(_folder, $"{address}.pfx") };
            File.WriteAllBytes(options.Certificate.File, certificate.Export(X509ContentType.Pkcs12));
        }
        else
        {
            Servers.AuthorizationServer.AddClient(TestClient.Native(options.ClientId));
        }

        return options;
    }
}
