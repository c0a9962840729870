using System.Globalization;

namespace OAuthMail.Testing.Mail.Smtp;

/// <summary>
/// Receives the message after DATA (RFC 5321 section 4.5.2). Only CR LF ends a line, and dot-stuffing is removed.
/// </summary>
internal sealed class SmtpDataReader(LineChannel channel, SmtpConnection connection)
{
    /// <summary>Receives the message up to the final dot.</summary>
    /// <returns>The message, or <see langword="null"/> if it exceeds the size limit.</returns>
    public async Task<byte[]?> ReadAsync(CancellationToken cancellationToken)
    {
        var limit = connection.Options.MaxMessageSize;
        using var message = new MemoryStream();
        var tooLarge = false;
        for (var first = true; ; first = false)
        {
            // A lone LF is content. If it ended a line, a message could smuggle another one after "LF . LF".
            var line = await channel.ReadLineAsync(limit - (int)message.Length + 3, lenient: false, cancellationToken).ConfigureAwait(false)
                ?? throw new ConnectionClosedException("the client disconnected during DATA", cut: true);
            if (first) await connection.FaultAsync(MailStage.Data, cancellationToken).ConfigureAwait(false);
            if (!line.TooLong && line.Octets is [(byte)'.']) break;

            var content = line.Octets is [(byte)'.', ..] ? line.Octets.AsMemory(1) : line.Octets;
            tooLarge |= line.TooLong || message.Length + content.Length + 2 > limit;
            if (tooLarge) continue;
            message.Write(content.Span);
            message.Write("\r\n"u8);
        }

        connection.Transcript.Add(
            TranscriptSide.Client, string.Create(
                CultureInfo.InvariantCulture, $"<message of {message.Length} octets{(tooLarge ? " and more" : "")}>"));
        connection.Transcript.Add(TranscriptSide.Client, ".");
        return tooLarge ? null : message.ToArray();
    }
}
