using System.Globalization;
using System.Text;

namespace OAuthMail.Testing.Mail.Pop3;

/// <summary>
/// Represents the INBOX at the time of the login, with the deletion marks of the session (RFC 1939 section 5).
/// </summary>
internal sealed class Pop3Maildrop
{
    private readonly MailFolder _inbox;
    private readonly StoredMessage[] _messages;
    private readonly uint _uidValidity;
    private readonly HashSet<int> _deleted = [];

    public Pop3Maildrop(MailFolder inbox)
    {
        _inbox = inbox;
        _messages = inbox.Snapshot(out _, out _uidValidity);
    }

    /// <summary>Returns the reply to a command other than RETR and TOP.</summary>
    /// <returns>The reply, of one or more lines.</returns>
    public string Answer(string verb, string[] arguments)
    {
        switch (verb)
        {
            case "STAT":
                return Line($"+OK {Remaining().Count()} {Remaining().Sum(i => (long)_messages[i].Content.Length)}");
            case "LIST":
                return List(arguments, i => Line($"{i + 1} {_messages[i].Content.Length}"));
            case "UIDL":
                return List(arguments, i => Line($"{i + 1} {_uidValidity}-{_messages[i].Uid}"));
            case "DELE":
                if (!TryFind(arguments, out var index, out var problem)) return problem;
                _deleted.Add(index);
                return "+OK Marked to be deleted.";
            case "RSET":
                _deleted.Clear();
                return "+OK Nothing is marked.";
            case "NOOP":
                return "+OK";
            default:
                return "-ERR Unknown command.";
        }
    }

    /// <summary>Handles RETR and TOP.</summary>
    /// <returns>The first line of the reply. If it starts with <c>+OK</c>, the message follows.</returns>
    public string Retrieve(string verb, string[] arguments, out ReadOnlyMemory<byte> message)
    {
        message = default;
        var lines = 0;
        if (verb == "TOP"
            && (arguments.Length != 2 || !int.TryParse(arguments[1], NumberStyles.None, CultureInfo.InvariantCulture, out lines)))
            return "-ERR TOP message lines";
        if (!TryFind(verb == "TOP" ? arguments[..1] : arguments, out var index, out var problem)) return problem;
        message = _messages[index].Content;
        if (verb == "TOP") message = Head(message, lines);
        else _inbox.ChangeFlags(_messages[index].Uid, old => old.Append("\\Seen"));
        return Line($"+OK {message.Length} octets");
    }

    /// <summary>Removes the messages that are marked for deletion.</summary>
    public void Update()
    {
        // After a change of UIDVALIDITY, the identifiers refer to other messages.
        if (_inbox.UidValidity == _uidValidity) _inbox.Remove(_deleted.Select(i => _messages[i].Uid));
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Returns the header, the empty line and a number of lines of the body.</summary>
    private static ReadOnlyMemory<byte> Head(ReadOnlyMemory<byte> message, int lines)
    {
        var octets = message.Span;
        var header = octets.StartsWith("\r\n"u8) ? 0 : octets.IndexOf("\r\n\r\n"u8) + 2;
        if (header == 1) return message;
        var end = header + 2;
        for (; lines > 0 && end < octets.Length; lines--)
        {
            var next = octets[end..].IndexOf("\r\n"u8);
            end = next < 0 ? octets.Length : end + next + 2;
        }

        return message[..end];
    }

    private IEnumerable<int> Remaining() => Enumerable.Range(0, _messages.Length).Where(i => !_deleted.Contains(i));

    private string List(string[] arguments, Func<int, string> describe)
    {
        if (arguments.Length > 0) return TryFind(arguments, out var index, out var problem) ? "+OK " + describe(index) : problem;
        var reply = new StringBuilder("+OK\r\n");
        foreach (var i in Remaining()) reply.Append(describe(i)).Append("\r\n");
        return reply.Append('.').ToString();
    }

    private bool TryFind(string[] arguments, out int index, out string problem)
    {
        problem = "-ERR No such message.";
        index = -1;
        if (arguments.Length != 1 || !int.TryParse(arguments[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return false;
        index = number - 1;
        return index >= 0 && index < _messages.Length && !_deleted.Contains(index);
    }
}
