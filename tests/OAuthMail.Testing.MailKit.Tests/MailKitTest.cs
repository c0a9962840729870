using MailKit;
using MailKit.Net.Imap;
using MailKit.Net.Pop3;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace OAuthMail.Testing.MailKit.Tests;

/// <summary>
/// Provides servers with two mailboxes, and MailKit clients. After each test it checks that the servers stopped
/// completely and had no unexpected errors.
/// </summary>
public abstract class MailKitTest : IAsyncLifetime
{
    protected const string AliceAddress = "alice@example.com";
    protected const string BobAddress = "bob@example.com";

    private readonly TestClient _application = TestClient.Native("mail-program");
    private MailTestHost? _host;

    protected MailTestHost Host => _host!;

    protected TestMailbox Alice => Host.Mailboxes.Find(AliceAddress)!;

    protected TestMailbox Bob => Host.Mailboxes.Find(BobAddress)!;

    public async Task InitializeAsync()
    {
        _host = await MailTestHost.StartAsync(Configure);
        _host.AuthorizationServer.AddClient(_application);
        _host.AddMailbox(AliceAddress);
        _host.AddMailbox(BobAddress);
    }

    public async Task DisposeAsync()
    {
        await Host.DisposeAsync();
        foreach (var server in new MailTestServer[] { Host.Smtp, Host.Imap, Host.Pop3 })
        {
            Assert.Equal(0, server.OpenConnections);
            Assert.DoesNotContain(server.Transcripts, t => t.ToString().Contains("the server failed", StringComparison.Ordinal));
        }
    }

    protected virtual void Configure(MailTestHostOptions options)
    {
    }

    protected string NewToken(string address = AliceAddress, TimeSpan? lifetime = null) =>
        Host.AuthorizationServer.IssueAccessToken(_application, address, "mail", lifetime);

    protected SaslMechanism NewMechanism(string name = "XOAUTH2", string? token = null, string address = AliceAddress) => name == "XOAUTH2"
        ? new SaslMechanismOAuth2(address, token ?? NewToken(address))
        : new SaslMechanismOAuthBearer(address, token ?? NewToken(address));

    /// <summary>Adds a message to a folder as if it had been delivered.</summary>
    protected static StoredMessage Put(MimeMessage message, global::OAuthMail.Testing.MailFolder folder, params string[] flags)
    {
        using var wire = new MemoryStream();
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        message.WriteTo(format, wire);
        return folder.Append(wire.ToArray(), flags);
    }

    protected static MimeMessage Read(StoredMessage message) => MimeMessage.Load(new MemoryStream(message.Content.ToArray()));

    protected static MimeMessage NewMessage(string subject = "Hello", string text = "First line\r\n.dot\r\n") => new(
        [new MailboxAddress("Alice", AliceAddress)], [new MailboxAddress("Bob", BobAddress)], subject,
        new TextPart("plain") { Text = text });

    protected Task<SmtpClient> ConnectSmtpAsync(TlsMode tls = TlsMode.StartTls) => ConnectAsync(new SmtpClient(), Host.Smtp, tls);

    protected Task<ImapClient> ConnectImapAsync(TlsMode tls = TlsMode.Implicit) => ConnectAsync(new ImapClient(), Host.Imap, tls);

    protected Task<Pop3Client> ConnectPop3Async(TlsMode tls = TlsMode.Implicit) => ConnectAsync(new Pop3Client(), Host.Pop3, tls);

    protected async Task<SmtpClient> LogInToSmtpAsync()
    {
        var client = await ConnectSmtpAsync();
        await client.AuthenticateAsync(NewMechanism());
        return client;
    }

    protected async Task<ImapClient> LogInToImapAsync()
    {
        var client = await ConnectImapAsync();
        await client.AuthenticateAsync(NewMechanism());
        return client;
    }

    protected async Task<Pop3Client> LogInToPop3Async()
    {
        var client = await ConnectPop3Async();
        await client.AuthenticateAsync(NewMechanism());
        return client;
    }

    private async Task<TClient> ConnectAsync<TClient>(TClient client, MailTestServer server, TlsMode tls)
        where TClient : MailService
    {
        client.Timeout = 30_000;
        client.CheckCertificateRevocation = false;
        client.ServerCertificateValidationCallback = Host.CertificateAuthority.ValidationCallback;
        var endpoint = server.Endpoint(tls);
        await client.ConnectAsync(
            endpoint.Host, endpoint.Port, tls == TlsMode.Implicit ? SecureSocketOptions.SslOnConnect : SecureSocketOptions.StartTls);
        return client;
    }
}
