using MimeKit;
using OAuthMail.MailKit.Delivery;

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

    /// <summary>
    /// Gets or sets a method that is called in every attempt right before the message is transferred: when there is a connection that is
    /// logged in, and before MAIL or the request to Microsoft Graph. Until it is first called, the server knows nothing of the message. A
    /// queue can therefore record that the message may have been sent from now on.
    /// </summary>
    /// <value>
    /// The default is <see langword="null"/>. The connection is reserved until the returned task completes. If it fails, nothing is
    /// transferred, there is no further attempt, and the send fails with its exception, unless the sender is being disposed.
    /// </value>
    public Func<CancellationToken, Task>? BeforeTransfer { get; set; }

    /// <summary>Checks whether a message has the sender and the recipients that a send requires, without sending it.</summary>
    /// <param name="message">The message.</param>
    /// <exception cref="ArgumentNullException"><paramref name="message"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">A recipient is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException">The message has no sender or no recipients.</exception>
    public void Validate(MimeMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        MessageEnvelope.Check(message, this);
    }
}
