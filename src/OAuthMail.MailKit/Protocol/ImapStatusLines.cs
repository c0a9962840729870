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

    private static readonly string[] Statuses = ["OK", "NO", "BAD", "BYE"];

    private readonly List<string> _lines = [];
    private readonly byte[] _head = new byte[MaximumTextLength];
    private readonly LiteralDetector _literals = new();
    private int _headLength;
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

            var octet = buffer[offset++];
            if (_headLength < _head.Length) _head[_headLength++] = octet;
            var hasLiteral = _literals.TryRead(octet, out var length);
            if (octet == (byte)'\n') EndLine(hasLiteral, length);
        }
    }

    private void EndLine(bool hasLiteral, long literal)
    {
        var text = Encoding.UTF8.GetString(_head, 0, _headLength).TrimEnd('\r', '\n');
        var isStatus = !_isContinued && IsStatus(text);
        _isContinued = !isStatus && hasLiteral;
        _literal = _isContinued ? literal : 0;
        _headLength = 0;
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
}
