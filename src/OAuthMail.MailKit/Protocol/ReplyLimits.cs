using System.Text;

namespace OAuthMail.MailKit.Protocol;

/// <summary>
/// Limits the lines of a reply and their length, because MailKit keeps a reply in memory without a limit. Content that has a length of its
/// own (IMAP literals) or that MailKit does not keep as lines (POP3 messages) does not count.
/// </summary>
/// <remarks>
/// During a login, replies are short. Afterwards they can be long: one line of IMAP lists all messages that match a search, and a mailbox
/// can have some million messages.
/// </remarks>
internal sealed class ReplyLimits
{
    /// <summary>The error challenge of 12,288 characters (RFC 4954 section 4), and the certificates and banners of odd servers.</summary>
    public const int LoginLine = 64 * 1024;

    public const int LoginLines = 10_000;

    /// <summary>A reply of SMTP has a line for each extension of the server.</summary>
    public const int SmtpLines = 1000;

    /// <summary>A search that matches two million messages.</summary>
    public const int ImapLine = 16 * 1024 * 1024;

    /// <summary>Lines of IMAP without a number: folders, warnings.</summary>
    public const int ImapOtherLines = 100_000;

    /// <summary>Lines with the number of a message: IMAP's FETCH and EXPUNGE, POP3's LIST and UIDL.</summary>
    public const int NumberedLines = 5_000_000;

    public const long ReplyLength = 512L * 1024 * 1024;

    private readonly LiteralDetector _literals = new();
    private readonly char[] _start = new char[4];
    private Protocol _protocol;
    private bool _isContent;
    private long _literal;
    private long _reply;
    private int _line;
    private int _lines;
    private int _otherLines;

    private enum Protocol
    {
        /// <summary>Not connected, so nothing is limited.</summary>
        None,
        Smtp,
        Imap,
        Pop3,
    }

    /// <summary>Gets or sets whether a connection is being opened or logged in.</summary>
    public bool IsLogin { get; set; }

    /// <summary>Starts a connection.</summary>
    public void Connect(Uri uri)
    {
        _protocol = uri.Scheme switch
        {
            "smtp" or "smtps" => Protocol.Smtp,
            "imap" or "imaps" => Protocol.Imap,
            "pop" or "pops" or "pop3" or "pop3s" => Protocol.Pop3,
            _ => Protocol.None,
        };
        (_line, _literal, _isContent) = (0, 0, false);
        _literals.Reset();
        Restart();
    }

    /// <summary>Starts a reply, because the client has sent something.</summary>
    public void ExamineClient(byte[] buffer, int offset, int count)
    {
        Restart();
        if (_protocol != Protocol.Pop3) return;

        // Commands are short and may be sent together; the content of a message is never sent over POP3.
        var commands = Encoding.ASCII.GetString(buffer, offset, Math.Min(count, 4096));
        _isContent = commands.StartsWith("RETR ", StringComparison.OrdinalIgnoreCase)
            || commands.StartsWith("TOP ", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Counts what the server has sent.</summary>
    /// <exception cref="ReplyTooLongException">The reply exceeds a limit.</exception>
    public void ExamineServer(byte[] buffer, int offset, int count)
    {
        if (_protocol == Protocol.None || _isContent) return;
        for (var end = offset + count; offset < end; offset++)
        {
            if (_literal > 0)
            {
                var part = (int)Math.Min(_literal, end - offset);
                _literal -= part;
                offset += part - 1;
                continue;
            }

            Count(buffer[offset]);
        }
    }

    private void Count(byte octet)
    {
        if (_line < _start.Length) _start[_line] = (char)octet;
        _line++;
        _reply++;
        var most = IsLogin || _protocol != Protocol.Imap ? LoginLine : ImapLine;
        if (_line > most) throw new ReplyTooLongException($"The server sent a line of more than {most} octets.");
        if (_reply > ReplyLength) throw new ReplyTooLongException($"The server sent a reply of more than {ReplyLength} octets.");
        if (_protocol == Protocol.Imap && _literals.TryRead(octet, out _literal)) return;
        if (octet == (byte)'\n') EndLine();
    }

    private void EndLine()
    {
        var isLast = _protocol == Protocol.Smtp && !(_line > 3 && _start[3] == '-');
        var isNumbered = _protocol == Protocol.Imap ? _line > 3 && _start[0] == '*' && IsDigit(_start[2]) : IsDigit(_start[0]);
        _line = 0;

        // Several commands of SMTP may have been sent together, and each has a reply.
        if (isLast) Restart();
        else _lines++;
        if (!isNumbered || _protocol == Protocol.Smtp) _otherLines += isLast ? 0 : 1;
        var most = _protocol == Protocol.Smtp ? SmtpLines : IsLogin ? LoginLines : NumberedLines;
        if (_lines > most) throw new ReplyTooLongException($"The server sent a reply of more than {most} lines.");
        if (_protocol == Protocol.Imap && _otherLines > ImapOtherLines)
        {
            throw new ReplyTooLongException($"The server sent a reply of more than {ImapOtherLines} lines that are not about a message.");
        }
    }

    private void Restart() => (_reply, _lines, _otherLines) = (0, 0, 0);

    private static bool IsDigit(char c) => c is >= '0' and <= '9';
}
