using OAuthMail.Configuration.Validation;

namespace OAuthMail.Accounts;

/// <summary>
/// Checks that the accounts that others name as their backup exist and can send, and that no backup leads back to its account.
/// </summary>
/// <param name="backups">
/// For each account, the account that it names, or <see langword="null"/>. Names are compared without regard to case.
/// </param>
/// <param name="find">Finds an account by its name. It returns <see langword="null"/> for an account whose own options are wrong.</param>
internal sealed class BackupCheck(IReadOnlyDictionary<string, string?> backups, Func<string, MailAccount?> find)
{
    /// <summary>Adds the errors, in the order of the accounts.</summary>
    public void AddErrors(OptionErrors errors)
    {
        foreach (var pair in backups)
        {
            if (FindError(pair.Key) is not { } error) continue;
            errors.Add(PathOf(pair.Key), error);
        }
    }

    /// <summary>Returns the configuration path of the option that names the backup of an account.</summary>
    public static string PathOf(string name) =>
        $"Accounts:{OptionText.Clean(name)}:{nameof(MailAccountOptions.Backup)}:{nameof(MailBackupOptions.Account)}";

    /// <summary>Returns what is wrong with the backup of an account, or <see langword="null"/> if nothing is.</summary>
    public string? FindError(string name) => backups[name] is { } backup ? FindError(name, backup) : null;

    private string? FindError(string name, string backup)
    {
        if (IsSame(backup, name)) return $"'{backup}' is the account itself. Set another account.";
        if (!backups.ContainsKey(backup)) return $"{OptionText.Quote(backup)} isn't a valid account. {AccountNames.Describe(backups.Keys)}";
        if (find(backup) is { } account && account.GetEndpoint(MailProtocol.Smtp) is null)
        {
            return $"The account '{backup}' has no SMTP server.";
        }

        return FindCircle(name, backup) is { } circle ? $"The backups lead back to the account itself: {circle}." : null;
    }

    private string? FindCircle(string name, string backup)
    {
        var path = new List<string> { name };
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (string? next = backup; next is not null
            && seen.Add(next); next = backups.TryGetValue(next, out var following) ? following : null)
        {
            path.Add(next);
            if (IsSame(next, name)) return string.Join(" → ", path);
        }

        return null;
    }

    private static bool IsSame(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
