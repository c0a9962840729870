using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using OAuthMail.EntityFrameworkCore.Tests.Servers;
using OAuthMail.Storage;
using OAuthMail.Testing;
using OAuthMail.Tests;

namespace OAuthMail.EntityFrameworkCore.Tests;

/// <summary>Databases that cannot be used, and how the same store continues when they can be used again.</summary>
[Collection(PostgresGroup.Name)]
public sealed class FailureTests(PostgresFixture postgres) : IDisposable
{
    private static readonly TokenKey Key = new("account-1");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [PostgresFact]
    public async Task Database_that_does_not_accept_connections_is_unavailable()
    {
        var database = await TestDatabase.CreatePostgresAsync(postgres);
        var store = database.Open();
        await WriteAsync(store);
        var name = await NameOfAsync(database);
        await postgres.Server.ExecuteAsync("postgres", $"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false");
        await postgres.Server.ExecuteAsync(
            "postgres", $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
        await FailsAsync(store, Problems.DatabaseUnavailable);
        await postgres.Server.ExecuteAsync("postgres", $"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true");
        await WriteAsync(store);
    }

    [Fact]
    public async Task Record_of_a_sign_in_is_written_although_the_database_restarts()
    {
        await TestDatabase.CreateSqliteAsync(_folder);
        var (outage, clock) = (new Outage(), new ManualTimeProvider(DateTimeOffset.UtcNow));
        var store = new TestDatabase(
            options => options.UseSqlite($"Data Source={_folder["tokens.db"]}").AddInterceptors(outage))
            .Open(options => options.TimeProvider = clock);
        await using (var lease = await store.AcquireAsync(Key))
        {
            outage.Connections = 3;
            await PassAsync(clock, lease.WriteAsync(new TokenRecord { RefreshToken = "of a code" }).AsTask());

            // An outage that lasts is reported.
            outage.Connections = int.MaxValue;
            var error = await Assert.ThrowsAsync<TokenStoreException>(
                () => PassAsync(clock, lease.WriteAsync(new TokenRecord { RefreshToken = "other" }).AsTask()));
            Assert.Equal(Problems.DatabaseUnavailable, error.Problem);
            outage.Connections = 0;
        }

        Assert.Equal("of a code", (await store.ReadAsync(Key))!.Record.RefreshToken);
    }

    [Fact]
    public async Task Server_that_does_not_exist_is_unavailable()
    {
        var database = new TestDatabase(options => options.UseNpgsql("Host=127.0.0.1;Port=1;Username=u;Password=secret-word;Timeout=5"));
        var error = await FailsAsync(database.Open(), Problems.DatabaseUnavailable);
        Assert.DoesNotContain("secret-word", error.ToString(), StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task Read_only_database_is_read_but_not_written()
    {
        var database = await TestDatabase.CreatePostgresAsync(postgres);
        var store = database.Open();
        await WriteAsync(store);
        await database.ExecuteAsync("ALTER SYSTEM SET default_transaction_read_only = on");
        try
        {
            await database.ExecuteAsync("SELECT pg_reload_conf()");
            await WaitForReadOnlyAsync(database, "on");
            Assert.NotNull(await store.ReadAsync(Key));
            var error = await Assert.ThrowsAsync<TokenStoreException>(async () => await store.AcquireAsync(Key));
            Assert.Equal(Problems.DatabaseReadOnly, error.Problem);
        }
        finally
        {
            await postgres.Server.ExecuteAsync("postgres", "ALTER SYSTEM RESET default_transaction_read_only");
            await postgres.Server.ExecuteAsync("postgres", "SELECT pg_reload_conf()");
        }

        await WaitForReadOnlyAsync(database, "off");
        await WriteAsync(store);
    }

    [PostgresFact]
    public async Task Missing_table_is_explained()
    {
        var database = await TestDatabase.CreatePostgresAsync(postgres);
        await database.ExecuteAsync("ALTER TABLE \"OAuthMailTokens\" RENAME TO hidden");
        var store = database.Open();
        var error = await FailsAsync(store, Problems.DatabaseTableMissing);
        Assert.Contains("dotnet ef migrations add", error.Message, StringComparison.Ordinal);
        await database.ExecuteAsync("ALTER TABLE hidden RENAME TO \"OAuthMailTokens\"");
        await WriteAsync(store);
    }

    [Fact]
    public async Task Missing_table_and_column_of_sqlite_are_explained()
    {
        var database = await TestDatabase.CreateSqliteAsync(_folder);
        await database.ExecuteAsync("ALTER TABLE OAuthMailTokens RENAME COLUMN RenewalOwner TO hidden");
        await FailsAsync(database.Open(), Problems.DatabaseTableMissing);
        await database.ExecuteAsync("DROP TABLE OAuthMailTokens");
        await FailsAsync(database.Open(), Problems.DatabaseTableMissing);
    }

    [Fact]
    public async Task Read_only_sqlite_is_read_but_not_written()
    {
        var file = _folder["tokens.db"];
        await WriteAsync((await TestDatabase.CreateSqliteAsync(_folder)).Open());
        var store = new TestDatabase(options => options.UseSqlite($"Data Source={file};Mode=ReadOnly")).Open();
        Assert.NotNull(await store.ReadAsync(Key));
        var error = await Assert.ThrowsAsync<TokenStoreException>(async () => await store.AcquireAsync(Key));
        Assert.Equal(Problems.DatabaseReadOnly, error.Problem);
    }

    [Fact]
    public async Task Full_database_keeps_the_previous_record()
    {
        var file = _folder["tokens.db"];
        await WriteAsync((await TestDatabase.CreateSqliteAsync(_folder)).Open());
        var limit = new PageLimit();
        var store = new TestDatabase(
            options => options.UseSqlite($"Data Source={file};Pooling=False").AddInterceptors(limit)).Open();
        var large = new TokenRecord { RefreshToken = new string('r', 100_000) };
        await using (var lease = await store.AcquireAsync(Key))
        {
            var error = await Assert.ThrowsAsync<TokenStoreException>(async () => await lease.WriteAsync(large));
            Assert.Equal(Problems.TokenStoreFull, error.Problem);
        }

        Assert.Equal("refresh", (await store.ReadAsync(Key))!.Record.RefreshToken);
        limit.Pages = int.MaxValue;
        await using var again = await store.AcquireAsync(Key);
        await again.WriteAsync(large);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Renewed_record_that_cannot_be_written_is_written_later(bool acquiresAgain)
    {
        var clock = new ManualTimeProvider();
        var file = _folder["tokens.db"];
        await WriteAsync((await TestDatabase.CreateSqliteAsync(_folder)).Open());
        var limit = new PageLimit();
        var store = new TestDatabase(
            options => options.UseSqlite($"Data Source={file};Pooling=False").AddInterceptors(limit))
            .Open(options => options.TimeProvider = clock);
        var renewed = new TokenRecord { RefreshToken = new string('r', 100_000) };
        await using (var lease = (IReservingTokenLease)await store.AcquireAsync(Key))
        {
            await lease.ReserveAsync();
            await Assert.ThrowsAsync<TokenStoreException>(async () => await lease.WriteAsync(renewed));
        }

        // The row says that the renewal has not ended, so that no other process presents the refresh token.
        Assert.NotNull((await new TestDatabase(options => options.UseSqlite($"Data Source={file}")).FindRowAsync(Key.Value))!.RenewalOwner);
        limit.Pages = int.MaxValue;
        if (acquiresAgain)
        {
            // The clock stands still, so the write is not repeated in the background.
            await using var again = await store.AcquireAsync(Key);
            Assert.Equal(renewed.RefreshToken, again.Current!.Record.RefreshToken);
        }

        await UntilWrittenAsync(store, renewed, clock);
        await (await store.AcquireAsync(Key)).DisposeAsync();
    }

    [Fact]
    public async Task Canceled_wait_for_the_lease_does_not_end_the_late_write()
    {
        var clock = new ManualTimeProvider();
        var file = _folder["tokens.db"];
        await WriteAsync((await TestDatabase.CreateSqliteAsync(_folder)).Open());
        var limit = new PageLimit();
        var store = new TestDatabase(
            options => options.UseSqlite($"Data Source={file};Pooling=False").AddInterceptors(limit))
            .Open(options => options.TimeProvider = clock);
        var renewed = new TokenRecord { RefreshToken = new string('r', 100_000) };
        await using (var lease = (IReservingTokenLease)await store.AcquireAsync(Key))
        {
            await lease.ReserveAsync();
            await Assert.ThrowsAsync<TokenStoreException>(async () => await lease.WriteAsync(renewed));
        }

        // The next attempt is held while a caller stops it, and stops waiting.
        var attempt = new Hold();
        limit.Hold = attempt;
        while (!attempt.IsReached.Task.IsCompleted)
        {
            clock.Advance(TimeSpan.FromMilliseconds(200));
            await Task.Delay(10);
        }

        using var cancellation = new CancellationTokenSource();
        var acquiring = store.AcquireAsync(Key, cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => acquiring);
        limit.Hold = null;
        attempt.End.SetResult();
        limit.Pages = int.MaxValue;
        await UntilWrittenAsync(store, renewed, clock);
    }

    [Fact]
    public async Task Newer_row_and_newer_table_are_refused()
    {
        var database = await TestDatabase.CreateSqliteAsync(_folder);
        var store = database.Open();
        await WriteAsync(store);
        await database.ExecuteAsync("UPDATE OAuthMailTokens SET SchemaVersion = 2 WHERE Key = CAST('account-1' AS BLOB)");
        await FailsAsync(store, Problems.TokenRecordNewer);
        await database.ExecuteAsync("UPDATE OAuthMailTokens SET SchemaVersion = 1");
        await WriteAsync(store);
        await database.ExecuteAsync("UPDATE OAuthMailTokens SET SchemaVersion = 2 WHERE Key = CAST('.store' AS BLOB)");
        await FailsAsync(database.Open(), Problems.TokenRecordNewer);
    }

    private static async Task<TokenStoreException> FailsAsync(DatabaseTokenStore<MailDbContext> store, Problem problem)
    {
        var reading = await Assert.ThrowsAsync<TokenStoreException>(async () => await store.ReadAsync(Key));
        Assert.Equal(problem, reading.Problem);
        var acquiring = await Assert.ThrowsAsync<TokenStoreException>(async () => await store.AcquireAsync(Key));
        Assert.Equal(problem, acquiring.Problem);
        return reading;
    }

    private static async Task WriteAsync(DatabaseTokenStore<MailDbContext> store)
    {
        await using var lease = await store.AcquireAsync(Key);
        await lease.WriteAsync(new TokenRecord { RefreshToken = "refresh" });
    }

    private static async Task UntilWrittenAsync(DatabaseTokenStore<MailDbContext> store, TokenRecord record, ManualTimeProvider clock)
    {
        while ((await store.ReadAsync(Key))!.Record.RefreshToken != record.RefreshToken)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(20);
        }
    }

    /// <summary>Advances the clock through short delays until the work has completed.</summary>
    private static async Task PassAsync(ManualTimeProvider clock, Task work)
    {
        while (!work.IsCompleted)
        {
            if (clock.TimeToNextTimer is { } wait && wait < TimeSpan.FromSeconds(1)) clock.Advance(wait);
            await Task.Yield();
        }

        await work;
    }

    private static async Task<string> NameOfAsync(TestDatabase database)
    {
        await using var context = database.CreateDbContext();
        return context.Database.GetDbConnection().Database;
    }

    private static async Task WaitForReadOnlyAsync(TestDatabase database, string value)
    {
        while (true)
        {
            await using var context = database.CreateDbContext();
            var found = await context.Database
                .SqlQueryRaw<string>("SELECT current_setting('default_transaction_read_only') AS \"Value\"").SingleAsync();
            if (found == value) return;
            await Task.Delay(10);
        }
    }

    private sealed class Outage : DbConnectionInterceptor
    {
        public int Connections { get; set; }

        public override ValueTask<InterceptionResult> ConnectionOpeningAsync(
            System.Data.Common.DbConnection connection, ConnectionEventData eventData, InterceptionResult result,
            CancellationToken cancellationToken = default) =>
            Connections-- > 0 ? throw new SqliteException("The server is starting.", 14) : new(result);
    }

    private sealed class PageLimit : DbConnectionInterceptor
    {
        public int Pages { get; set; } = 1;

        public Hold? Hold { get; set; }

        public override async Task ConnectionOpenedAsync(
            System.Data.Common.DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            await using var command = ((SqliteConnection)connection).CreateCommand();
            command.CommandText = $"PRAGMA max_page_count = {Pages}";
            if (Hold is { } hold)
            {
                hold.IsReached.TrySetResult();
                await hold.End.Task;
            }

            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>A place where a statement waits.</summary>
    private sealed class Hold
    {
        public TaskCompletionSource IsReached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource End { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
