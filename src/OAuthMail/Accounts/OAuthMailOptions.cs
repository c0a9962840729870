using OAuthMail.Diagnosis;
using OAuthMail.Providers;

namespace OAuthMail.Accounts;

/// <summary>The configuration of a program: registrations that are written once, and the mailboxes that use them.</summary>
public sealed class OAuthMailOptions
{
    /// <summary>Shared registrations by name.</summary>
    public IDictionary<string, MailClientOptions> Clients { get; } = new Dictionary<string, MailClientOptions>(StringComparer.Ordinal);

    /// <summary>Mailboxes by name: lower-case letters, digits, <c>-</c> and <c>_</c>.</summary>
    public IDictionary<string, MailAccountOptions> Accounts { get; } = new Dictionary<string, MailAccountOptions>(StringComparer.Ordinal);

    /// <summary>Providers besides the known ones.</summary>
    public IList<MailProvider> Providers { get; } = new List<MailProvider>();

    /// <summary>Checks everything that can be checked without asking a server, and makes the accounts.</summary>
    /// <returns>The accounts by name.</returns>
    /// <exception cref="MailConfigurationException">Options are wrong; all failures of all accounts are in it.</exception>
    public IReadOnlyDictionary<string, MailAccount> CreateAccounts()
    {
        var failures = new List<OptionFailure>();
        var accounts = new Dictionary<string, MailAccount>(StringComparer.Ordinal);
        var shared = new SharedRegistrations();
        if (Providers.Any(provider => provider is null)) failures.Add(new OptionFailure(nameof(Providers), "has an entry that is null"));
        var providers = Providers.Where(provider => provider is not null).ToArray();
        foreach (var pair in Accounts)
        {
            if (pair.Value is null)
            {
                failures.Add(new OptionFailure($"Accounts:{pair.Key}", "is empty: name at least the address, and a client or a provider"));
                continue;
            }

            var builder = new MailAccountBuilder(pair.Key, $"Accounts:{pair.Key}", pair.Value, Clients, providers, failures, shared);
            if (builder.Build() is { } account) accounts[pair.Key] = account;
        }

        var backups = Accounts.ToDictionary(pair => pair.Key, pair => pair.Value?.Backup?.Account is { } name && !string.IsNullOrWhiteSpace(name) ? name : null, StringComparer.Ordinal);
        new BackupCheck(backups, name => accounts.TryGetValue(name, out var account) ? account : null).AddFailures(failures);
        MailConfigurationException.ThrowIfAny("OAuthMail", failures);
        return accounts;
    }
}
