using OAuthMail.Tests;

namespace OAuthMail.EntityFrameworkCore.Tests.Outbox;

/// <summary>A test of the outbox with a database in a file.</summary>
public abstract class OutboxTest : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private protected TestDatabase Database { get; private set; } = null!;

    private protected OutboxWorld World { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Database = await TestDatabase.CreateSqliteAsync(_folder);
        World = await OutboxWorld.StartAsync(Database);
    }

    public async Task DisposeAsync() => await World.DisposeAsync();

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
