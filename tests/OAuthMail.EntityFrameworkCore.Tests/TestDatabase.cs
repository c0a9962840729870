using Microsoft.EntityFrameworkCore;
using OAuthMail.EntityFrameworkCore.Tests.Servers;
using OAuthMail.Tests;

namespace OAuthMail.EntityFrameworkCore.Tests;

/// <summary>A database with the table, and contexts for it.</summary>
internal sealed class TestDatabase(Action<DbContextOptionsBuilder> use) : IDbContextFactory<MailDbContext>
{
    public static async Task<TestDatabase> CreateSqliteAsync(TemporaryFolder folder)
    {
        var database = new TestDatabase(options => options.UseSqlite($"Data Source={folder["tokens.db"]}"));
        await database.CreateTableAsync();
        return database;
    }

    /// <summary>Empties the database that tests share which need no database of their own.</summary>
    public static async Task<TestDatabase> EmptyPostgresAsync(PostgresFixture fixture, bool pooled = false)
    {
        const string name = "shared";
        var direct = new TestDatabase(options => options.UseNpgsql(fixture.Server.ConnectionString(name)));
        await direct.CreateTableAsync();
        await direct.ExecuteAsync("DELETE FROM \"OAuthMailTokens\"; DELETE FROM \"OAuthMailOutbox\"");
        return pooled ? new TestDatabase(options => options.UseNpgsql(fixture.Server.ConnectionString(name, pooled: true))) : direct;
    }

    public static async Task<TestDatabase> CreatePostgresAsync(PostgresFixture fixture, bool pooled = false)
    {
        var name = await fixture.Server.CreateDatabaseAsync();
        await new TestDatabase(options => options.UseNpgsql(fixture.Server.ConnectionString(name))).CreateTableAsync();
        return new TestDatabase(options => options.UseNpgsql(fixture.Server.ConnectionString(name, pooled)));
    }

    /// <summary>Lets a context use the database.</summary>
    public void Use(DbContextOptionsBuilder options) => use(options);

    public MailDbContext CreateDbContext()
    {
        var options = new DbContextOptionsBuilder<MailDbContext>();
        use(options);
        return new MailDbContext(options.Options);
    }

    public DatabaseTokenStore<MailDbContext> Open(Action<DatabaseTokenStoreOptions>? configure = null)
    {
        var options = new DatabaseTokenStoreOptions();
        configure?.Invoke(options);
        return new DatabaseTokenStore<MailDbContext>(this, protect => protect.WithProtector(new TestProtector()), options);
    }

    public async Task ExecuteAsync(string statement)
    {
        await using var context = CreateDbContext();
        await context.Database.ExecuteSqlRawAsync(statement);
    }

    public async Task<MailTokenRow?> FindRowAsync(string key)
    {
        await using var context = CreateDbContext();
        return await context.MailTokens.AsNoTracking().SingleOrDefaultAsync(row => row.Key == key);
    }

    private async Task CreateTableAsync()
    {
        await using var context = CreateDbContext();
        await context.Database.EnsureCreatedAsync();
    }
}
