using MimeKit;
using MimeKit.Utils;

namespace OAuthMail.MailKit.Sending;

/// <summary>A message with what is needed to send it: checked before any connection.</summary>
internal sealed class MessageEnvelope
{
    private readonly bool _isSenderFixed;

    private MessageEnvelope(
        MimeMessage message, MailboxAddress sender, bool isSenderFixed, MailboxAddress[] recipients, FormatOptions format, string messageId)
    {
        Message = message;
        Sender = sender;
        _isSenderFixed = isSenderFixed;
        Recipients = recipients;
        Format = format;
        MessageId = messageId;
    }

    public MimeMessage Message { get; }

    public MailboxAddress Sender { get; }

    public MailboxAddress[] Recipients { get; }

    public FormatOptions Format { get; }

    public string MessageId { get; }

    /// <summary>Looks for sender and recipients, and gives the message a Message-ID.</summary>
    public static MessageEnvelope Create(MimeMessage message, MailSendOptions? options)
    {
        var sender = options?.Sender ?? FindSender(message)
            ?? throw new InvalidOperationException("The message has no sender: set From, or the options' Sender.");
        var recipients = FindRecipients(message, options);
        if (recipients.Length == 0)
        {
            throw new InvalidOperationException("The message has no recipients: set To, Cc or Bcc, or the options' Recipients.");
        }
        return new MessageEnvelope(
            message, sender, options?.Sender is not null, recipients, CreateFormat(options?.Format), RequireMessageId(message));
    }

    /// <summary>The sender that a server is told: the message's, or where a backup sends, the backup's own.</summary>
    public MailboxAddress GetSender(SendRoute route) => _isSenderFixed || route.OwnSender is null ? Sender : route.OwnSender;

    private static string RequireMessageId(MimeMessage message)
    {
        if (message.MessageId is { Length: > 0 } known) return known;
        var made = MimeUtils.GenerateMessageId();
        message.MessageId = made;
        return made;
    }

    /// <summary>Nobody but their servers may read of the recipients in Bcc, whatever format is asked for.</summary>
    private static FormatOptions CreateFormat(FormatOptions? wanted)
    {
        var format = (wanted ?? FormatOptions.Default).Clone();
        format.HiddenHeaders.Add(HeaderId.ContentLength);
        format.HiddenHeaders.Add(HeaderId.ResentBcc);
        format.HiddenHeaders.Add(HeaderId.Bcc);
        return format;
    }

    /// <summary>The sender of a message that is sent again is who sends it again (RFC 5322 section 3.6.6).</summary>
    private static MailboxAddress? FindSender(MimeMessage message) =>
        message.ResentSender ?? message.ResentFrom.Mailboxes.FirstOrDefault() ?? message.Sender ?? message.From.Mailboxes.FirstOrDefault();

    private static MailboxAddress[] FindRecipients(MimeMessage message, MailSendOptions? options)
    {
        IEnumerable<MailboxAddress> all;
        if (options is { Recipients.Count: > 0 }) all = options.Recipients;
        else if (message.ResentSender is not null || message.ResentFrom.Count > 0)
        {
            all = message.ResentTo.Mailboxes.Concat(message.ResentCc.Mailboxes).Concat(message.ResentBcc.Mailboxes);
        }
        else all = message.To.Mailboxes.Concat(message.Cc.Mailboxes).Concat(message.Bcc.Mailboxes);

        var known = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return all.Select(one => one ?? throw new ArgumentException("One of the recipients is null.", nameof(options)))
            .Where(one => known.Add(one.Address)).ToArray();
    }
}
