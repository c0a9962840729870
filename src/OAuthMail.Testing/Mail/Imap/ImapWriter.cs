using System.Buffers;
using System.Globalization;
using System.Text;

namespace OAuthMail.Testing.Mail.Imap;

/// <summary>Collects responses: bytes for the client, and text without message contents for the transcript.</summary>
internal sealed class ImapWriter
{
    // Longer strings are sent as literals, because some clients limit the length of a line.
    private const int MaximumQuotedLength = 512;
    private readonly ArrayBufferWriter<byte> _octets = new();
    private readonly StringBuilder _text = new();

    /// <summary>Gets or sets whether mailbox names are UTF-8 instead of modified UTF-7 (RFC 6855 section 3).</summary>
    public bool IsUtf8 { get; set; }

    public int Length => _octets.WrittenCount;

    public ImapWriter Raw(string latin1)
    {
        _text.Append(latin1);
        Encoding.Latin1.GetBytes(latin1, _octets);
        return this;
    }

    public ImapWriter Number(long number) => Raw(number.ToString(CultureInfo.InvariantCulture));

    public ImapWriter Line(string latin1) => Raw(latin1 + "\r\n");

    /// <summary>Writes a string whose characters are bytes: NIL, a quoted string, or a literal if necessary.</summary>
    public ImapWriter NString(string? latin1)
    {
        if (latin1 is null) return Raw("NIL");
        if (latin1.Length > MaximumQuotedLength || latin1.Any(c => c is < ' ' or > '~')) return Literal(Encoding.Latin1.GetBytes(latin1));
        return Raw(Quote(latin1));
    }

    public ImapWriter MailboxName(string name)
    {
        if (!IsUtf8) return NString(ModifiedUtf7.Encode(name));
        if (name.Any(char.IsControl)) return Literal(Encoding.UTF8.GetBytes(name));
        var quoted = Quote(name);
        _text.Append(quoted);
        Append(Encoding.UTF8.GetBytes(quoted));
        return this;
    }

    public ImapWriter Literal(ReadOnlySpan<byte> octets)
    {
        var head = string.Create(CultureInfo.InvariantCulture, $"{{{octets.Length}}}");
        _text.Append(head).Append(Redaction.Length(octets.Length));
        Append(Encoding.Latin1.GetBytes(head + "\r\n"));
        Append(octets);
        return this;
    }

    /// <summary>Returns the collected responses and clears them.</summary>
    public (byte[] Octets, string Text) Take()
    {
        var taken = (_octets.WrittenSpan.ToArray(), _text.ToString());
        _octets.Clear();
        _text.Clear();
        return taken;
    }

    private static string Quote(string text) =>
        '"' + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + '"';

    private void Append(ReadOnlySpan<byte> octets) => _octets.Write(octets);
}
