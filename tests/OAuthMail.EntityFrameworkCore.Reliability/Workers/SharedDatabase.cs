using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace OAuthMail.EntityFrameworkCore.Reliability.Workers;

/// <summary>Opens the shared store as each process does.</summary>
internal sealed class SharedDatabase(string connectionString) : IDbContextFactory<SharedDbContext>
{
    private readonly DbContextOptions<SharedDbContext> _options =
        new DbContextOptionsBuilder<SharedDbContext>().UseNpgsql(connectionString).Options;

    public SharedDbContext CreateDbContext() => new(_options);

    public DatabaseTokenStore<SharedDbContext> Open(string keyFile, int leaseSeconds, ILoggerFactory? loggers = null) => new(
        this, protect => protect.WithKeyFile(keyFile),
        new DatabaseTokenStoreOptions { LeaseDuration = TimeSpan.FromSeconds(leaseSeconds), LoggerFactory = loggers });
}
