using System.Globalization;

namespace OAuthMail.Configuration.Validation;

/// <summary>
/// Finds what copying adds to a value: invisible characters from web pages and dialogs, quotation marks and line breaks from files.
/// Servers report such a value as unknown or wrong, and it looks right in every editor.
/// </summary>
internal static class CopiedText
{
    /// <summary>Returns what is wrong with an id, as a sentence, or <see langword="null"/> if nothing is.</summary>
    public static string? FindErrorInId(string value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            if (IsInvisible(value[i]) || char.IsWhiteSpace(value[i]) || IsQuote(value[i])) return Describe(value, i);
        }

        return null;
    }

    /// <summary>
    /// Returns what is wrong with a generated secret, as a sentence without the secret, or <see langword="null"/> if nothing is. Quotation
    /// marks can be part of a secret, unless they surround it.
    /// </summary>
    public static string? FindErrorInSecret(string value)
    {
        if (value.Length == 0) return null;
        foreach (var at in new[] { 0, value.Length - 1 })
        {
            if (char.IsWhiteSpace(value[at])) return Describe(value, at);
        }

        for (var i = 0; i < value.Length; i++)
        {
            if (IsInvisible(value[i]) || (char.IsWhiteSpace(value[i]) && value[i] != ' ')) return Describe(value, i);
        }

        return value.Length > 1 && IsQuote(value[0]) && IsQuote(value[value.Length - 1])
            ? "The value is in quotation marks. Remove them."
            : null;
    }

    /// <summary>
    /// Returns what is wrong with a password, as a sentence without the password, or <see langword="null"/> if nothing is. People can
    /// choose passwords with quotation marks and spaces. Control characters are left to the protocol that sends the password.
    /// </summary>
    public static string? FindErrorInPassword(string value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            if (IsInvisible(value[i]) && !char.IsControl(value[i])) return Describe(value, i);
        }

        return null;
    }

    private static bool IsInvisible(char c) => CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static bool IsQuote(char c) => c is '"' or '\'' or '`' or (>= '\u2018' and <= '\u201F') or '\u00AB' or '\u00BB';

    private static string Describe(string value, int index)
    {
        var c = value[index];
        var what = c switch
        {
            '\r' or '\n' or '\u2028' or '\u2029' or '\u0085' => "a line break",
            ' ' => "a space",
            '\t' => "a tab",
            _ when IsQuote(c) => "a quotation mark",
            _ when char.IsWhiteSpace(c) => "an unusual space",
            _ => "an invisible character",
        };
        return $"The value contains {what} (U+{(int)c:X4}) as character {index + 1} of {value.Length}. Remove it.";
    }
}
