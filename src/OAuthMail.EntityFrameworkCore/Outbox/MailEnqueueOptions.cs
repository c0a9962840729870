using MimeKit;

namespace OAuthMail.EntityFrameworkCore;

/// <summary>Options for one message in the outbox, in addition to its headers.</summary>
public sealed class MailEnqueueOptions
{
    /// <summary>
    /// Gets or sets the envelope sender (MAIL FROM, RFC 5321 section 4.1.1.2), which receives reports of failed deliveries.
    /// </summary>
    /// <value>The default is <see langword="null"/>: the sender in the headers.</value>
    public MailboxAddress? Sender { get; set; }

    /// <summary>Gets the envelope recipients (RCPT TO, RFC 5321 section 4.1.1.3).</summary>
    /// <value>The default is an empty list: the recipients in the headers To, Cc and Bcc.</value>
    public IList<MailboxAddress> Recipients { get; } = new List<MailboxAddress>();

    /// <summary>Gets or sets the time before which the message is not sent. It is compared with the database's clock.</summary>
    /// <value>The default is <see langword="null"/>: the message is sent as soon as it is committed.</value>
    public DateTimeOffset? SendAt { get; set; }
}
