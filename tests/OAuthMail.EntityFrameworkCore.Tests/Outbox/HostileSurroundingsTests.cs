using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MimeKit;
using OAuthMail.Testing;

namespace OAuthMail.EntityFrameworkCore.Tests.Outbox;

/// <summary>Statements, loggers and settings of the application that fail or are strict.</summary>
public sealed class HostileSurroundingsTests : OutboxTest
{
    [Fact]
    public async Task Outcome_is_recorded_although_statements_and_loggers_fail()
    {
        var fails = new FirstFails("\"ServerReply\" = CASE");
        var application = await World.AddApplicationAsync(more: services =>
        {
            services.AddLogging(logging => logging.AddProvider(new ThrowingLogger()));
            services.ConfigureDbContext<MailDbContext>(options => options.AddInterceptors(fails));
        });
        await World.WaitForAsync(await OutboxWorld.EnqueueAsync(application, OutboxWorld.NewMessage()), MailOutboxState.Sent);
        Assert.Single(World.Received());
    }

    [Fact]
    public async Task Warnings_of_Entity_Framework_may_be_errors()
    {
        var web = await World.AddApplicationAsync(options => options.SendsMessages = false);
        var id = await OutboxWorld.EnqueueAsync(web, OutboxWorld.NewMessage());
        await World.ChangeAsync(id, row =>
            (row.State, row.ClaimedBy, row.ClaimExpiresAt) = (MailOutboxState.Sending, Guid.NewGuid(), DateTime.UtcNow.AddSeconds(-10)));
        var old = await OutboxWorld.EnqueueAsync(web, OutboxWorld.NewMessage());
        await World.ChangeAsync(old, row => (row.State, row.UpdatedAt) = (MailOutboxState.Sent, DateTime.UtcNow.AddDays(-30)));
        await World.AddApplicationAsync(more: services => services.ConfigureDbContext<MailDbContext>(
            options => options.ConfigureWarnings(warnings => warnings.Throw(CoreEventId.RowLimitingOperationWithoutOrderByWarning))));
        await World.WaitForAsync(id, MailOutboxState.Unknown);
        await World.WaitForAsync(await OutboxWorld.EnqueueAsync(web, OutboxWorld.NewMessage()), MailOutboxState.Sent);
        await World.WaitUntilGoneAsync(old);
    }

    [Fact]
    public async Task Row_that_cannot_be_deleted_does_not_keep_the_others()
    {
        var web = await World.AddApplicationAsync(options => options.SendsMessages = false);
        var (kept, deleted) = (await AddOldAsync(web), await AddOldAsync(web));
        await Database.ExecuteAsync(
            "CREATE TRIGGER keep BEFORE DELETE ON OAuthMailOutbox WHEN OLD.MessageId = 'keep@test.example' "
            + "BEGIN SELECT RAISE(ABORT, 'FOREIGN KEY constraint failed'); END");
        await World.ChangeAsync(kept, row => row.MessageId = "keep@test.example");
        await World.AddApplicationAsync();
        await World.WaitUntilGoneAsync(deleted);
        Assert.Equal(MailOutboxState.Sent, (await World.ReadAsync(kept)).State);
    }

    [Fact]
    public async Task Saving_succeeds_after_the_application_has_ended()
    {
        var application = await World.AddApplicationAsync(options => options.SendsMessages = false);
        await using var context = Database.CreateDbContext();
        await using (var scope = application.Services.CreateAsyncScope())
        {
            var outbox = scope.ServiceProvider.GetRequiredService<IMailOutbox>();
            for (var i = 0; i < 3; i++) await outbox.For(context).EnqueueAsync("alerts", OutboxWorld.NewMessage());
        }

        await application.StopAsync();
        ((IDisposable)application.Services).Dispose();
        Assert.Equal(3, await context.SaveChangesAsync());
    }

    [Fact]
    public async Task Binary_attachment_without_an_encoding_arrives_unchanged()
    {
        var octets = new byte[2000];
        new Random(Seed: 1).NextBytes(octets);
        octets[10] = (byte)'\n';
        var application = await World.AddApplicationAsync();
        using var content = new MemoryStream(octets);
        var message = OutboxWorld.NewMessage();
        message.Body = new Multipart("mixed")
        {
            new TextPart("plain") { Text = "x" }, new MimePart("application", "pdf") { Content = new MimeContent(content) },
        };
        await World.WaitForAsync(await OutboxWorld.EnqueueAsync(application, message), MailOutboxState.Sent);
        using var stored = new MemoryStream(World.Servers.Mailboxes.Find(OutboxWorld.To)!.Inbox.Messages[0].Content.ToArray());
        using var received = await MimeMessage.LoadAsync(stored);
        using var data = new MemoryStream();
        await received.BodyParts.OfType<MimePart>().Last().Content!.DecodeToAsync(data);
        Assert.Equal(octets, data.ToArray());
    }

    [Theory]
    [InlineData(MailStage.DataEnd, "550 5.7.708 Service unavailable. Access denied, traffic not accepted from this IP.")]
    [InlineData(MailStage.DataEnd, "550 5.7.501 Service unavailable. Spam abuse detected")]
    [InlineData(MailStage.DataEnd, "550 5.1.8 Access denied, bad outbound sender")]
    [InlineData(null, "550 5.7.501 Service unavailable. Spam abuse detected from Microsoft Online Email Address")]
    [InlineData(null, "550 5.4.5 Daily user sending limit exceeded.")]
    public async Task Problem_of_the_account_waits_although_it_is_reported_for_the_message(MailStage? stage, string reply)
    {
        if (stage is { } at) World.Servers.Smtp.Faults.At(at, MailFault.Reply(reply));
        else World.Servers.Smtp.Options.RejectedRecipients[OutboxWorld.To] = reply;
        var application = await World.AddApplicationAsync();
        var row = await World.WaitForAttemptAsync(await OutboxWorld.EnqueueAsync(application, OutboxWorld.NewMessage()), 1);
        Assert.Equal(MailOutboxState.Waiting, row.State);
    }

    [Fact]
    public async Task Model_that_converts_times_is_refused()
    {
        var application = await World.AddApplicationAsync(options => options.SendsMessages = false);
        await using var scope = application.Services.CreateAsyncScope();
        await using var context = new TicksContext(
            new DbContextOptionsBuilder<TicksContext>().UseSqlite("Data Source=:memory:").Options);
        var outbox = scope.ServiceProvider.GetRequiredService<IMailOutbox>().For(context);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => outbox.EnqueueAsync("alerts", OutboxWorld.NewMessage()));
        Assert.Contains("is stored as Int64", error.Message, StringComparison.Ordinal);
        await using var other = new OtherContext(new DbContextOptionsBuilder<OtherContext>().UseSqlite("Data Source=:memory:").Options);
        outbox = scope.ServiceProvider.GetRequiredService<IMailOutbox>().For(other);
        error = await Assert.ThrowsAsync<InvalidOperationException>(() => outbox.EnqueueAsync("alerts", OutboxWorld.NewMessage()));
        Assert.Contains("The model of OtherContext lacks MailOutboxRow", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ended_message_can_be_discarded()
    {
        var application = await World.AddApplicationAsync();
        var id = await OutboxWorld.EnqueueAsync(application, OutboxWorld.NewMessage());
        await World.WaitForAsync(id, MailOutboxState.Sent);
        Assert.True(await OutboxWorld.UseAsync(application, outbox => outbox.DiscardAsync(id)));
        Assert.False(await OutboxWorld.UseAsync(application, outbox => outbox.DiscardAsync(id)));
        var waiting = await OutboxWorld.EnqueueAsync(
            application, OutboxWorld.NewMessage(), new MailEnqueueOptions { SendAt = DateTimeOffset.Now.AddDays(1) });
        Assert.False(await OutboxWorld.UseAsync(application, outbox => outbox.DiscardAsync(waiting)));
    }

    private async Task<Guid> AddOldAsync(IHost application)
    {
        var id = await OutboxWorld.EnqueueAsync(application, OutboxWorld.NewMessage());
        await World.ChangeAsync(id, row => (row.State, row.UpdatedAt) = (MailOutboxState.Sent, DateTime.UtcNow.AddDays(-30)));
        return id;
    }

    private sealed class TicksContext(DbContextOptions<TicksContext> options) : DbContext(options), IMailOutboxContext
    {
        public DbSet<MailOutboxRow> MailOutbox => Set<MailOutboxRow>();

        protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
            configurationBuilder.Properties<DateTime>().HaveConversion<long>();
    }

    private sealed class OtherContext(DbContextOptions<OtherContext> options) : DbContext(options);

    private sealed class FirstFails(string text) : DbCommandInterceptor
    {
        private int _hasFailed;

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default) =>
            command.CommandText.Contains(text, StringComparison.Ordinal) && Interlocked.Exchange(ref _hasFailed, 1) == 0
                ? throw new TimeoutException()
                : new(result);
    }

    private sealed class ThrowingLogger : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Name is "DatabaseFailed" or "Sent") throw new InvalidOperationException("log");
        }

        public void Dispose()
        {
        }
    }
}
