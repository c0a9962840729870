using Microsoft.EntityFrameworkCore;
using OAuthMail.EntityFrameworkCore.Model;

namespace OAuthMail.EntityFrameworkCore;

/// <summary>A message in the outbox. Times are in UTC.</summary>
/// <remarks>It isn't sealed, because lazy loading of Entity Framework Core refuses sealed entities.</remarks>
[EntityTypeConfiguration(typeof(MailOutboxRowConfiguration))]
public class MailOutboxRow
{
    /// <summary>Gets or sets the identifier.</summary>
    public Guid Id { get; set; }

    /// <summary>Gets or sets the name of the account that sends the message.</summary>
    public string Account { get; set; } = "";

    /// <summary>Gets or sets what became of the message.</summary>
    public MailOutboxState State { get; set; }

    /// <summary>Gets or sets the Message-ID (RFC 5322 section 3.6.4), without angle brackets.</summary>
    public string MessageId { get; set; } = "";

    /// <summary>
    /// Gets or sets the envelope sender, or <see langword="null"/> for the sender in the headers. An empty text is the empty sender of a
    /// notification.
    /// </summary>
    public string? Sender { get; set; }

    /// <summary>
    /// Gets or sets the addresses of the envelope recipients, one in each line, or <see langword="null"/> for the recipients in the
    /// headers.
    /// </summary>
    public string? Recipients { get; set; }

    /// <summary>
    /// Gets or sets the message in MIME, with the header Bcc if it has one; or <see langword="null"/> after it was sent or canceled.
    /// </summary>
    public byte[]? Content { get; set; }

    /// <summary>Gets or sets the size of the message in octets.</summary>
    public int Size { get; set; }

    /// <summary>Gets or sets when the message was added, by the clock of the process that added it.</summary>
    public DateTime CreatedAt { get; set; }

    /// <summary>
    /// Gets or sets the time before which there is no attempt, by the database's clock; or <see langword="null"/> to send the message as
    /// soon as possible.
    /// </summary>
    public DateTime? DueAt { get; set; }

    /// <summary>
    /// Gets or sets the time after which a failed attempt is the last one, by the database's clock; or <see langword="null"/> before the
    /// first failure.
    /// </summary>
    public DateTime? GiveUpAt { get; set; }

    /// <summary>Gets or sets the number of attempts that have ended.</summary>
    public int Attempts { get; set; }

    /// <summary>Gets or sets the code of the problem of the last attempt, or <see langword="null"/> if there was none.</summary>
    public string? Problem { get; set; }

    /// <summary>
    /// Gets or sets what happened in the last attempt, at most 2,000 characters; or <see langword="null"/> if it succeeded or there was
    /// none.
    /// </summary>
    public string? Failure { get; set; }

    /// <summary>Gets or sets when the message was sent, by the database's clock, or <see langword="null"/> if it was not sent.</summary>
    public DateTime? SentAt { get; set; }

    /// <summary>
    /// Gets or sets the name of the account that sent the message, which can be the backup; or <see langword="null"/> if it was not sent.
    /// </summary>
    public string? SentBy { get; set; }

    /// <summary>
    /// Gets or sets the reply with which the server accepted the message, at most 500 characters; or <see langword="null"/> if it was not
    /// sent. It often contains the queue ID.
    /// </summary>
    public string? ServerReply { get; set; }

    /// <summary>
    /// Gets or sets the identity of the last claim on the message, or <see langword="null"/> if it was never claimed or was canceled. Each
    /// claim of a process has a new one.
    /// </summary>
    public Guid? ClaimedBy { get; set; }

    /// <summary>
    /// Gets or sets when the claim expires, by the database's clock; or <see langword="null"/> if no process is sending the message.
    /// </summary>
    public DateTime? ClaimExpiresAt { get; set; }

    /// <summary>
    /// Gets or sets when the sender last changed the row, by the database's clock; or <see langword="null"/> if it did not.
    /// </summary>
    public DateTime? UpdatedAt { get; set; }
}
