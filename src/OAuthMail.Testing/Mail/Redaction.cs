using System.Globalization;

namespace OAuthMail.Testing.Mail;

/// <summary>Removes secrets from transcripts.</summary>
internal static class Redaction
{
    private const int MaximumWordLength = 320;

    /// <summary>Returns a command without its SASL message or password.</summary>
    /// <param name="line">The line.</param>
    /// <param name="verbAt">The index of the command name: 0, or 1 after an IMAP tag.</param>
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

    /// <summary>A client that is out of step may send its SASL message as a command.</summary>
    private static string Plain(string line) => line.Split(' ').Any(w => w.Length > MaximumWordLength) ? Length(line.Length) : line;

    public static string Length(long octets) => string.Create(CultureInfo.InvariantCulture, $"<{octets} octets>");
}
