using Microsoft.EntityFrameworkCore;

namespace OAuthMail.EntityFrameworkCore.Reliability.Workers;

/// <summary>The context that all processes use.</summary>
internal sealed class SharedDbContext(DbContextOptions<SharedDbContext> options) : DbContext(options), IMailTokenContext, IMailOutboxContext
{
    public DbSet<MailTokenRow> MailTokens => Set<MailTokenRow>();

    public DbSet<MailOutboxRow> MailOutbox => Set<MailOutboxRow>();
}
