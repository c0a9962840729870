using System.Globalization;
using System.Text.Json;
using OAuthMail.Tokens;

namespace OAuthMail.Graph.Http;

/// <summary>Reads the times of responses.</summary>
internal static class GraphTime
{
    /// <summary>Returns a time, which is in UTC unless it says otherwise, or <see langword="null"/> if it is missing or invalid.</summary>
    public static DateTimeOffset? Get(JsonElement element, string name) =>
        DateTimeOffset.TryParse(
            JwtPayload.GetText(element, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;
}
