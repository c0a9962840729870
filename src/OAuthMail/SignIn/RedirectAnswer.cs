using OAuthMail.Errors;
using OAuthMail.Flows.Requests;

namespace OAuthMail.SignIn;

/// <summary>The authorization response (RFC 6749 section 4.1.2), parsed from the text that a user pastes.</summary>
internal sealed class RedirectAnswer
{
    private const int MaximumText = 16 * 1024;

    private RedirectAnswer()
    {
    }

    public string? Code { get; private set; }

    /// <summary>Gets the state, or <see langword="null"/> if only a code was pasted, or if the server omitted it in an error.</summary>
    public string? State { get; private set; }

    public string? Issuer { get; private set; }

    public string? Error { get; private set; }

    public string? ErrorDescription { get; private set; }

    /// <summary>Parses an address, its query, or a code alone.</summary>
    /// <exception cref="OAuthMailException">The text is none of these, or contains a parameter twice.</exception>
    public static RedirectAnswer Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = text.Trim().Trim('"', '\'', '<', '>').Trim();
        if (text.Length is 0 or > MaximumText)
        {
            throw Invalid(text.Length == 0 ? "The text is empty" : $"The text is longer than {MaximumText} characters");
        }

        var query = FindQuery(text);
        if (query is null)
        {
            if (text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))) throw Invalid("The text contains spaces or line breaks");
            return new RedirectAnswer { Code = Uri.UnescapeDataString(text) };
        }

        var fields = Unique(query);
        var answer = new RedirectAnswer
        {
            Code = Value(fields, "code"),
            State = Value(fields, "state"),
            Issuer = Value(fields, "iss"),
            Error = Clean(Value(fields, "error")),
            ErrorDescription = Clean(Value(fields, "error_description")),
        };
        if (answer.Code is null && answer.Error is null) throw Invalid("The address contains neither a code nor an error");
        if (answer.State is null && answer.Error is null) throw Invalid("The address contains no state");
        return answer;
    }

    /// <summary>Returns the query of an address, or <see langword="null"/> if the text is not an address.</summary>
    private static string? FindQuery(string text)
    {
        // Google's redirects contain scopes with unescaped slashes, so '://' alone does not identify an address.
        if (IsQuery(text)) return text;
        if (text.Contains("://") || HasParameter(text))
        {
            var mark = text.IndexOf('?');
            var hash = text.IndexOf('#');

            // Some servers respond in the fragment. The browser's address bar shows both.
            if (mark >= 0) return text.Substring(mark + 1, (hash > mark ? hash : text.Length) - mark - 1);
            if (hash >= 0) return text.Substring(hash + 1);
            throw Invalid("The address contains no parameters");
        }

        return null;
    }

    private static bool IsQuery(string text) =>
        text.IndexOfAny(['?', '#']) < 0
        && (text.StartsWith("code=", StringComparison.Ordinal) || text.StartsWith("state=", StringComparison.Ordinal)
            || text.StartsWith("error=", StringComparison.Ordinal) || text.Contains("&state=") || text.Contains("&code="));

    /// <summary>
    /// Returns whether the text is an address without its beginning, as some browsers show it, or a query with its question mark.
    /// </summary>
    private static bool HasParameter(string text) =>
        text[0] is '?' or '#' || text.Contains("?code=") || text.Contains("?state=") || text.Contains("?error=")
            || text.Contains("&state=") || text.Contains("&code=");

    private static Dictionary<string, string> Unique(string query)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in FormEncoding.Decode(query))
        {
            if (fields.ContainsKey(field.Key))
            {
                if (field.Key is "code" or "state" or "iss" or "error")
                {
                    throw Invalid($"The address contains the parameter '{field.Key}' twice");
                }
                continue;
            }

            fields[field.Key] = field.Value;
        }

        return fields;
    }

    private static string? Value(Dictionary<string, string> fields, string name) =>
        fields.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    private static string? Clean(string? text) => text is null ? null : ForeignText.Clean(text, 500);

    private static OAuthMailException Invalid(string detail) => new(Problems.RedirectInvalid, detail);
}
