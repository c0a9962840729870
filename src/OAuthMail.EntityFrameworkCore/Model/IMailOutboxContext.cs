using Microsoft.EntityFrameworkCore;

namespace OAuthMail.EntityFrameworkCore;

/// <summary>
/// Implement this interface on the application's <see cref="DbContext"/> to keep messages that are to be sent in its database, and add a
/// migration for the table.
/// </summary>
public interface IMailOutboxContext
{
    /// <summary>Gets the messages of the outbox. Query them as you like, but change them only through <see cref="IMailOutbox"/>.</summary>
    DbSet<MailOutboxRow> MailOutbox { get; }
}
