using System.Buffers.Text;
using System.Text;

namespace OAuthMail.Testing.Mail.Imap;

/// <summary>Receives a command with its literals (RFC 3501 section 4.3, RFC 7888) within the size limits.</summary>
internal sealed class ImapCommandReader(ImapConnection connection, LineChannel channel)
{
    private const int MaximumBeforeLogin = 16384;

    /// <summary>Receives the next command.</summary>
    /// <returns>The command, or <see langword="null"/> if it was rejected and the rejection was sent.</returns>
    public async Task<byte[]?> ReadAsync(CancellationToken cancellationToken)
    {
        using var command = new MemoryStream();
        var shown = new StringBuilder();
        var lines = 0L;
        while (true)
        {
            var line = await connection.ReadLineAsync(connection.Options.CommandLimit, cancellationToken).ConfigureAwait(false);
            lines += line.Length;
            shown.Append(line.Text);
            var tooLong = line.TooLong || lines > connection.Options.CommandLimit;
            if (tooLong || line.BareLineFeed)
            {
                Record(shown);
                await connection.SendAsync(
                    Tag(command, line) + (tooLong ? " BAD Command line too long" : " BAD A line ends with CR LF"), cancellationToken)
                    .ConfigureAwait(false);
                return null;
            }

            command.Write(line.Octets);
            if (!EndsWithLiteral(line.Octets, connection.Options.OfferLiteralPlus, out var length, out var waits))
            {
                Record(shown);
                return command.ToArray();
            }

            if (length > GetLimit(command) - command.Length)
            {
                Record(shown);
                await RejectAsync(Tag(command, line), waits, cancellationToken).ConfigureAwait(false);
                return null;
            }

            if (waits) await connection.SendAsync("+ Ready for literal data", cancellationToken).ConfigureAwait(false);
            command.Write("\r\n"u8);
            var literal = new byte[(int)length];
            if (!await channel.ReadBlockAsync(literal, cancellationToken).ConfigureAwait(false))
                throw new ConnectionClosedException("the client disconnected during a literal", cut: true);
            command.Write(literal);
            shown.Append(Redaction.Length(length));
        }
    }

    private static bool EndsWithLiteral(ReadOnlySpan<byte> line, bool mayNotWait, out long length, out bool waits)
    {
        length = 0;
        waits = true;
        if (line.IsEmpty || line[^1] != '}') return false;
        var open = line.LastIndexOf((byte)'{');
        if (open < 0) return false;
        var digits = line[(open + 1)..^1];
        if (mayNotWait && digits.EndsWith("+"u8))
        {
            waits = false;
            digits = digits[..^1];
        }

        return digits is not [(byte)'-', ..] && Utf8Parser.TryParse(digits, out length, out var read) && read == digits.Length;
    }

    private static string Tag(MemoryStream command, ReceivedLine line)
    {
        var start = command.Length > 0 ? command.ToArray() : line.Octets;
        try
        {
            return new ImapCommandParser(start).Tag();
        }
        catch (ImapSyntaxException)
        {
            return "*";
        }
    }

    private void Record(StringBuilder shown) =>
        connection.Transcript.Add(TranscriptSide.Client, Redaction.Command(shown.ToString(), verbAt: 1));

    private long GetLimit(MemoryStream command)
    {
        if (connection.Mailbox is null) return MaximumBeforeLogin;
        var words = Encoding.Latin1.GetString(command.GetBuffer(), 0, (int)Math.Min(command.Length, 256)).Split(' ');
        var appends = words.Length > 1 && words[1].Equals("APPEND", StringComparison.OrdinalIgnoreCase);
        return connection.Options.CommandLimit + (appends ? connection.Options.MaxMessageSize : 0L);
    }

    /// <summary>
    /// Rejects a literal. A client that waits for a continuation receives NO. A client that does not wait has already
    /// sent the literal, and RFC 7888 section 4 allows the server to close the connection.
    /// </summary>
    private async Task RejectAsync(string tag, bool waits, CancellationToken cancellationToken)
    {
        await connection.SendAsync(
            waits ? tag + " NO [TOOBIG] The literal is too large" : "* BYE The literal is too large", cancellationToken)
            .ConfigureAwait(false);
        if (!waits) throw new ConnectionClosedException("a literal was too large", cut: false);
    }
}
