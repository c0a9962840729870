using System.Globalization;

namespace OAuthMail.Testing.Mail.Imap;

/// <summary>Formats and parses the dates of RFC 3501 section 9 and of message headers.</summary>
internal static class ImapDates
{
    private static readonly string[] DateTimeFormats = ["d-MMM-yyyy HH:mm:ss zzz", " d-MMM-yyyy HH:mm:ss zzz", "dd-MMM-yyyy HH:mm:ss zzz"];

    private static readonly string[] HeaderFormats = ["d MMM yyyy", "dd MMM yyyy", "d MMM yy"];

    public static string FormatDateTime(DateTimeOffset date)
    {
        var text = date.ToString("dd-MMM-yyyy HH:mm:ss zzz", CultureInfo.InvariantCulture);
        // The time zone has no colon, and a day below 10 is preceded by a space.
        text = text.Remove(text.Length - 3, 1);
        return text[0] == '0' ? " " + text[1..] : text;
    }

    public static DateTimeOffset ParseDateTime(string text)
    {
        var withColon = text.Length > 2 ? text.Insert(text.Length - 2, ":") : text;
        return DateTimeOffset.TryParseExact(withColon, DateTimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : throw new ImapSyntaxException("A date is broken");
    }

    /// <summary>Parses a date of SEARCH.</summary>
    public static DateOnly ParseDay(string text) =>
        DateOnly.TryParseExact(text, ["d-MMM-yyyy", "dd-MMM-yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw new ImapSyntaxException("A date is broken");

    /// <summary>
    /// Returns the day of a Date header without its time and time zone, or <see langword="null"/> if the header is not
    /// valid.
    /// </summary>
    public static DateOnly? DayOfHeader(string? text)
    {
        if (text is null) return null;
        var words = text[(text.IndexOf(',', StringComparison.Ordinal) + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length >= 3 && DateOnly.TryParseExact(
            string.Join(' ', words.Take(3)), HeaderFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : null;
    }
}
