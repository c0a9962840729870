using MimeKit;
using MimeKit.Utils;
using OAuthMail.Tool.CommandLine;

namespace OAuthMail.Tool.Sendmail;

/// <summary>The message on standard input, as programs write it: with any line ends, without a date, with Bcc.</summary>
internal static class SendmailMessage
{
    private const int MaximumSize = 150_000_000;

    /// <summary>Reads a message to its end, or to a line with a single dot.</summary>
    /// <returns>The message, with CR LF as line ends.</returns>
    /// <exception cref="UsageException">The message is too large.</exception>
    public static byte[] Read(Stream input, bool ignoresDots)
    {
        using var result = new MemoryStream();
        using var reader = new BufferedStream(input, 65536);
        var line = new List<byte>();
        while (ReadLine(reader, line))
        {
            if (!ignoresDots && line is [(byte)'.']) break;
            if (result.Length + line.Count > MaximumSize)
            {
                throw new UsageException($"The message has more than {MaximumSize / 1_000_000} MB.", ExitCodes.Data);
            }

            if (result.Length == 0) BeginHeaders(line, result);
            else Append(line, result);
        }

        return result.ToArray();
    }

    /// <summary>
    /// Completes a message: removes Bcc, adds what is missing, and replaces a sender that belongs to this machine only.
    /// </summary>
    /// <returns>The recipients in its headers.</returns>
    public static List<string> Complete(MimeMessage message, SendmailArguments arguments, MailAccount account, bool forcesFrom)
    {
        var isResent = message.ResentTo.Count + message.ResentCc.Count + message.ResentBcc.Count > 0;
        var lists = isResent
            ? new[] { message.ResentTo, message.ResentCc, message.ResentBcc }
            : [message.To, message.Cc, message.Bcc];
        var recipients = lists.SelectMany(list => list.Mailboxes).Select(mailbox => mailbox.Address).ToList();
        message.Bcc.Clear();
        message.ResentBcc.Clear();
        message.Headers.RemoveAll(HeaderId.Bcc);
        message.Headers.RemoveAll(HeaderId.ResentBcc);

        SetFrom(message, arguments, account, forcesFrom);
        if (!message.Headers.Contains(HeaderId.Date)) message.Date = DateTimeOffset.Now;
        if (string.IsNullOrEmpty(message.MessageId))
        {
            message.MessageId = MimeUtils.GenerateMessageId(account.Address.Split('@')[^1]);
        }

        return recipients;
    }

    private static void SetFrom(MimeMessage message, SendmailArguments arguments, MailAccount account, bool forcesFrom)
    {
        var from = message.From.Mailboxes.FirstOrDefault();
        if (from is not null && !forcesFrom && !SendmailSettings.IsLocal(from.Address)) return;
        var name = string.IsNullOrEmpty(from?.Name) ? arguments.FullName ?? "" : from.Name;
        var replaced = from is not null && !SendmailSettings.IsLocal(from.Address) ? from : null;
        if (replaced is not null && message.ReplyTo.Count == 0) message.ReplyTo.Add(replaced);
        message.From.Clear();
        message.From.Add(new MailboxAddress(name, account.Address));
        message.Sender = null;
    }

    private static bool ReadLine(BufferedStream reader, List<byte> line)
    {
        line.Clear();
        for (var value = reader.ReadByte(); ; value = reader.ReadByte())
        {
            if (value < 0) return line.Count > 0;
            if (value == '\n') break;
            line.Add((byte)value);
            if (line.Count > MaximumSize) return true;
        }

        if (line is [.., (byte)'\r']) line.RemoveAt(line.Count - 1);
        return true;
    }

    // Programs also send a body alone, or a line of an mbox file before the headers.
    private static void BeginHeaders(List<byte> line, MemoryStream result)
    {
        var first = System.Text.Encoding.Latin1.GetString([.. line]);
        if (first.StartsWith("From ", StringComparison.Ordinal)) return;
        var colon = first.IndexOf(':', StringComparison.Ordinal);
        var isHeader = colon > 0 && first[..colon].TrimEnd(' ', '\t').All(character => character is > ' ' and < '\x7f');
        if (!isHeader && line.Count > 0) Append([], result);
        Append(line, result);
    }

    private static void Append(List<byte> line, MemoryStream result)
    {
        result.Write([.. line]);
        result.Write("\r\n"u8);
    }
}
