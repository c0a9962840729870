using OAuthMail.Accounts;

namespace OAuthMail;

/// <summary>Creates accounts from options.</summary>
public static class OAuthMailOptionsExtensions
{
    /// <summary>Checks everything that can be checked without asking a server, and makes the accounts.</summary>
    /// <param name="options">The options.</param>
    /// <returns>The accounts by name.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is null.</exception>
    /// <exception cref="MailConfigurationException">Options are wrong; all failures of all accounts are in it.</exception>
    public static IReadOnlyDictionary<string, MailAccount> CreateAccounts(this OAuthMailOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var failures = new List<OptionError>();
        var accounts = new Dictionary<string, MailAccount>(StringComparer.Ordinal);
        var shared = new SharedRegistrations();
        if (options.Providers.Any(provider => provider is null)) failures.Add(new OptionError(nameof(options.Providers), "has an entry that is null"));
        var providers = options.Providers.Where(provider => provider is not null).ToArray();
        foreach (var pair in options.Accounts)
        {
            if (pair.Value is null)
            {
                failures.Add(new OptionError($"Accounts:{pair.Key}", "is empty: name at least the address, and a client or a provider"));
                continue;
            }

            var builder = new MailAccountBuilder(pair.Key, $"Accounts:{pair.Key}", pair.Value, options.Clients, providers, failures, shared);
            if (builder.Build() is { } account) accounts[pair.Key] = account;
        }

        var backups = options.Accounts.ToDictionary(pair => pair.Key, pair => pair.Value?.Backup?.Account is { } name && !string.IsNullOrWhiteSpace(name) ? name : null, StringComparer.Ordinal);
        new BackupCheck(backups, name => accounts.TryGetValue(name, out var account) ? account : null).AddFailures(failures);
        MailConfigurationException.ThrowIfAny("OAuthMail", failures);
        return accounts;
    }
}
