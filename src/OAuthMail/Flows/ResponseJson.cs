using System.Text.Json;
using OAuthMail.Tokens;

namespace OAuthMail.Flows;

/// <summary>Parses the JSON of a response. The content is untrusted.</summary>
internal static class ResponseJson
{
    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    /// <summary>Parses a response. Some servers begin it with a byte order mark.</summary>
    /// <exception cref="JsonException">The response is not JSON.</exception>
    public static JsonDocument Parse(byte[] body, int maximumDepth = 16)
    {
        var start = body.AsSpan().StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;
        return JsonDocument.Parse(body.AsMemory(start), new JsonDocumentOptions { MaxDepth = maximumDepth });
    }

    /// <summary>
    /// Returns a text member, or <see langword="null"/> if it is missing, empty, or not valid Unicode. One member that cannot be
    /// decoded must not hide the others.
    /// </summary>
    public static string? GetText(JsonElement parent, string name) =>
        JwtPayload.GetText(parent, name) is { Length: > 0 } text ? text : null;
}
