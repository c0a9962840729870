namespace OAuthMail.Errors.Recognition;

/// <summary>
/// Removes the sentences of RFC 6749 section 5.2, and those like them, from a description. They list all possible reasons and name none.
/// What a server adds to them does.
/// </summary>
internal static class StandardSentences
{
    private static readonly string[] Marks =
    [
        "(e.g.", "expired, revoked", "missing a required parameter, includes", "otherwise malformed", "invalid, unknown, malformed",
        "invalid, unknown, or malformed", "unable to fulfil", "not authorized to use this authorization grant type",
    ];

    /// <summary>Returns the other sentences.</summary>
    public static string Remove(string? description)
    {
        if (description is null || !Array.Exists(Marks, mark => Has(description, mark))) return description ?? "";
        return string.Join(". ", Split(description).Where(sentence => !Array.Exists(Marks, mark => Has(sentence, mark))));
    }

    /// <summary>Splits a text after a full stop. The stops of "e.g." are no ends.</summary>
    private static string[] Split(string text) => text.Replace("e.g. ", "e.g.").Split([". "], StringSplitOptions.RemoveEmptyEntries);

    private static bool Has(string text, string words) => text.Contains(words, StringComparison.OrdinalIgnoreCase);
}
