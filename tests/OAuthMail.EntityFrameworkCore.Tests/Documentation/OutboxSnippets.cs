using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MimeKit;

namespace OAuthMail.EntityFrameworkCore.Tests.Documentation;

#region outbox-context
public sealed class ShopDbContext(DbContextOptions<ShopDbContext> options) : DbContext(options), IMailOutboxContext
{
    public DbSet<Order> Orders => Set<Order>();

    public DbSet<MailOutboxRow> MailOutbox => Set<MailOutboxRow>();
}
#endregion

public sealed class Order
{
    public int Id { get; set; }
}

#region outbox-enqueue
public sealed class Checkout(ShopDbContext database, IMailOutbox outbox)
{
    public async Task CompleteAsync(Order order, MimeMessage confirmation, CancellationToken cancellationToken)
    {
        database.Orders.Add(order);
        await outbox.EnqueueAsync("shop", confirmation, cancellationToken);
        await database.SaveChangesAsync(cancellationToken);
    }
}
#endregion

/// <summary>The code of the documentation that sends messages from an outbox. It is compiled here.</summary>
internal static class OutboxSnippets
{
    public interface ISentMail
    {
        Task<bool> ContainsAsync(string messageId, CancellationToken cancellationToken);
    }

    public static void Register(HostApplicationBuilder builder, string connectionString)
    {
        #region outbox-register
        builder.Services.AddDbContext<ShopDbContext>(options => options.UseNpgsql(connectionString));
        builder.Services.AddOAuthMail(builder.Configuration.GetSection("OAuthMail"))
            .AddMailKit()
            .AddMailOutbox<ShopDbContext>();
        #endregion
    }

    public static async Task DecideAsync(IMailOutbox outbox, ISentMail sentMail, CancellationToken cancellationToken)
    {
        #region outbox-unknown
        foreach (var mail in await outbox.ListAsync(MailOutboxState.Unknown, cancellationToken: cancellationToken))
        {
            if (await sentMail.ContainsAsync(mail.MessageId, cancellationToken)) await outbox.MarkSentAsync(mail.Id, cancellationToken);
            else await outbox.SendAgainAsync(mail.Id, cancellationToken);
        }
        #endregion
    }

    public static async Task<int> CountAsync(ShopDbContext database, CancellationToken cancellationToken)
    {
        #region outbox-query
        var stuck = await database.MailOutbox.CountAsync(
            row => row.State == MailOutboxState.Failed || row.State == MailOutboxState.Unknown, cancellationToken);
        #endregion
        return stuck;
    }
}
