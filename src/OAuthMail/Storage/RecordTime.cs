using System.Globalization;

namespace OAuthMail.Storage;

/// <summary>The text of a time in the properties of a <see cref="TokenRecord"/>: ISO 8601, in UTC.</summary>
internal static class RecordTime
{
    private const string RoundTrip = "O";

    public static string Write(DateTimeOffset time) => time.ToUniversalTime().ToString(RoundTrip, CultureInfo.InvariantCulture);

    /// <summary>Reads a property.</summary>
    /// <returns>Whether there is one, and it is a time that <see cref="Write"/> has written.</returns>
    public static bool TryRead(TokenRecord record, string property, out DateTimeOffset time)
    {
        time = default;
        return record.Properties.TryGetValue(property, out var text)
            && DateTimeOffset.TryParseExact(text, RoundTrip, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out time);
    }
}
