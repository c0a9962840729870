using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace OAuthMail.EntityFrameworkCore.Model;

/// <summary>The table of <see cref="MailOutboxRow"/>, for every relational provider.</summary>
internal sealed class MailOutboxRowConfiguration : IEntityTypeConfiguration<MailOutboxRow>
{
    public const int MaximumAccountLength = 256;

    /// <summary>The maximum length of a line is 998 characters (RFC 5322 section 2.1.1).</summary>
    public const int MaximumMessageIdLength = 998;

    public const int MaximumReplyLength = 500;

    public const int MaximumFailureLength = 2000;

    /// <summary>The maximum length of an address (RFC 5321 section 4.5.3.1), with space for its encoding.</summary>
    public const int MaximumSenderLength = 998;

    private const string Table = "OAuthMailOutbox";
    private const int StateLength = 16;
    private const int ProblemLength = 100;

    public void Configure(EntityTypeBuilder<MailOutboxRow> builder)
    {
        builder.ToTable(Table);
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Account).HasMaxLength(MaximumAccountLength);
        builder.Property(row => row.State).HasConversion<string>().HasMaxLength(StateLength).IsUnicode(false);
        builder.Property(row => row.MessageId).HasMaxLength(MaximumMessageIdLength);
        builder.Property(row => row.Sender).HasMaxLength(MaximumSenderLength);
        builder.Property(row => row.Failure).HasMaxLength(MaximumFailureLength);

        // Without a limit, also if a convention of the application limits all texts.
        builder.Property(row => row.Recipients).HasMaxLength(-1);
        builder.Property(row => row.Content).HasMaxLength(-1);
        builder.Property(row => row.Problem).HasMaxLength(ProblemLength).IsUnicode(false);
        builder.Property(row => row.SentBy).HasMaxLength(MaximumAccountLength);
        builder.Property(row => row.ServerReply).HasMaxLength(MaximumReplyLength);

        // The sender reads the waiting rows in the order of these indexes: of all accounts, and of one.
        builder.HasIndex(row => new { row.State, row.DueAt, row.CreatedAt });
        builder.HasIndex(row => new { row.State, row.Account, row.DueAt, row.CreatedAt });
    }
}
