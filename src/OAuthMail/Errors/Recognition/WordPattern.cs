namespace OAuthMail.Errors.Recognition;

/// <summary>
/// A pattern of words: alternatives separated by <c>|</c>, in each of which <c>*</c> stands for up to sixty characters. It is compared
/// with text in lower case.
/// </summary>
internal sealed class WordPattern(string pattern)
{
    private const int MaximumGap = 60;

    private readonly string[][] _alternatives = pattern.ToLowerInvariant().Split('|').Select(one => one.Split('*')).ToArray();

    public bool Matches(string text) => Array.Exists(_alternatives, parts => Matches(text, parts));

    private static bool Matches(string text, string[] parts)
    {
        for (var begin = Find(text, parts[0], 0); begin >= 0; begin = Find(text, parts[0], begin + 1))
        {
            if (Continues(text, parts, begin + parts[0].Length)) return true;
        }

        return false;
    }

    private static bool Continues(string text, string[] parts, int from)
    {
        foreach (var part in parts.Skip(1))
        {
            var at = Find(text, part, from);
            if (at < 0 || at - from > MaximumGap) return false;
            from = at + part.Length;
        }

        return true;
    }

    private static int Find(string text, string part, int from) =>
        from > text.Length ? -1 : text.IndexOf(part, from, StringComparison.Ordinal);
}
