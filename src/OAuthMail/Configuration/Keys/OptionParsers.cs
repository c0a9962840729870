using System.Globalization;
using OAuthMail.Configuration.Validation;

namespace OAuthMail.Configuration.Keys;

/// <summary>Reads the text of a value, or explains what is wrong with it.</summary>
/// <returns>Whether <paramref name="value"/> was read. If not, <paramref name="error"/> is a full sentence.</returns>
internal delegate bool OptionParser<T>(string text, out T value, out string error);

/// <summary>Reads the values of options as they are written in configuration.</summary>
internal static class OptionParsers
{
    private static readonly string[] TimeFormats = [@"h\:mm\:ss", @"h\:mm\:ss\.FFFFFFF", @"d\.h\:mm\:ss", @"d\.h\:mm\:ss\.FFFFFFF"];

    private static readonly string[] DateFormats =
        ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    public static bool Flag(string text, out bool value, out string error)
    {
        error = $"{OptionText.Quote(text)} isn't true or false.";
        return bool.TryParse(text, out value);
    }

    public static bool Number(string text, out int value, out string error)
    {
        error = $"{OptionText.Quote(text)} isn't a whole number.";
        return int.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>Reads <c>hh:mm:ss</c>. .NET itself takes a number alone for days, which is rarely meant.</summary>
    public static bool Time(string text, out TimeSpan value, out string error)
    {
        var example = int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < 60
            ? number
            : 30;
        error = $"{OptionText.Quote(text)} isn't a time span. "
            + $"Write it as hh:mm:ss, such as 00:00:{example:00}, or with days as d.hh:mm:ss.";
        return TimeSpan.TryParseExact(text.Trim(), TimeFormats, CultureInfo.InvariantCulture, out value);
    }

    public static bool Date(string text, out DateTimeOffset value, out string error)
    {
        error = $"{OptionText.Quote(text)} isn't a date. Write it as 2030-01-31 or 2030-01-31T12:00:00Z.";
        return DateTimeOffset.TryParseExact(
            text.Trim(), DateFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out value);
    }

    /// <summary>Reads any text, such as the name of a parameter.</summary>
    public static bool Name(string text, out string value, out string error)
    {
        (value, error) = (text, "");
        return true;
    }

    public static OptionParser<T> NameOf<T>(string kind)
        where T : struct, Enum => (string text, out T value, out string error) =>
        {
            error = $"{OptionText.Quote(text)} isn't a valid {kind}. Valid values: {string.Join(", ", EnumText.NamesOf<T>())}.";
            return EnumText.TryParse(text, out value);
        };
}
