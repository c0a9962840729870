using Microsoft.EntityFrameworkCore;

namespace OAuthMail.EntityFrameworkCore.Tests;

/// <summary>An application's context.</summary>
public sealed class MailDbContext(DbContextOptions<MailDbContext> options) : DbContext(options), IMailTokenContext, IMailOutboxContext
{
    public DbSet<MailTokenRow> MailTokens => Set<MailTokenRow>();

    public DbSet<MailOutboxRow> MailOutbox => Set<MailOutboxRow>();
}
