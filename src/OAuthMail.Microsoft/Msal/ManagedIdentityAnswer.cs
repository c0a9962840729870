using System.Globalization;
using System.Text.Json;

namespace OAuthMail.Microsoft.Msal;

/// <summary>Corrects responses of managed identity endpoints that MSAL could not read, although they contain a token.</summary>
internal static class ManagedIdentityAnswer
{
    private const string ExpiresOn = "expires_on";

    /// <summary>No token is valid for longer. A larger value is not a time in seconds.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    /// <summary>The lifetime of a token whose expiration is unreadable. Azure issues tokens for at least as long.</summary>
    private static readonly TimeSpan Assumed = TimeSpan.FromHours(1);

    /// <summary>
    /// Returns the response with an expiration in seconds. One in milliseconds is converted, and one that is too far in the future is
    /// replaced by an hour, because MSAL fails with it.
    /// </summary>
    public static byte[] WithUsableExpiration(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 16 });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty(ExpiresOn, out var member)) return body;
            var text = member.ValueKind == JsonValueKind.String ? member.GetString()! : member.GetRawText();
            if (!decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var value)) return body;

            // MSAL computes with the system's clock, too.
            var now = DateTimeOffset.UtcNow;
            var latest = (now + Longest).ToUnixTimeSeconds();
            if (value <= latest) return body;
            var seconds = value / 1000 <= latest ? (long)(value / 1000) : (now + Assumed).ToUnixTimeSeconds();
            return Replace(root, seconds.ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            // MSAL reports the malformed response.
            return body;
        }
    }

    private static byte[] Replace(JsonElement root, string expiresOn)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var member in root.EnumerateObject())
            {
                if (member.NameEquals(ExpiresOn)) writer.WriteString(ExpiresOn, expiresOn);
                else member.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
