using Microsoft.EntityFrameworkCore;

namespace OAuthMail.EntityFrameworkCore;

/// <summary>
/// Implement this interface on the application's <see cref="DbContext"/> to keep tokens in its database, and add a migration for the table.
/// </summary>
public interface IMailTokenContext
{
    /// <summary>Gets the rows of the token store.</summary>
    DbSet<MailTokenRow> MailTokens { get; }
}
