namespace OAuthMail.Accounts;

/// <summary>Lists the names of accounts in messages about an unknown account.</summary>
internal static class AccountNames
{
    private const int MaximumNames = 20;

    /// <summary>Returns a sentence with the valid names, at most 20 of them.</summary>
    public static string Describe(IEnumerable<string> names)
    {
        var sorted = names.OrderBy(name => name, StringComparer.Ordinal).ToArray();
        if (sorted.Length == 0) return "No accounts are configured.";
        var more = sorted.Length > MaximumNames ? $" and {sorted.Length - MaximumNames} more" : "";
        return $"Valid values: {string.Join(", ", sorted.Take(MaximumNames))}{more}.";
    }
}
