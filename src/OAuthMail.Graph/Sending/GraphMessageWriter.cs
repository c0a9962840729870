using System.Buffers.Text;
using MimeKit;
using OAuthMail.MailKit.Delivery;

namespace OAuthMail.Graph.Sending;

/// <summary>
/// Writes a message in MIME for Microsoft Graph, which takes the recipients from its headers. Recipients that only the envelope contains
/// become Bcc, which Graph removes from the copies of the others.
/// </summary>
internal static class GraphMessageWriter
{
    /// <summary>Returns why the headers cannot express the envelope, or <see langword="null"/> if they can.</summary>
    public static string? FindConflict(MessageEnvelope envelope, MailAccount account)
    {
        var message = envelope.Message;
        if (message.ResentSender is not null || message.ResentFrom.Count > 0)
        {
            return "A resent message (Resent-From) would be sent to its original recipients again.";
        }

        var recipients = new HashSet<string>(envelope.Recipients.Select(one => one.Address), StringComparer.OrdinalIgnoreCase);
        var visible = message.To.Mailboxes.Concat(message.Cc.Mailboxes).FirstOrDefault(one => !recipients.Contains(one.Address));
        if (visible is not null)
        {
            return $"The recipient <{Errors.ForeignText.Clean(visible.Address, 320)}> in To or Cc is not a recipient of the envelope, but "
                + "Microsoft Graph would send to it.";
        }

        var isOwn = envelope.Sender.Address.Equals(account.Address, StringComparison.OrdinalIgnoreCase)
            || message.From.Mailboxes.Append(message.Sender).Any(
                one => one is not null && one.Address.Equals(envelope.Sender.Address, StringComparison.OrdinalIgnoreCase));
        return isOwn
            ? null
            : $"The envelope sender <{Errors.ForeignText.Clean(envelope.Sender.Address, 320)}> cannot be set through Microsoft Graph: "
                + $"reports of failed deliveries go to the mailbox {account.Address}.";
    }

    /// <summary>Returns the recipients that To and Cc do not contain.</summary>
    public static IReadOnlyList<MailboxAddress> GetHidden(MessageEnvelope envelope)
    {
        var visible = new HashSet<string>(
            envelope.Message.To.Mailboxes.Concat(envelope.Message.Cc.Mailboxes).Select(one => one.Address),
            StringComparer.OrdinalIgnoreCase);
        return [.. envelope.Recipients.Where(one => !visible.Contains(one.Address))];
    }

    /// <summary>Writes the message in base64, as the body of a request contains it.</summary>
    /// <param name="envelope">The message.</param>
    /// <param name="maximumLength">The maximum length in octets, before base64.</param>
    /// <param name="cancellationToken">Cancels the read of attachments.</param>
    /// <returns>The message, or <see langword="null"/> if it is longer than the maximum, which is then not kept in memory.</returns>
    public static async Task<byte[]?> WriteAsync(
        MessageEnvelope envelope, int maximumLength, CancellationToken cancellationToken)
    {
        // The envelope's format hides Bcc and Resent-Bcc, as SMTP requires. Here the hidden recipients are written as Bcc.
        using var stream = new LimitedMemoryStream(maximumLength);
        if (GetHidden(envelope) is { Count: > 0 } hidden)
        {
            var header = new Header(HeaderId.Bcc, "");
            var list = new InternetAddressList(hidden);
            header.SetValue(System.Text.Encoding.UTF8, list.ToString(encode: true));
            using var head = new MemoryStream();
            new HeaderList { header }.WriteTo(envelope.Format, head, cancellationToken);

            // A list of headers ends with an empty line, after which the body would begin.
            var text = head.GetBuffer().AsMemory(0, (int)head.Length).TrimEnd("\r\n"u8);
            stream.Write(text.Span);
            stream.Write("\r\n"u8);
        }

        await envelope.Message.WriteToAsync(envelope.Format, stream, cancellationToken).ConfigureAwait(false);
        return stream.IsExceeded ? null : Encode(stream.Written);
    }

    private static byte[] Encode(ReadOnlySpan<byte> message)
    {
        var encoded = new byte[Base64.GetMaxEncodedToUtf8Length(message.Length)];
        Base64.EncodeToUtf8(message, encoded, out _, out _);
        return encoded;
    }
}
