namespace OAuthMail.Errors;

/// <summary>
/// The letters and digits in ASCII of a text, in lower case, without its percent-encoding, and where each of them is in the text.
/// </summary>
internal sealed class SqueezedText
{
    private readonly int[] _begins;
    private readonly int[] _ends;

    public SqueezedText(string text)
    {
        Characters = new char[text.Length];
        _begins = new int[text.Length];
        _ends = new int[text.Length];
        for (int begin = 0, end; begin < text.Length; begin = end)
        {
            var c = Decode(text, begin, out end);
            if (c is >= 'A' and <= 'Z') c += (char)('a' - 'A');
            if (c is not ((>= 'a' and <= 'z') or (>= '0' and <= '9'))) continue;
            Characters[Length] = c;
            _begins[Length] = begin;
            _ends[Length++] = end;
        }
    }

    /// <summary>Gets the characters. Those from <see cref="Length"/> on are not used.</summary>
    public char[] Characters { get; }

    public int Length { get; private set; }

    /// <summary>Returns where a character begins in the text.</summary>
    public int Begin(int index) => _begins[index];

    /// <summary>Returns the position after a character in the text.</summary>
    public int End(int index) => _ends[index];

    /// <summary>Reads a character. An encoded percent sign can encode another character, in any depth.</summary>
    private static char Decode(string text, int begin, out int end)
    {
        var c = text[begin];
        end = begin + 1;
        while (c == '%' && end + 2 <= text.Length && Digit(text[end]) is >= 0 and var high && Digit(text[end + 1]) is >= 0 and var low)
        {
            c = (char)(high * 16 + low);
            end += 2;
        }

        return c;
    }

    private static int Digit(char c) => c switch
    {
        >= '0' and <= '9' => c - '0',
        >= 'a' and <= 'f' => c - 'a' + 10,
        >= 'A' and <= 'F' => c - 'A' + 10,
        _ => -1,
    };
}
