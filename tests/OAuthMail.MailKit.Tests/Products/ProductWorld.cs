using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using OAuthMail.Storage;
using OAuthMail.Testing;
using OAuthMail.Tests.DependencyInjection;
using OAuthMail.Tests.Shared;

namespace OAuthMail.MailKit.Tests.Products;

/// <summary>
/// An application that is configured with the fields of a product's screen, test servers, and the mailboxes "alerts@contoso.com" (the
/// product's own) and "ops@contoso.com" (a recipient).
/// </summary>
internal sealed class ProductWorld : IAsyncDisposable
{
    public const string Alerts = "alerts@contoso.com";
    public const string Ops = "ops@contoso.com";
    public const string RedirectUrl = "https://monitor.contoso.com/signed-in";

    private TestApplication? _application;

    private ProductWorld(MailTestHost host, ManualTimeProvider clock)
    {
        Host = host;
        Clock = clock;
    }

    public MailTestHost Host { get; }

    public ManualTimeProvider Clock { get; }

    public ProductObserver Observer { get; } = new();

    public TestApplication Application => _application!;

    public TestAuthorizationServer Server => Host.AuthorizationServer;

    public static async Task<ProductWorld> StartAsync(AuthorizationDialect dialect = AuthorizationDialect.Generic)
    {
        var clock = new ManualTimeProvider(DateTimeOffset.UtcNow);
        var host = await MailTestHost.StartAsync(options =>
        {
            options.UseClientClock(clock);
            options.Dialect = dialect;
        });
        host.AddMailbox(Alerts);
        host.AddMailbox(Ops);
        return new ProductWorld(host, clock);
    }

    /// <summary>Starts the application with the options of the account "alerts".</summary>
    public async Task ConfigureAsync(params (string Option, string Value)[] options)
    {
        var configuration = new TestConfiguration([.. options.Select(pair => ($"Accounts:alerts:{pair.Option}", pair.Value))]);
        _application = await TestApplication.StartAsync(services =>
        {
            services.AddSingleton<TimeProvider>(Clock).AddSingleton<ITokenStore>(new MemoryTokenStore(Clock));
            services.AddSingleton<IMailAccountObserver>(Observer);
            return services.AddOAuthMail(configuration.Section).AddMailKit().UseTestHost(Host);
        });
    }

    /// <summary>Opens an address like a browser in which a user has signed in, and returns the address at which it ends.</summary>
    public async Task<string> BrowseAsync(Uri url, string? user = null)
    {
        Server.SignInAs(user);
        using var browser = Host.CreateHttpClient();
        using var answer = await browser.GetAsync(url);
        return answer.Headers.Location!.OriginalString;
    }

    /// <summary>Signs the user of the mailbox in for the registration of a protocol.</summary>
    public async Task<SignInResult> SignInAsync(MailProtocol? protocol = null)
    {
        var signIn = Application.Get<IMailSignIn>();
        var pending = await signIn.BeginAsync("alerts", protocol);
        return await signIn.CompleteAsync(await BrowseAsync(pending.Url));
    }

    public Task<MailSendResult> SendAsync(string subject = "Disk full", string to = Ops)
    {
        var message = new MimeMessage(
            [MailboxAddress.Parse(Alerts)], [MailboxAddress.Parse(to)], subject, new TextPart("plain") { Text = "2 % left." });
        return Application.Get<IMailSender>().SendAsync("alerts", message);
    }

    /// <summary>Returns the subjects of the messages in a mailbox, as the servers keep them.</summary>
    public IReadOnlyList<string?> SubjectsOf(string address) =>
        [.. Host.Mailboxes.Find(address)!.Inbox.Messages.Select(
            stored => MimeMessage.Load(new MemoryStream(stored.Content.ToArray())).Subject)];

    /// <summary>Reads the subjects in the product's own mailbox over IMAP.</summary>
    public async Task<IReadOnlyList<string?>> ReadAsync()
    {
        await using var lease = await Application.Get<IMailClientFactory>().ConnectImapAsync("alerts");
        var inbox = lease.Client.Inbox;
        await inbox.OpenAsync(global::MailKit.FolderAccess.ReadOnly);
        var subjects = new List<string?>();
        for (var i = 0; i < inbox.Count; i++) subjects.Add((await inbox.GetMessageAsync(i)).Subject);
        return subjects;
    }

    /// <summary>Advances the clock through delays until a condition is met.</summary>
    public Task UntilAsync(Func<bool> condition) => new ClockDriver(Clock).UntilAsync(condition);

    public async ValueTask DisposeAsync()
    {
        if (_application is not null) await _application.DisposeAsync();
        await Host.DisposeAsync();
    }

    /// <summary>Collects notices.</summary>
    internal sealed class ProductObserver : IMailAccountObserver
    {
        public string Name => "product";

        public ConcurrentQueue<MailAccountNotice> Notices { get; } = new();

        public int Count(MailAccountNoticeKind kind) => Notices.Count(notice => notice.Kind == kind);

        public Task OnNoticeAsync(MailAccountNotice notice, CancellationToken cancellationToken = default)
        {
            Notices.Enqueue(notice);
            return Task.CompletedTask;
        }
    }
}
