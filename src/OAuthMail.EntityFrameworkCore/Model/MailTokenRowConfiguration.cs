using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OAuthMail.EntityFrameworkCore.Model;

/// <summary>The table of <see cref="MailTokenRow"/>, for every relational provider.</summary>
internal sealed class MailTokenRowConfiguration : IEntityTypeConfiguration<MailTokenRow>
{
    /// <summary>The version of the table's format that this version of the library reads and writes.</summary>
    public const int SchemaVersion = 1;

    private const string Table = "OAuthMailTokens";

    // 128 characters of a token key, and the prefix of a record that was set aside.
    private const int MaximumKeyLength = 160;

    private const int VersionLength = 32;

    public void Configure(EntityTypeBuilder<MailTokenRow> builder)
    {
        builder.ToTable(Table);
        builder.HasKey(row => row.Key);
        builder.Property(row => row.Key)
            .HasMaxLength(MaximumKeyLength)
            .ValueGeneratedNever()
            .HasConversion(key => Encoding.ASCII.GetBytes(key), bytes => Encoding.ASCII.GetString(bytes));
        builder.Property(row => row.Version).HasMaxLength(VersionLength).IsUnicode(false);
    }
}
