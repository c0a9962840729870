using OAuthMail.Configuration.Validation;

namespace OAuthMail.Accounts;

/// <summary>Whether the accounts that others name as their backup are there and can send, and none leads back to where it began.</summary>
/// <param name="backups">For each account, the account that it names; null for none.</param>
/// <param name="find">Finds an account by its name; null for one whose own options are wrong.</param>
internal sealed class BackupCheck(IReadOnlyDictionary<string, string?> backups, Func<string, MailAccount?> find)
{
    /// <summary>Adds what is wrong, in the accounts' order.</summary>
    public void AddFailures(List<OptionError> failures)
    {
        foreach (var pair in backups)
        {
            if (pair.Value is { } backup && WhyNot(pair.Key, backup) is { } failure)
            {
                failures.Add(new OptionError($"Accounts:{pair.Key}:{nameof(MailAccountOptions.Backup)}:{nameof(MailBackupOptions.Account)}", failure));
            }
        }
    }

    private string? WhyNot(string name, string backup)
    {
        if (backup == name) return $"is '{backup}', the account itself: name another one";
        if (!backups.ContainsKey(backup)) return $"is {OptionText.Quote(backup)}, but {AccountNames.Describe(backups.Keys)}";
        if (find(backup) is { } account && account.GetEndpoint(MailProtocol.Smtp) is null) return $"is '{backup}', which has no SMTP server";
        return FindCircle(name, backup) is { } circle ? $"leads back to the account itself: {circle}" : null;
    }

    private string? FindCircle(string name, string backup)
    {
        var way = new List<string> { name };
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (string? next = backup; next is not null && seen.Add(next); next = backups.TryGetValue(next, out var following) ? following : null)
        {
            way.Add(next);
            if (next == name) return string.Join(" → ", way);
        }

        return null;
    }
}
