using MimeKit;

namespace OAuthMail.MailKit;

/// <summary>Options for one message, in addition to its headers.</summary>
public sealed class MailSendOptions
{
    /// <summary>
    /// Gets or sets the envelope sender (MAIL FROM, RFC 5321 section 4.1.1.2), which receives reports of failed deliveries.
    /// </summary>
    /// <value>
    /// The default is <see langword="null"/>: the sender in the headers (Resent-Sender, Resent-From, Sender, From). A backup then uses its
    /// own address instead, because servers reject the address of another mailbox. A sender that is set here is used at every server.
    /// </value>
    public MailboxAddress? Sender { get; set; }

    /// <summary>Gets the envelope recipients (RCPT TO, RFC 5321 section 4.1.1.3).</summary>
    /// <value>
    /// The default is an empty list: the recipients in the headers To, Cc and Bcc, or in the corresponding Resent- headers.
    /// </value>
    public IList<MailboxAddress> Recipients { get; } = new List<MailboxAddress>();

    /// <summary>Gets or sets the format in which the message is written.</summary>
    /// <value>
    /// The default is <see langword="null"/>: MimeKit's default format. The headers Bcc and Resent-Bcc are never sent.
    /// </value>
    public FormatOptions? Format { get; set; }
}
