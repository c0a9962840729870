using System.Globalization;

namespace OAuthMail.MailKit.Watching;

/// <summary>
/// The checksum in the text of a position: 64 bits of FNV-1a in 16 hexadecimal digits. It detects a text that was cut or mixed with
/// another one, not a forged one. It can be continued, so that a longer text costs only its new part.
/// </summary>
internal static class PositionChecksum
{
    public const ulong Empty = 14695981039346656037;
    public const int Length = 16;

    private const ulong Prime = 1099511628211;

    public static ulong Continue(ulong checksum, string text)
    {
        foreach (var character in text) checksum = unchecked((checksum ^ character) * Prime);
        return checksum;
    }

    public static string Format(ulong checksum) => checksum.ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>Returns whether a text has the checksum.</summary>
    public static bool Matches(string checksum, string text) =>
        checksum.Length == Length && string.Equals(checksum, Format(Continue(Empty, text)), StringComparison.Ordinal);
}
