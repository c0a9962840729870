using System.Text;
using OAuthMail.Errors;

namespace OAuthMail.MailKit.Protocol;

/// <summary>
/// Keeps the status responses of an IMAP server: tagged ones, and untagged OK, NO, BAD and BYE. MailKit drops their response codes
/// (RFC 3501 section 7.1), which tell an outage from a damaged message. Literals are skipped, because a message may contain lines that
/// look like status responses. It must be created between two commands.
/// </summary>
internal sealed class ImapStatusLines
{
    private const int MaximumLines = 64;
    private const int MaximumTextLength = 1024;

    /// <summary>The length of the longest announcement of a literal: <c>{4294967295+}</c> and a line break.</summary>
    private const int TailLength = 16;

    private static readonly string[] Statuses = ["OK", "NO", "BAD", "BYE"];

    private readonly List<string> _lines = [];
    private readonly byte[] _head = new byte[MaximumTextLength];
    private readonly byte[] _tail = new byte[TailLength];
    private int _headLength;
    private int _tailLength;
    private long _literal;
    private bool _isContinued;

    /// <summary>Gets the status responses since <see cref="Clear"/>, without control characters. The oldest of many are dropped.</summary>
    public IReadOnlyList<string> Lines => _lines;

    public void Clear() => _lines.Clear();

    public void Examine(byte[] buffer, int offset, int count)
    {
        var end = offset + count;
        while (offset < end)
        {
            if (_literal > 0)
            {
                var skipped = (int)Math.Min(_literal, end - offset);
                _literal -= skipped;
                offset += skipped;
                continue;
            }

            var at = Array.IndexOf(buffer, (byte)'\n', offset, end - offset);
            var next = at < 0 ? end : at + 1;
            Append(buffer, offset, next - offset);
            offset = next;
            if (at >= 0) EndLine();
        }
    }

    private void Append(byte[] buffer, int offset, int count)
    {
        var kept = Math.Min(count, _head.Length - _headLength);
        Array.Copy(buffer, offset, _head, _headLength, kept);
        _headLength += kept;

        var added = Math.Min(count, TailLength);
        var old = Math.Min(_tailLength, TailLength - added);
        Array.Copy(_tail, _tailLength - old, _tail, 0, old);
        Array.Copy(buffer, offset + count - added, _tail, old, added);
        _tailLength = old + added;
    }

    private void EndLine()
    {
        var text = Encoding.UTF8.GetString(_head, 0, _headLength).TrimEnd('\r', '\n');
        var isStatus = !_isContinued && IsStatus(text);
        _isContinued = !isStatus && (_literal = ReadLiteralLength()) >= 0;
        _headLength = _tailLength = 0;
        if (!_isContinued) _literal = 0;
        if (!isStatus) return;
        if (_lines.Count == MaximumLines) _lines.RemoveAt(0);
        _lines.Add(ForeignText.Clean(text, MaximumTextLength, '\ufffd'));
    }

    private static bool IsStatus(string line)
    {
        var begin = line.IndexOf(' ') + 1;
        if (begin == 0 || line[0] == '+') return false;
        var end = line.IndexOf(' ', begin);
        var word = end < 0 ? line.Substring(begin) : line.Substring(begin, end - begin);
        return Array.Exists(Statuses, status => status.Equals(word, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Returns the length of the literal that the line announces, or -1 if it announces none.</summary>
    private long ReadLiteralLength()
    {
        var tail = Encoding.ASCII.GetString(_tail, 0, _tailLength).TrimEnd('\r', '\n');
        var begin = tail.LastIndexOf('{') + 1;
        if (begin == 0 || tail[tail.Length - 1] != '}') return -1;
        var digits = tail.Substring(begin, tail.Length - begin - 1).TrimEnd('+');
        return long.TryParse(
            digits, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var length)
            ? length
            : -1;
    }
}
