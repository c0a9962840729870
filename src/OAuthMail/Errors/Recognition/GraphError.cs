using System.Text.Json;
using OAuthMail.Tokens;

namespace OAuthMail.Errors.Recognition;

/// <summary>An error response of Microsoft Graph. The texts are those of the server, without control characters.</summary>
internal sealed class GraphError
{
    private const int MaximumDepth = 5;
    private const int MaximumTextLength = 500;

    private GraphError(IReadOnlyList<string> codes, string message)
    {
        Codes = codes;
        Message = message;
    }

    /// <summary>Gets the codes, the most general first. Inner errors are more specific.</summary>
    public IReadOnlyList<string> Codes { get; }

    /// <summary>Gets the message of the outermost error, or an empty text.</summary>
    public string Message { get; }

    /// <summary>Returns whether one of the codes equals a code.</summary>
    public bool Has(string code) => Codes.Any(one => one.Equals(code, StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads a body. It can be empty or a page of a proxy.</summary>
    public static GraphError Read(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (JwtPayload.Get(document.RootElement, "error") is { ValueKind: JsonValueKind.Object } error)
            {
                var codes = new List<string>();
                var message = GetText(error, "message");
                for (var depth = 0; depth < MaximumDepth; depth++)
                {
                    if (GetText(error, "code") is { Length: > 0 } code) codes.Add(code);
                    var inner = JwtPayload.Get(error, "innerError") ?? JwtPayload.Get(error, "innererror");
                    if (inner is not { ValueKind: JsonValueKind.Object } next) break;
                    error = next;
                }

                return new GraphError(codes, message);
            }
        }
        catch (JsonException)
        {
            // A page of a proxy.
        }

        return new GraphError([], "");
    }

    /// <summary>Returns the codes and the message in one line.</summary>
    public override string ToString() =>
        Codes.Count == 0 ? Message : Message.Length == 0 ? string.Join(", ", Codes) : $"{string.Join(", ", Codes)}: {Message}";

    private static string GetText(JsonElement element, string name) =>
        JwtPayload.GetText(element, name) is { } text ? ForeignText.Clean(text, MaximumTextLength) : "";
}
