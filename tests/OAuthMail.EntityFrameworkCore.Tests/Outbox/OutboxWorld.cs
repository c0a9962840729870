using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MimeKit;
using OAuthMail.MailKit;
using OAuthMail.Testing;

namespace OAuthMail.EntityFrameworkCore.Tests.Outbox;

/// <summary>Test servers, and applications that share a database with an outbox.</summary>
internal sealed class OutboxWorld : IAsyncDisposable
{
    public const string From = "alerts@test.example";
    public const string To = "ops@test.example";

    private readonly List<IHost> _applications = [];
    private readonly TestDatabase _database;

    private OutboxWorld(MailTestHost servers, TestDatabase database)
    {
        Servers = servers;
        _database = database;
        servers.AuthorizationServer.AddClient(TestClient.Confidential("service", "a secret"));
        servers.AddMailbox(From);
        servers.AddMailbox(To);
    }

    public MailTestHost Servers { get; }

    public ConcurrentQueue<string> Log { get; } = new();

    public static async Task<OutboxWorld> StartAsync(TestDatabase database) => new(await MailTestHost.StartAsync(), database);

    public static MimeMessage NewMessage(string subject = "Alert", string to = To) => new(
        [MailboxAddress.Parse(From)], [MailboxAddress.Parse(to)], subject, new TextPart("plain") { Text = "Line\r\n" });

    /// <summary>Starts an application in the place of another process.</summary>
    public async Task<IHost> AddApplicationAsync(
        Action<MailOutboxOptions>? configure = null, string secret = "a secret", Action<IServiceCollection>? more = null)
    {
        var account = CreateAccount(secret);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddProvider(new LogCollector(Log));
        builder.Services.AddDbContext<MailDbContext>(_database.Use);
        builder.Services.Configure<MailSenderOptions>(options => options.MaxAttempts = 1);
        more?.Invoke(builder.Services);
        builder.Services.AddOAuthMail(options => options.Accounts["alerts"] = account).UseTestHost(Servers).AddMailKit()
            .AddMailOutbox<MailDbContext>(options =>
            {
                options.PollInterval = TimeSpan.FromMilliseconds(100);
                options.ClaimDuration = TimeSpan.FromSeconds(3);
                configure?.Invoke(options);
            });
        var application = builder.Build();
        _applications.Add(application);
        await application.StartAsync();
        return application;
    }

    /// <summary>Adds a message in a transaction of its own.</summary>
    public static async Task<Guid> EnqueueAsync(IHost application, MimeMessage message, MailEnqueueOptions? options = null)
    {
        await using var scope = application.Services.CreateAsyncScope();
        var id = await scope.ServiceProvider.GetRequiredService<IMailOutbox>().EnqueueAsync("alerts", message, options);
        await scope.ServiceProvider.GetRequiredService<MailDbContext>().SaveChangesAsync();
        return id;
    }

    public static async Task<T> UseAsync<T>(IHost application, Func<IMailOutbox, Task<T>> use)
    {
        await using var scope = application.Services.CreateAsyncScope();
        return await use(scope.ServiceProvider.GetRequiredService<IMailOutbox>());
    }

    /// <summary>Waits until a message has a state.</summary>
    public Task<MailOutboxRow> WaitForAsync(Guid id, MailOutboxState state) => WaitForAsync(id, row => row.State == state);

    /// <summary>Waits until a number of attempts have ended.</summary>
    public Task<MailOutboxRow> WaitForAttemptAsync(Guid id, int attempts) => WaitForAsync(id, row => row.Attempts == attempts);

    /// <summary>Waits until a row is deleted.</summary>
    public async Task WaitUntilGoneAsync(Guid id)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await using var context = _database.CreateDbContext();
        while (await context.MailOutbox.AnyAsync(row => row.Id == id, limit.Token)) await Task.Delay(20, limit.Token);
    }

    /// <summary>Creates the options of an account that can send.</summary>
    public MailAccountOptions CreateAccount(string secret = "a secret")
    {
        var account = Servers.CreateAccountOptions(From, OAuthFlow.ClientCredentials);
        (account.ClientId, account.ClientSecret) = ("service", secret);
        return account;
    }

    public async Task<MailOutboxRow> ReadAsync(Guid id)
    {
        await using var context = _database.CreateDbContext();
        return await context.MailOutbox.AsNoTracking().SingleAsync(row => row.Id == id);
    }

    public async Task ChangeAsync(Guid id, Action<MailOutboxRow> change)
    {
        await using var context = _database.CreateDbContext();
        change(await context.MailOutbox.SingleAsync(row => row.Id == id));
        await context.SaveChangesAsync();
    }

    public IReadOnlyList<string> Received(string address = To) =>
        [.. Servers.Mailboxes.Find(address)!.Inbox.Messages.Select(message => message.Text)];

    public async ValueTask DisposeAsync()
    {
        foreach (var application in _applications)
        {
            await application.StopAsync();
            application.Dispose();
        }

        await Servers.DisposeAsync();
    }

    private async Task<MailOutboxRow> WaitForAsync(Guid id, Func<MailOutboxRow, bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            var row = await ReadAsync(id);
            if (condition(row)) return row;
            Assert.False(
                limit.IsCancellationRequested,
                $"The state is {row.State} after {row.Attempts} attempts ({row.Problem}: {row.Failure}). {string.Join('\n', Log)}");
            await Task.Delay(20);
        }
    }

    private sealed class LogCollector(ConcurrentQueue<string> log) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) =>
            categoryName.StartsWith("OAuthMail", StringComparison.Ordinal) ? this : NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Enqueue($"{eventId.Name}: {formatter(state, exception)} {exception?.Message}");

        public void Dispose()
        {
        }
    }
}
