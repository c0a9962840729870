using System.Text;

namespace OAuthMail.Networking;

/// <summary>Converts replies of servers to text and parses them.</summary>
internal static class WireText
{
    /// <summary>Decodes octets as UTF-8. Invalid sequences and control characters are replaced.</summary>
    public static string Show(byte[] octets) => SaslErrorChallenge.Visible(Encoding.UTF8.GetString(octets), octets.Length);

    /// <summary>Returns the first word in upper case, and the rest.</summary>
    public static (string Word, string Tail) Split(string text)
    {
        var blank = text.IndexOf(' ');
        return blank < 0 ? (text.ToUpperInvariant(), "") : (text.Substring(0, blank).ToUpperInvariant(), text.Substring(blank + 1));
    }

    public static string[] SplitWords(string text) => text.Split([' '], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Parses a number that consists only of decimal digits, as in all three protocols.</summary>
    public static bool TryReadNumber(string text, int start, int count, out long number)
    {
        number = 0;
        if (count is < 1 or > 18) return false;
        for (var i = start; i < start + count; i++)
        {
            if (text[i] is < '0' or > '9') return false;
            number = number * 10 + (text[i] - '0');
        }

        return true;
    }

    public static bool IsAscii(string text) => text.All(c => c < '\x80');
}
