namespace OAuthMail.Accounts;

/// <summary>The names of accounts, for messages about one that is not there.</summary>
internal static class AccountNames
{
    private const int MostNames = 20;

    /// <summary>What there is, as the end of a sentence; not all of it where it is very much.</summary>
    public static string Describe(IEnumerable<string> names)
    {
        var sorted = names.OrderBy(name => name, StringComparer.Ordinal).ToArray();
        if (sorted.Length == 0) return "there are no accounts";
        var more = sorted.Length > MostNames ? $" and {sorted.Length - MostNames} more" : "";
        return $"known are {string.Join(", ", sorted.Take(MostNames))}{more}";
    }
}
