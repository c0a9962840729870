using System.Globalization;
using System.Text;

namespace OAuthMail.Testing.Mail.Imap;

/// <summary>
/// Parses a command from left to right by the grammar of RFC 3501 section 9. A literal follows its length and CR LF.
/// </summary>
internal sealed class ImapCommandParser(byte[] command)
{
    private int _position;

    /// <summary>
    /// Gets or sets whether mailbox names are UTF-8 instead of modified UTF-7 (RFC 6855 section 3).
    /// </summary>
    public bool IsUtf8 { get; init; }

    public bool AtEnd => _position >= command.Length;

    /// <summary>Gets the next byte, or -1 at the end.</summary>
    public int Next => AtEnd ? -1 : command[_position];

    public void Space()
    {
        if (!TryTake(' ')) throw new ImapSyntaxException("A space is missing");
    }

    public void Take(char expected)
    {
        if (!TryTake(expected)) throw new ImapSyntaxException($"'{expected}' is missing");
    }

    public bool TryTake(char expected)
    {
        if (Next != expected) return false;
        _position++;
        return true;
    }

    public void End()
    {
        if (!AtEnd) throw new ImapSyntaxException("Too many arguments");
    }

    /// <summary>Reads an atom.</summary>
    public string Atom() => TakeWhile(IsAtomOctet, "An atom is missing");

    /// <summary>Reads a tag: an atom that may contain ] and must not contain +.</summary>
    public string Tag() => TakeWhile(c => c != '+' && (IsAtomOctet(c) || c == ']'), "A tag is missing");

    /// <summary>Reads a flag: an atom, or an atom after a backslash.</summary>
    public string Flag() => TryTake('\\') ? "\\" + Atom() : Atom();

    public List<string> FlagList()
    {
        var flags = new List<string>();
        Take('(');
        while (!TryTake(')'))
        {
            if (flags.Count > 0) Space();
            flags.Add(Flag());
        }

        return flags;
    }

    public byte[] AStringOctets() =>
        Next is '"' or '{' ? String() : Encoding.UTF8.GetBytes(TakeWhile(c => IsAtomOctet(c) || c == ']', "A string is missing"));

    public string AString() => Encoding.UTF8.GetString(AStringOctets());

    /// <summary>Reads a mailbox name in modified UTF-7 (RFC 3501 section 5.1.3).</summary>
    public string MailboxName() => Decoded(AString());

    /// <summary>Reads the pattern of LIST: an astring that may contain wildcards.</summary>
    public string Pattern() =>
        Decoded(
            Next is '"' or '{'
                ? Encoding.UTF8.GetString(String())
                : TakeWhile(c => IsAtomOctet(c) || c is ']' or '%' or '*', "A pattern is missing"));

    public byte[] String()
    {
        if (Next == '{') return Literal();
        Take('"');
        var text = new List<byte>();
        while (!TryTake('"'))
        {
            if (AtEnd) throw new ImapSyntaxException("A quote is missing");
            if (Next == '\\') _position++;
            if (AtEnd || Next is '\r' or '\n') throw new ImapSyntaxException("A quoted string is broken");
            text.Add(command[_position++]);
        }

        return [.. text];
    }

    public byte[] Literal()
    {
        Take('{');
        var length = (int)Number();
        TryTake('+');
        Take('}');
        Take('\r');
        Take('\n');
        if (command.Length - _position < length) throw new ImapSyntaxException("A literal is broken");
        _position += length;
        return command[(_position - length).._position];
    }

    /// <summary>Reads a modification sequence, a number with up to 63 bits (RFC 7162 section 7).</summary>
    public long ModSeq()
    {
        var digits = TakeWhile(c => c is >= '0' and <= '9', "A number is missing");
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new ImapSyntaxException("A number is too large");
    }

    /// <summary>Consumes a word if it follows. Case is ignored.</summary>
    public bool TryTakeWord(string word)
    {
        if (command.Length - _position < word.Length) return false;
        if (!Ascii.EqualsIgnoreCase(command.AsSpan(_position, word.Length), word)) return false;
        _position += word.Length;
        return true;
    }

    public uint Number()
    {
        var digits = TakeWhile(c => c is >= '0' and <= '9', "A number is missing");
        return uint.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new ImapSyntaxException("A number is too large");
    }

    public SequenceSet SequenceSet() =>
        Imap.SequenceSet.Parse(TakeWhile(c => c is >= '0' and <= '9' or '*' or ':' or ',', "A sequence set is missing"));

    /// <summary>Reads up to a character, which is not consumed.</summary>
    public string Until(char end) => TakeWhile(c => c != end, "An argument is missing");

    /// <summary>Reads the name of a fetch item or search key and returns it in upper case.</summary>
    public string Keyword() =>
        TakeWhile(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '+', "A keyword is missing").ToUpperInvariant();

    private static bool IsAtomOctet(char c) => c is > ' ' and < '\u007f' && !"(){%*\"\\]".Contains(c, StringComparison.Ordinal);

    private string Decoded(string name) => IsUtf8 ? name : ModifiedUtf7.Decode(name);

    private string TakeWhile(Func<char, bool> belongs, string otherwise)
    {
        var start = _position;
        while (!AtEnd && belongs((char)command[_position])) _position++;
        return _position > start ? Encoding.ASCII.GetString(command, start, _position - start) : throw new ImapSyntaxException(otherwise);
    }
}
