using System.Globalization;

namespace OAuthMail.Testing.Mail;

/// <summary>Keeps what is secret out of transcripts.</summary>
internal static class Redaction
{
    private const int LongestWord = 320;

    /// <summary>A command without its SASL message or password.</summary>
    /// <param name="line">The line.</param>
    /// <param name="verbAt">Which word the command is: 0, or 1 behind IMAP's tag.</param>
    public static string Command(string line, int verbAt)
    {
        var words = line.Split(' ');
        if (words.Length <= verbAt) return Plain(line);
        var kept = words[verbAt].ToUpperInvariant() switch
        {
            "AUTH" or "AUTHENTICATE" => verbAt + 2,
            "PASS" or "LOGIN" => verbAt + 1,
            "APOP" => verbAt + 2,
            _ => words.Length,
        };
        if (words.Length <= kept) return Plain(line);
        var head = string.Join(' ', words.Take(kept));
        return head + " " + Length(line.Length - head.Length - 1);
    }

    /// <summary>A client that is out of step may send its SASL message as if it were a command.</summary>
    private static string Plain(string line) => line.Split(' ').Any(w => w.Length > LongestWord) ? Length(line.Length) : line;

    public static string Length(long octets) => string.Create(CultureInfo.InvariantCulture, $"<{octets} octets>");
}
