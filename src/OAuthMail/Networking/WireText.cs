using System.Text;

namespace OAuthMail.Networking;

/// <summary>What servers say, as text.</summary>
internal static class WireText
{
    /// <summary>Decodes octets as UTF-8; what is none, and control characters, become visible.</summary>
    public static string Show(byte[] octets) => SaslErrorChallenge.Visible(Encoding.UTF8.GetString(octets), octets.Length);

    /// <summary>The first word in capitals, and the rest.</summary>
    public static (string Word, string Tail) Split(string text)
    {
        var blank = text.IndexOf(' ');
        return blank < 0 ? (text.ToUpperInvariant(), "") : (text.Substring(0, blank).ToUpperInvariant(), text.Substring(blank + 1));
    }

    public static string[] Words(string text) => text.Split([' '], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Reads a number of decimal digits only, as all three protocols write them.</summary>
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
