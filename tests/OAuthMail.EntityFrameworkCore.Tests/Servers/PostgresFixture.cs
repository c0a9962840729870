namespace OAuthMail.EntityFrameworkCore.Tests.Servers;

/// <summary>The PostgreSQL server that the tests share. Each test has a database of its own.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    internal PostgresServer Server { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (DatabaseInstallation.WhyNoPostgres is not null) return;
        Server = await PostgresServer.StartAsync();
        if (DatabaseInstallation.WhyNoPgBouncer is null) await Server.StartPgBouncerAsync();
    }

    public async Task DisposeAsync()
    {
        if (Server is not null) await Server.DisposeAsync();
    }
}
