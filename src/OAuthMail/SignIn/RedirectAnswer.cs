using OAuthMail.Errors;
using OAuthMail.Flows.Requests;

namespace OAuthMail.SignIn;

/// <summary>What an authorization server sent back through the browser (RFC 6749 section 4.1.2), from whatever a person pastes.</summary>
internal sealed class RedirectAnswer
{
    private const int MaximumText = 16 * 1024;

    private RedirectAnswer()
    {
    }

    public string? Code { get; private set; }

    /// <summary>Missing where only a code was pasted.</summary>
    public string? State { get; private set; }

    public string? Issuer { get; private set; }

    public string? Error { get; private set; }

    public string? ErrorDescription { get; private set; }

    /// <summary>Reads a whole address, its query, or a bare code.</summary>
    /// <exception cref="OAuthMailException">It is none of them, or names a parameter twice.</exception>
    public static RedirectAnswer Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = text.Trim().Trim('"', '\'', '<', '>').Trim();
        if (text.Length is 0 or > MaximumText)
        {
            throw Invalid(text.Length == 0 ? "Nothing was given" : "What was given is longer than any redirect");
        }

        var query = FindQuery(text);
        if (query is null)
        {
            if (text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))) throw Invalid("What was given has spaces or line breaks in it");
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
        if (answer.Code is null && answer.Error is null) throw Invalid("The address has neither a code nor an error in it");
        if (answer.State is null) throw Invalid("The address has no state in it");
        return answer;
    }

    /// <summary>The parameters of an address or of a bare query; null where there are none.</summary>
    private static string? FindQuery(string text)
    {
        // A scope of Google's stands in its redirects with its slashes as they are, so they do not make an address.
        if (IsQuery(text)) return text;
        if (text.Contains("://") || HasParameter(text))
        {
            var mark = text.IndexOf('?');
            var hash = text.IndexOf('#');

            // Some servers answer in the fragment when they are asked to; a browser's address bar shows both.
            if (mark >= 0) return text.Substring(mark + 1, (hash > mark ? hash : text.Length) - mark - 1);
            if (hash >= 0) return text.Substring(hash + 1);
            throw Invalid("The address has no parameters");
        }

        return null;
    }

    private static bool IsQuery(string text) =>
        text.IndexOfAny(['?', '#']) < 0 && (text.StartsWith("code=", StringComparison.Ordinal) || text.StartsWith(
            "state=", StringComparison.Ordinal)
            || text.StartsWith("error=", StringComparison.Ordinal) || text.Contains("&state=") || text.Contains("&code="));

    /// <summary>Whether it is an address whose beginning was lost, as some browsers show it, or a query with its mark.</summary>
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
                if (field.Key is "code" or "state" or "iss" or "error") throw Invalid($"The address has two values of '{field.Key}'");
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
