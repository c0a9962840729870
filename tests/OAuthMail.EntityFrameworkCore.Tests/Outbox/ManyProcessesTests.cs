using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OAuthMail.EntityFrameworkCore.Tests.Servers;

namespace OAuthMail.EntityFrameworkCore.Tests.Outbox;

/// <summary>Processes that share the outbox in a real database.</summary>
[Collection(PostgresGroup.Name)]
public sealed class ManyProcessesTests(PostgresFixture postgres)
{
    [PgBouncerTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Each_message_is_sent_by_one_process(bool pooled)
    {
        const int messages = 300;
        await using var world = await OutboxWorld.StartAsync(await TestDatabase.EmptyPostgresAsync(postgres, pooled));
        var first = await world.AddApplicationAsync(options => options.MaxConcurrentMessages = 20);
        for (var i = 0; i < 2; i++) await world.AddApplicationAsync(options => options.MaxConcurrentMessages = 20);
        var ids = new List<Guid>();
        for (var batch = 0; batch < 10; batch++)
        {
            await using var scope = first.Services.CreateAsyncScope();
            var outbox = scope.ServiceProvider.GetRequiredService<IMailOutbox>();
            for (var i = 0; i < messages / 10; i++)
            {
                ids.Add(await outbox.EnqueueAsync("alerts", OutboxWorld.NewMessage($"Message {batch}-{i}.")));
            }

            await scope.ServiceProvider.GetRequiredService<MailDbContext>().SaveChangesAsync();
        }

        var senders = new HashSet<Guid?>();
        foreach (var id in ids) senders.Add((await world.WaitForAsync(id, MailOutboxState.Sent)).ClaimedBy);
        Assert.Equal(messages, world.Received().Count);
        Assert.Equal(messages, world.Received().Select(text => SubjectOf(text)).Distinct().Count());
        Assert.True(senders.Count > 1, "One process has sent all messages.");

        static string SubjectOf(string text) =>
            text.Split('\n').First(line => line.StartsWith("Subject:", StringComparison.Ordinal));
    }

    [PostgresFact]
    public async Task Outbox_continues_when_the_database_is_available_again()
    {
        var database = await TestDatabase.CreatePostgresAsync(postgres);
        await using var world = await OutboxWorld.StartAsync(database);
        var application = await world.AddApplicationAsync();
        await using var context = database.CreateDbContext();
        var name = context.Database.GetDbConnection().Database;
        await world.WaitForAsync(await OutboxWorld.EnqueueAsync(application, OutboxWorld.NewMessage()), MailOutboxState.Sent);
        await postgres.Server.ExecuteAsync("postgres", $"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false");
        await postgres.Server.ExecuteAsync(
            "postgres", $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
        await WaitForLogAsync(world, "DatabaseFailed: ");
        Assert.Contains(world.Log, line => line.Contains("token-database-unavailable", StringComparison.Ordinal));
        await postgres.Server.ExecuteAsync("postgres", $"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true");
        await world.WaitForAsync(await OutboxWorld.EnqueueAsync(application, OutboxWorld.NewMessage()), MailOutboxState.Sent);
        await WaitForLogAsync(world, "DatabaseRecovered: ");
        Assert.Equal(2, world.Received().Count);
    }

    [PostgresFact]
    public async Task Missing_table_is_reported_and_used_as_soon_as_it_exists()
    {
        var database = await TestDatabase.CreatePostgresAsync(postgres);
        await using var world = await OutboxWorld.StartAsync(database);
        await database.ExecuteAsync("ALTER TABLE \"OAuthMailOutbox\" RENAME TO \"Gone\"");
        var application = await world.AddApplicationAsync();
        await WaitForLogAsync(world, "DatabaseFailed: ");
        Assert.Contains(world.Log, line => line.Contains("token-database-table-missing", StringComparison.Ordinal));
        await database.ExecuteAsync("ALTER TABLE \"Gone\" RENAME TO \"OAuthMailOutbox\"");
        await world.WaitForAsync(await OutboxWorld.EnqueueAsync(application, OutboxWorld.NewMessage()), MailOutboxState.Sent);
    }

    [PostgresFact]
    public async Task Row_that_another_transaction_has_locked_does_not_stop_the_others()
    {
        var database = await TestDatabase.CreatePostgresAsync(postgres);
        await using var world = await OutboxWorld.StartAsync(database);
        var web = await world.AddApplicationAsync(options => options.SendsMessages = false);
        var locked = await OutboxWorld.EnqueueAsync(web, OutboxWorld.NewMessage("Locked"));
        await using var context = database.CreateDbContext();
        await using var transaction = await context.Database.BeginTransactionAsync();
        Assert.True(await OutboxWorld.UseAsync(web, outbox => outbox.For(context).CancelAsync(locked)));
        var ids = new List<Guid>();
        for (var i = 0; i < 5; i++) ids.Add(await OutboxWorld.EnqueueAsync(web, OutboxWorld.NewMessage($"Other {i}")));
        await world.AddApplicationAsync();
        foreach (var id in ids) await world.WaitForAsync(id, MailOutboxState.Sent);
        await transaction.RollbackAsync();
        await world.WaitForAsync(locked, MailOutboxState.Sent);
    }

    private static async Task WaitForLogAsync(OutboxWorld world, string begin)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!world.Log.Any(line => line.StartsWith(begin, StringComparison.Ordinal)))
        {
            Assert.False(limit.IsCancellationRequested, string.Join('\n', world.Log));
            await Task.Delay(20);
        }
    }
}
