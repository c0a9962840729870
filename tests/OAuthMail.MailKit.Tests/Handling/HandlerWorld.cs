using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using OAuthMail.MailKit.Handling;
using OAuthMail.Storage;
using OAuthMail.Testing;
using OAuthMail.Tests.DependencyInjection;

namespace OAuthMail.MailKit.Tests.Handling;

/// <summary>A mailbox "support", and applications that handle it and share a token store.</summary>
internal sealed class HandlerWorld : IAsyncDisposable
{
    private readonly List<TestApplication> _applications = [];

    private HandlerWorld(MailTestHost host) => Host = host;

    public MailTestHost Host { get; }

    public ITokenStore Store { get; set; } = new MemoryTokenStore();

    public Desk Desk { get; } = new();

    public TestMailbox Mailbox => Host.Mailboxes.Find("support@test.example")!;

    public static async Task<HandlerWorld> StartAsync()
    {
        var host = await MailTestHost.StartAsync();
        host.AddMailbox("support@test.example").CreateFolder("Done");
        host.Mailboxes.Find("support@test.example")!.CreateFolder("Failed");
        host.AuthorizationServer.AddClient(TestClient.Confidential("daemon", "daemon-secret"));
        return new HandlerWorld(host);
    }

    public Task<TestApplication> AddApplicationAsync(
        Action<MailHandlerOptions>? configure = null, TestConfiguration? configuration = null) =>
        AddAsync(async register =>
        {
            var application = await TestApplication.StartAsync(register);
            return application;
        }, configure, configuration);

    public TestApplication CreateApplication(Action<MailHandlerOptions>? configure = null)
    {
        var application = TestApplication.Create(services => Register(services, configure, Configuration()));
        _applications.Add(application);
        return application;
    }

    public TestConfiguration Configuration(string address = "support@test.example")
    {
        var options = Host.CreateAccountOptions(address, OAuthFlow.ClientCredentials);
        return new TestConfiguration(
        [
            ("Accounts:support:Flow", "ClientCredentials"), ("Accounts:support:Address", address),
            ("Accounts:support:TokenEndpoint", options.TokenEndpoint!), ("Accounts:support:Scope", options.Scope!),
            ("Accounts:support:Imap", options.Imap!), ("Accounts:support:Pop3", options.Pop3!), ("Accounts:support:ClientId", "daemon"),
            ("Accounts:support:ClientSecret", "daemon-secret"), .. TestConfiguration.Account("other"),
        ]);
    }

    /// <summary>Gets the key of the position of the handler.</summary>
    public static TokenKey PositionKey { get; } =
        new HandlerRegistration("support", typeof(DeskHandler), new MailHandlerOptions())
            .PositionKey(MailProtocol.Imap, "support@test.example");

    /// <summary>Reads the values beside the stored position.</summary>
    public async Task<IDictionary<string, string>> ReadProgressAsync() => (await Store.ReadAsync(PositionKey))!.Record.Properties;

    /// <summary>Reads the message that is stored beside the position.</summary>
    public async Task<HandlerMark?> ReadMarkAsync(CancellationToken cancellationToken = default) =>
        HandlerMark.FromRecord((await Store.ReadAsync(PositionKey, cancellationToken))!.Record);

    /// <summary>Changes the values beside the stored position, as a process leaves them that ends without notice.</summary>
    public async Task InterruptAsync(string? message = null, int attempts = 0, int interruptions = 0)
    {
        await using var lease = await Store.AcquireAsync(PositionKey);
        var record = lease.Current!.Record.Clone();
        record.Properties["handler.unstored"] = "100";
        if (message is not null)
        {
            HandlerMark.Write(record, new HandlerMark(message, attempts, interruptions) { IsActive = true });
        }

        await lease.WriteAsync(record);
    }

    /// <summary>Delivers a message.</summary>
    public void Deliver(string subject) => Mailbox.Inbox.Append(Encoding.ASCII.GetBytes(
        $"From: customer@test.example\r\nTo: support@test.example\r\nSubject: {subject}\r\n"
        + $"Message-ID: <{Guid.NewGuid():N}@test.example>\r\n\r\n{subject}\r\n"));

    public static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!condition())
        {
            Assert.False(limit.IsCancellationRequested, "The condition was not met.");
            await Task.Delay(1);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var application in _applications) await application.DisposeAsync();
        await Host.DisposeAsync();
    }

    private async Task<TestApplication> AddAsync(
        Func<Func<IServiceCollection, IOAuthMailBuilder>, Task<TestApplication>> start, Action<MailHandlerOptions>? configure,
        TestConfiguration? configuration)
    {
        var application = await start(services => Register(services, configure, configuration ?? Configuration()));
        _applications.Add(application);
        return application;
    }

    private IOAuthMailBuilder Register(IServiceCollection services, Action<MailHandlerOptions>? configure, TestConfiguration configuration)
    {
        services.AddSingleton(Store).AddSingleton(Desk);
        return services.AddOAuthMail(configuration.Section).AddMailKit().UseTestHost(Host).AddMailHandler<DeskHandler>("support", options =>
        {
            options.Start = MailHandlerStart.AllMessages;
            options.FirstPause = TimeSpan.FromMilliseconds(1);
            options.TakeoverInterval = TimeSpan.FromMilliseconds(20);
            configure?.Invoke(options);
        });
    }
}

/// <summary>What handlers of a test do and have done.</summary>
internal sealed class Desk
{
    private int _atWork;

    public ConcurrentQueue<string> Handled { get; } = new();

    public ConcurrentQueue<string> Attempts { get; } = new();

    public ConcurrentBag<DeskHandler> Handlers { get; } = [];

    /// <summary>Gets a value that indicates whether two handlers have run at the same time.</summary>
    public bool WasCrowded { get; private set; }

    public Func<ReceivedMail, CancellationToken, Task> Work { get; set; } = (_, _) => Task.CompletedTask;

    public async Task HandleAsync(ReceivedMail mail, CancellationToken cancellationToken)
    {
        WasCrowded |= Interlocked.Increment(ref _atWork) > 1;
        try
        {
            Attempts.Enqueue(mail.Id);
            var message = await mail.GetMessageAsync(cancellationToken);
            await Work(mail, cancellationToken);
            Handled.Enqueue(message.Subject ?? "");
        }
        finally
        {
            Interlocked.Decrement(ref _atWork);
        }
    }
}

internal sealed class DeskHandler : IMailHandler
{
    private readonly Desk _desk;

    public DeskHandler(Desk desk)
    {
        _desk = desk;
        desk.Handlers.Add(this);
    }

    public Task HandleAsync(ReceivedMail mail, CancellationToken cancellationToken) => _desk.HandleAsync(mail, cancellationToken);
}
