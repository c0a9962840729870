using MimeKit;

namespace OAuthMail.MailKit;

/// <summary>How one message is sent, where its headers do not say it.</summary>
public sealed class MailSendOptions
{
    /// <summary>The sender on the envelope (MAIL FROM, RFC 5321 section 4.1.1.2), to whom failures are returned.</summary>
    /// <value>
    /// Null by default: the sender that the headers name (Resent-Sender, Resent-From, Sender, From). A backup then puts its own address
    /// there, because servers refuse that of another mailbox; a sender that is set here stays with every server.
    /// </value>
    public MailboxAddress? Sender { get; set; }

    /// <summary>The recipients on the envelope (RCPT TO, RFC 5321 section 4.1.1.3).</summary>
    /// <value>Empty by default: those that the headers name, in To, Cc and Bcc, or in their Resent- counterparts.</value>
    public IList<MailboxAddress> Recipients { get; } = new List<MailboxAddress>();

    /// <summary>How the message is written.</summary>
    /// <value>Null by default: as MimeKit writes messages. The header fields Bcc and Resent-Bcc are left out in any case.</value>
    public FormatOptions? Format { get; set; }
}
