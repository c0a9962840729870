using System.Text;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using OAuthMail.MailKit;
using OAuthMail.Testing;
using OAuthMail.Tests.DependencyInjection;

namespace OAuthMail.Graph.Tests;

/// <summary>
/// Servers that emulate Microsoft Entra ID and Microsoft Graph, the mailboxes <c>alerts</c> and <c>bob</c>, and an application with the
/// account <c>alerts</c>.
/// </summary>
internal sealed class GraphWorld : IAsyncDisposable
{
    public const string Alerts = "alerts@contoso.test";
    public const string Bob = "bob@contoso.test";
    public const string Password = "correct horse battery";

    /// <summary>Claims of a challenge: a token that was issued after some time.</summary>
    public static readonly string Claims = Convert.ToBase64String("""{"access_token":{"nbf":{"essential":true}}}"""u8);

    // Creating keys takes longer than a test.
    private static readonly TestCertificateAuthority Authority = new();

    private readonly Action<GraphMailOptions>? _configure;
    private TestApplication? _application;

    private GraphWorld(MailTestHost host, GraphTestServer server, Action<GraphMailOptions>? configure)
    {
        Host = host;
        Server = server;
        _configure = configure;
        Client = host.AuthorizationServer.AddClient(TestClient.Confidential("app", "app-secret"));
        Client.Roles.Add("Mail.Send");
        Client.Roles.Add("Mail.ReadWrite");
    }

    public MailTestHost Host { get; }

    public GraphTestServer Server { get; }

    public TestClient Client { get; }

    public TestMailbox AlertsMailbox => Host.Mailboxes.Find(Alerts)!;

    public TestMailbox BobMailbox => Host.Mailboxes.Find(Bob)!;

    public TestApplication Application => _application!;

    public IMailSender Sender => Application.Get<IMailSender>();

    public int SendRequests => Server.Requests.Count(request => request.Operation == GraphOperation.SendMail);

    public static async Task<GraphWorld> StartAsync(
        OAuthFlow flow = OAuthFlow.ClientCredentials, Action<GraphMailOptions>? configure = null,
        Action<MailAccountOptions>? account = null, TimeProvider? clock = null, Action<IOAuthMailBuilder>? register = null,
        Action<GraphWorld, MailAccountOptions>? accountOf = null)
    {
        var host = await MailTestHost.StartAsync(options =>
        {
            options.CertificateAuthority = Authority;
            options.Dialect = AuthorizationDialect.Entra;
            options.Smtp.Dialect = options.Imap.Dialect = options.Pop3.Dialect = MailDialect.Exchange;
        });
        host.AddMailbox(Alerts);
        host.AddMailbox(Bob);
        var world = new GraphWorld(host, await host.AddGraphServerAsync(), configure);
        var options = world.Server.CreateAccountOptions(Alerts, flow);
        world.Complete(options);
        account?.Invoke(options);
        accountOf?.Invoke(world, options);
        world._application = await TestApplication.StartAsync(
            services => world.Register(services, options, clock, register));
        return world;
    }

    /// <summary>Adds the client and its credential.</summary>
    public MailAccountOptions Complete(MailAccountOptions options)
    {
        (options.ClientId, options.ClientSecret) = ("app", "app-secret");
        return options;
    }

    /// <summary>Creates a message from the account's mailbox to Bob.</summary>
    public static MimeMessage Message(string subject = "Disk full", string text = "The disk is full.")
    {
        var message = new MimeMessage { Subject = subject, Body = new TextPart("plain") { Text = text } };
        message.From.Add(new MailboxAddress("Alerts", Alerts));
        message.To.Add(new MailboxAddress("Bob", Bob));
        return message;
    }

    /// <summary>Puts a message into a mailbox.</summary>
    public static StoredMessage Deliver(TestMailbox mailbox, string subject, string folder = "INBOX", DateTimeOffset? receivedAt = null) =>
        (mailbox.FindFolder(folder) ?? mailbox.CreateFolder(folder)!).Append(
            Encoding.ASCII.GetBytes(
                $"From: customer@test.example\r\nTo: {mailbox.Address}\r\nSubject: {subject}\r\n"
                + $"Message-ID: <{Guid.NewGuid():N}@test.example>\r\n\r\n{subject}\r\n"),
            internalDate: receivedAt);

    public async ValueTask DisposeAsync()
    {
        if (_application is not null) await _application.DisposeAsync();
        await Host.DisposeAsync();
    }

    private IOAuthMailBuilder Register(
        IServiceCollection services, MailAccountOptions options, TimeProvider? clock, Action<IOAuthMailBuilder>? register)
    {
        if (clock is not null) services.AddSingleton(clock);
        var builder = services.AddOAuthMail(all => all.Accounts["alerts"] = options)
            .AddMailKit().AddGraph(_configure).UseTestHost(Host);
        register?.Invoke(builder);
        return builder;
    }
}
