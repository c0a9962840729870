namespace OAuthMail.Tool.Import;

/// <summary>Chooses names of accounts.</summary>
internal static class AccountNaming
{
    /// <summary>Returns a free name for the account of an address, such as <c>jane</c> or <c>jane-contoso-com</c>.</summary>
    public static string Choose(string address, IReadOnlyCollection<string> taken)
    {
        var local = Clean(address.Split('@')[0]);
        foreach (var name in new[] { local, Clean(address) })
        {
            if (name.Length > 0 && !taken.Contains(name, StringComparer.OrdinalIgnoreCase)) return name;
        }

        return Enumerable.Range(2, int.MaxValue - 2).Select(number => $"{(local.Length > 0 ? local : "account")}-{number}")
            .First(name => !taken.Contains(name, StringComparer.OrdinalIgnoreCase));
    }

    private static string Clean(string text) =>
        string.Concat(text.ToLowerInvariant().Select(one => char.IsAsciiLetterOrDigit(one) || one == '_' ? one : '-')).Trim('-');
}
