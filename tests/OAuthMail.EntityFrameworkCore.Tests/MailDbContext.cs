using Microsoft.EntityFrameworkCore;

namespace OAuthMail.EntityFrameworkCore.Tests;

/// <summary>An application's context.</summary>
public sealed class MailDbContext(DbContextOptions<MailDbContext> options) : DbContext(options), IMailTokenContext
{
    public DbSet<MailTokenRow> MailTokens => Set<MailTokenRow>();
}
