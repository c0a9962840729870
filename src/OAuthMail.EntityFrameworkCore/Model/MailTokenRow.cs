using Microsoft.EntityFrameworkCore;
using OAuthMail.EntityFrameworkCore.Model;

namespace OAuthMail.EntityFrameworkCore;

/// <summary>
/// A row of the token store: one token record, who may write it, and whether a renewal of it has begun. Only the store changes rows.
/// </summary>
/// <remarks>It isn't sealed, because lazy loading of Entity Framework Core refuses sealed entities.</remarks>
[EntityTypeConfiguration(typeof(MailTokenRowConfiguration))]
public class MailTokenRow
{
    /// <summary>
    /// Gets or sets the key of the record. It is stored as the bytes of its ASCII characters, so that no collation makes two keys equal or
    /// changes their order.
    /// </summary>
    public string Key { get; set; } = "";

    /// <summary>Gets or sets the version of the record, or <see langword="null"/> if the row has no record.</summary>
    public string? Version { get; set; }

    /// <summary>
    /// Gets or sets the protected record, or <see langword="null"/> if the row exists only for the duration of a lease.
    /// </summary>
    public byte[]? Data { get; set; }

    /// <summary>Gets or sets the version of the table's format with which the row was written.</summary>
    public int SchemaVersion { get; set; }

    /// <summary>Gets or sets the identity of the lease, or <see langword="null"/> if there is none.</summary>
    public Guid? LeaseOwner { get; set; }

    /// <summary>Gets or sets when the lease expires, by the database's clock in UTC. Its holder extends it.</summary>
    public DateTime? LeaseExpiresAt { get; set; }

    /// <summary>
    /// Gets or sets the identity of the lease under which a renewal has begun and has not ended, or <see langword="null"/> if there is
    /// none. The refresh token of the record may have been used.
    /// </summary>
    public Guid? RenewalOwner { get; set; }

    /// <summary>Gets or sets when the row was last changed, by the database's clock in UTC.</summary>
    public DateTime? UpdatedAt { get; set; }
}
