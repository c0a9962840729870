using MimeKit;
using MimeKit.Utils;
using OAuthMail.Errors;

namespace OAuthMail.MailKit.Delivery;

/// <summary>A message with its envelope and format, validated before any connection is opened.</summary>
internal sealed class MessageEnvelope
{
    private readonly bool _isSenderFixed;
    private readonly Func<CancellationToken, Task>? _beforeTransfer;

    private MessageEnvelope(
        MimeMessage message, MailboxAddress sender, MailboxAddress[] recipients, string messageId, MailSendOptions? options)
    {
        Message = message;
        Sender = sender;
        _isSenderFixed = options?.Sender is not null;
        _beforeTransfer = options?.BeforeTransfer;
        Recipients = recipients;
        Format = CreateFormat(options?.Format);
        MessageId = messageId;
    }

    public MimeMessage Message { get; }

    public MailboxAddress Sender { get; }

    public MailboxAddress[] Recipients { get; }

    public FormatOptions Format { get; }

    public string MessageId { get; }

    /// <summary>Gets the exception of the caller's own method, which is neither repeated nor interpreted.</summary>
    public Exception? CallerFailure { get; private set; }

    /// <summary>Determines sender and recipients, and sets a Message-ID if the message has none.</summary>
    public static MessageEnvelope Create(MimeMessage message, MailSendOptions? options)
    {
        var (sender, recipients) = Check(message, options);
        return new MessageEnvelope(message, sender, recipients, RequireMessageId(message), options);
    }

    /// <summary>Determines sender and recipients.</summary>
    public static (MailboxAddress Sender, MailboxAddress[] Recipients) Check(MimeMessage message, MailSendOptions? options)
    {
        var sender = options?.Sender ?? FindSender(message)
            ?? throw new InvalidOperationException("The message has no sender. Set From, or MailSendOptions.Sender.");
        var recipients = FindRecipients(message, options);
        if (recipients.Length == 0)
        {
            throw new InvalidOperationException("The message has no recipients. Set To, Cc or Bcc, or MailSendOptions.Recipients.");
        }
        foreach (var recipient in recipients) RequireAddress(recipient, "recipient");

        // The empty sender of a notification (RFC 5321 section 4.5.5) must be requested explicitly.
        if (options?.Sender is not { Address: "" }) RequireAddress(sender, "sender");
        return (sender, recipients);
    }

    /// <summary>Calls the caller's own method before the message is transferred.</summary>
    public async Task BeforeTransferAsync(CancellationToken cancellationToken)
    {
        if (_beforeTransfer is null) return;
        try
        {
            await _beforeTransfer(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            CallerFailure = failure;
            throw;
        }
    }

    /// <summary>Returns the envelope sender: the backup's address if a backup sends, unless the caller has set a sender.</summary>
    public MailboxAddress GetSender(MailboxAddress? backupSender) => _isSenderFixed || backupSender is null ? Sender : backupSender;

    private static void RequireAddress(MailboxAddress mailbox, string role)
    {
        if (mailbox.Address.Length > 0) return;
        var name = ForeignText.Clean(mailbox.Name ?? "", 100);
        throw new InvalidOperationException($"The {role} '{name}' has no address. Set MailboxAddress.Address.");
    }

    private static string RequireMessageId(MimeMessage message)
    {
        if (message.MessageId is { Length: > 0 } known) return known;
        var generated = MimeUtils.GenerateMessageId();
        message.MessageId = generated;
        return generated;
    }

    /// <summary>Hides Bcc in any format, because the other recipients must not see those addresses.</summary>
    private static FormatOptions CreateFormat(FormatOptions? requested)
    {
        var format = (requested ?? FormatOptions.Default).Clone();
        format.HiddenHeaders.Add(HeaderId.ContentLength);
        format.HiddenHeaders.Add(HeaderId.ResentBcc);
        format.HiddenHeaders.Add(HeaderId.Bcc);
        return format;
    }

    /// <summary>Returns the sender. A resent message is sent by its Resent-Sender or Resent-From (RFC 5322 section 3.6.6).</summary>
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
        return all.Select(one => one ?? throw new ArgumentException("A recipient in MailSendOptions.Recipients is null.", nameof(options)))
            .Where(one => known.Add(one.Address)).ToArray();
    }
}
