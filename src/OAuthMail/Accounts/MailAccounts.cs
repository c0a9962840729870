using OAuthMail.Accounts;
using OAuthMail.Configuration.Validation;

namespace OAuthMail;

/// <summary>Contains the accounts of a program by name, with one token lifecycle. Create one instance for the whole program.</summary>
public sealed class MailAccounts : IMailAccounts
{
    private readonly Dictionary<string, MailAccount> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly AccountTokenProviders _providers;

    /// <summary>Creates the accounts of a program.</summary>
    /// <param name="accounts">The accounts, such as the values of <see cref="OAuthMailOptionsExtensions.CreateAccounts"/>.</param>
    /// <param name="tokens">The token lifecycle. The caller disposes it.</param>
    /// <param name="http">The HTTP transport to authorization servers. The caller disposes it.</param>
    /// <exception cref="ArgumentNullException">An argument, or one of the accounts, is <see langword="null"/>.</exception>
    /// <exception cref="MailConfigurationException">
    /// Two accounts have the same name, or an account names a backup that does not exist, cannot send, or leads back to the account.
    /// </exception>
    public MailAccounts(IEnumerable<MailAccount> accounts, MailTokens tokens, OAuthHttp http)
        : this(accounts, tokens, http, sources: null)
    {
    }

    internal MailAccounts(IEnumerable<MailAccount> accounts, MailTokens tokens, OAuthHttp http, IRegistrationSources? sources)
    {
        ArgumentNullException.ThrowIfNull(accounts);
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentNullException.ThrowIfNull(http);
        var errors = new OptionErrors();
        foreach (var account in accounts)
        {
            if (account is null) throw new ArgumentNullException(nameof(accounts), "One of the accounts is null.");
            if (!_byName.TryAdd(account.Name, account))
            {
                errors.Add($"Accounts:{account.Name}", "The name is used twice. Give every account a name of its own. Case is ignored.");
            }
        }

        var backups = _byName.ToDictionary(pair => pair.Key, pair => pair.Value.Backup?.AccountName, StringComparer.OrdinalIgnoreCase);
        new BackupCheck(backups, name => _byName[name]).AddErrors(errors);
        errors.ThrowIfAny("OAuthMail");
        _providers = new AccountTokenProviders(tokens, http, sources);
    }

    /// <summary>Never occurs: these accounts don't change.</summary>
    public event EventHandler<MailAccountsChangedEventArgs>? Changed
    {
        add { }
        remove { }
    }

    /// <inheritdoc />
    public IReadOnlyCollection<MailAccount> All => _byName.Values;

    /// <inheritdoc />
    public MailAccount Get(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (_byName.TryGetValue(name, out var account)) return account;
        var message = $"{OptionText.Quote(name)} isn't a valid account. {AccountNames.Describe(_byName.Keys)}";
        throw new MailConfigurationException("OAuthMail", [new OptionError("Accounts", message)]);
    }

    /// <inheritdoc />
    public IAccessTokenProvider GetTokens(MailAccount account)
    {
        ArgumentNullException.ThrowIfNull(account);
        return _providers.Get(account);
    }
}
