using System.Transactions;
using Microsoft.EntityFrameworkCore;
using OAuthMail.EntityFrameworkCore.Outbox;
using OAuthMail.EntityFrameworkCore.Tests.Servers;
using OAuthMail.EntityFrameworkCore.Tokens;
using OAuthMail.Storage;
using OAuthMail.Tests;
using OAuthMail.Tests.Shared;

namespace OAuthMail.EntityFrameworkCore.Tests;

[Collection(PostgresGroup.Name)]
public sealed class StoreTests(PostgresFixture postgres) : IDisposable
{
    private static readonly TokenKey Key = new("account-1");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [PostgresFact]
    public async Task Write_is_independent_of_the_callers_transaction()
    {
        var store = (await TestDatabase.EmptyPostgresAsync(postgres)).Open();
        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            // Neither completed nor committed.
            await using var lease = await store.AcquireAsync(Key);
            await lease.WriteAsync(new TokenRecord { RefreshToken = "two" });
        }

        Assert.Equal("two", (await store.ReadAsync(Key))!.Record.RefreshToken);
    }

    [PostgresFact]
    public async Task Provider_that_repeats_statements_can_be_used()
    {
        var database = await TestDatabase.CreatePostgresAsync(postgres);
        await using var context = database.CreateDbContext();
        var connection = context.Database.GetConnectionString();
        var store = new TestDatabase(options => options.UseNpgsql(connection, npgsql => npgsql.EnableRetryOnFailure())).Open();
        await using var lease = await store.AcquireAsync(Key);
        await lease.WriteAsync(new TokenRecord { RefreshToken = "two" });
        Assert.Equal("two", (await store.ReadAsync(Key))!.Record.RefreshToken);
    }

    [PostgresFact]
    public async Task Records_are_listed_by_prefix_in_pages_through_the_primary_key()
    {
        var database = await TestDatabase.CreatePostgresAsync(postgres);
        var store = database.Open();
        foreach (var name in new[] { "other-1", "refresh-1", "refresh.1", "refresh" })
        {
            await using var lease = await store.AcquireAsync(new TokenKey(name));
            await lease.WriteAsync(new TokenRecord { UserName = name });
        }

        Assert.Equal(["refresh-1"], await ListAsync(store, "refresh-"));
        Assert.Equal(["refresh", "refresh-1", "refresh.1"], await ListAsync(store, "refresh"));
        Assert.Equal(4, (await ListAsync(store, "")).Count);
        Assert.Empty(await ListAsync(store, "."));

        // These rows cannot be decoded, so a listing reports the first of them at its end.
        await database.ExecuteAsync("""
            INSERT INTO "OAuthMailTokens" ("Key", "Version", "Data", "SchemaVersion")
            SELECT convert_to('many-' || n, 'UTF8'), 'v', '\x01', 1 FROM generate_series(1, 5000) AS n;
            ANALYZE "OAuthMailTokens";
            """);
        var error = await Assert.ThrowsAsync<TokenStoreException>(() => ListAsync(store, ""));
        Assert.Equal(Problems.TokenRecordDamaged, error.Problem);
        Assert.Equal(["refresh-1"], await ListAsync(store, "refresh-"));
        var plan = await ExplainAsync(database);
        Assert.Contains("PK_OAuthMailTokens", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Passphrase_uses_the_salt_of_the_table()
    {
        var database = await TestDatabase.CreateSqliteAsync(_folder);
        var first = new DatabaseTokenStore<MailDbContext>(database, protect => protect.WithPassphrase("correct horse"));
        await using (var lease = await first.AcquireAsync(Key)) await lease.WriteAsync(new TokenRecord { RefreshToken = "one" });
        var second = new DatabaseTokenStore<MailDbContext>(database, protect => protect.WithPassphrase("correct horse"));
        Assert.Equal("one", (await second.ReadAsync(Key))!.Record.RefreshToken);
        var other = new DatabaseTokenStore<MailDbContext>(database, protect => protect.WithPassphrase("another horse"));
        var error = await Assert.ThrowsAsync<TokenStoreException>(async () => await other.ReadAsync(Key));
        Assert.Equal(Problems.TokenKeyUnknown, error.Problem);
    }

    [Fact]
    public async Task Tokens_are_encrypted_in_the_table()
    {
        var database = await TestDatabase.CreateSqliteAsync(_folder);
        await using (var lease = await database.Open().AcquireAsync(Key))
        {
            await lease.WriteAsync(new TokenRecord { RefreshToken = "refresh-secret" });
        }

        Assert.DoesNotContain("refresh-secret", await File.ReadAllTextAsync(_folder["tokens.db"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_protection_is_reported_at_once()
    {
        var error = Assert.Throws<TokenStoreException>(
            () => new DatabaseTokenStore<MailDbContext>(new TestDatabase(_ => { }), _ => { }));
        Assert.Equal(Problems.TokenProtectionMissing, error.Problem);
    }

    [Fact]
    public void Lease_duration_must_be_whole_seconds()
    {
        var error = Assert.Throws<MailConfigurationException>(
            () => new TestDatabase(_ => { }).Open(options => options.LeaseDuration = TimeSpan.FromSeconds(2.5)));
        Assert.Contains("LeaseDuration", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Telemetry_page_lists_the_log_events()
    {
        TelemetryPage.AssertLists(StoreLog.Category, typeof(StoreLog));
        TelemetryPage.AssertLists(OutboxLog.Category, typeof(OutboxLog));
    }

    private static async Task<List<string>> ListAsync(DatabaseTokenStore<MailDbContext> store, string prefix)
    {
        var listed = new List<string>();
        await foreach (var entry in store.ListAsync(prefix)) listed.Add(entry.Key.Value);
        return listed;
    }

    private static async Task<string> ExplainAsync(TestDatabase database)
    {
        await using var context = database.CreateDbContext();
        var lines = await context.Database.SqlQueryRaw<string>("""
            EXPLAIN SELECT o."Key", o."Data" FROM "OAuthMailTokens" AS o
            WHERE o."Key" >= convert_to('refresh-', 'UTF8') AND o."Key" < convert_to('refresh-~', 'UTF8') AND o."Data" IS NOT NULL
            ORDER BY o."Key" LIMIT 200
            """).ToListAsync();
        return string.Join('\n', lines);
    }
}
