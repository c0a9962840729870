using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace OAuthMail.EntityFrameworkCore.Tests.Documentation;

#region database-context
public sealed class AppDbContext(DbContextOptions<AppDbContext> options) : DbContext(options), IMailTokenContext
{
    public DbSet<MailTokenRow> MailTokens => Set<MailTokenRow>();
}
#endregion

/// <summary>The code of the documentation that keeps tokens in a database. It is compiled here.</summary>
internal static class DatabaseSnippets
{
    public static void Register(HostApplicationBuilder builder, string connectionString)
    {
        #region database-register
        builder.Services.AddDbContext<AppDbContext>(options => options.UseNpgsql(connectionString));
        builder.Services.AddOAuthMail(builder.Configuration.GetSection("OAuthMail"))
            .AddMailKit()
            .PersistTokensToDbContext<AppDbContext>();
        #endregion
    }
}
