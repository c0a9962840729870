using System.Text;

namespace OAuthMail.Testing.Mail.Mime;

/// <summary>
/// Represents the value of Content-Type or Content-Disposition (RFC 2045 section 5.1, RFC 2183) with its parameters as
/// they are stored. MimeKit would decode and merge the parameters of RFC 2231, which IMAP shows in their encoded form.
/// </summary>
internal sealed class ParameterizedValue
{
    public static readonly ParameterizedValue PlainText =
        new() { Type = "text", Subtype = "plain", Parameters = [new("charset", "us-ascii")] };

    public static readonly ParameterizedValue Message = new() { Type = "message", Subtype = "rfc822" };

    public static readonly ParameterizedValue Octets = new() { Type = "application", Subtype = "octet-stream" };

    public string Type { get; private init; } = "";

    public string Subtype { get; private init; } = "";

    public IReadOnlyList<KeyValuePair<string, string>> Parameters { get; private init; } = [];

    public string? Parameter(string name) =>
        Parameters.FirstOrDefault(p => p.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    public static ParameterizedValue ParseContentType(string? text)
    {
        var value = Parse(text);
        return value is null || value.Type.Length == 0 || value.Subtype.Length == 0 ? PlainText : value;
    }

    public static ParameterizedValue? Parse(string? text)
    {
        if (text is null) return null;
        var position = 0;
        var head = Token(text, ref position).Split('/', 2);
        var parameters = new List<KeyValuePair<string, string>>();
        while (position < text.Length)
        {
            if (text[position++] != ';') continue;
            var name = Token(text, ref position);
            if (name.Length == 0 || position >= text.Length || text[position] != '=') continue;
            position++;
            parameters.Add(new(name.ToLowerInvariant(), Token(text, ref position)));
        }

        return new ParameterizedValue
        {
            Type = head[0].ToLowerInvariant(),
            Subtype = head.Length == 2 ? head[1].ToLowerInvariant() : "",
            Parameters = parameters,
        };
    }

    /// <summary>
    /// Reads a token up to <c>;</c> or <c>=</c>, or a quoted string without its quotation marks. Comments and white
    /// space are skipped.
    /// </summary>
    private static string Token(string text, ref int position)
    {
        var token = new StringBuilder();
        var comment = 0;
        for (; position < text.Length; position++)
        {
            var c = text[position];
            if (c == '(') comment++;
            else if (c == ')' && comment > 0) comment--;
            else if (comment > 0 || char.IsWhiteSpace(c)) continue;
            else if (c is ';' or '=') break;
            else if (c == '"') Quoted(text, ref position, token);
            else token.Append(c);
        }

        return token.ToString();
    }

    private static void Quoted(string text, ref int position, StringBuilder token)
    {
        for (position++; position < text.Length && text[position] != '"'; position++)
        {
            if (text[position] == '\\' && position + 1 < text.Length) position++;
            token.Append(text[position]);
        }
    }
}
