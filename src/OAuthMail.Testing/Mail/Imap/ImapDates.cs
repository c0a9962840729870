using System.Globalization;

namespace OAuthMail.Testing.Mail.Imap;

/// <summary>Dates as RFC 3501 §9 writes them, and as message headers do.</summary>
internal static class ImapDates
{
    private static readonly string[] DateTimeFormats = ["d-MMM-yyyy HH:mm:ss zzz", " d-MMM-yyyy HH:mm:ss zzz", "dd-MMM-yyyy HH:mm:ss zzz"];

    public static string FormatDateTime(DateTimeOffset date)
    {
        var text = date.ToString("dd-MMM-yyyy HH:mm:ss zzz", CultureInfo.InvariantCulture);
        // The zone has no colon; a day below ten has a blank before it.
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

    /// <summary>A day of SEARCH.</summary>
    public static DateOnly ParseDay(string text) =>
        DateOnly.TryParseExact(text, ["d-MMM-yyyy", "dd-MMM-yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw new ImapSyntaxException("A date is broken");

    /// <summary>The day of a Date header without regard to its time and zone; null if it cannot be read.</summary>
    public static DateOnly? DayOfHeader(string? text)
    {
        if (text is null) return null;
        var words = text[(text.IndexOf(',', StringComparison.Ordinal) + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length >= 3 && DateOnly.TryParseExact(
            string.Join(' ', words.Take(3)), ["d MMM yyyy", "dd MMM yyyy", "d MMM yy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : null;
    }
}
