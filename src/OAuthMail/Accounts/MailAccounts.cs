using System.Runtime.CompilerServices;
using OAuthMail.Accounts;
using OAuthMail.Configuration.Validation;

namespace OAuthMail;

/// <summary>The accounts of a program by name, over one lifecycle of tokens. Make one for the whole program.</summary>
public sealed class MailAccounts : IMailAccounts
{
    private readonly Dictionary<string, MailAccount> _byName = new(StringComparer.Ordinal);

    // An account that nobody holds any more takes its provider along.
    private readonly ConditionalWeakTable<MailAccount, IAccessTokenProvider> _providers = new();
    private readonly ConditionalWeakTable<MailAccount, IAccessTokenProvider>.CreateValueCallback _createProvider;

    /// <summary>Takes accounts.</summary>
    /// <param name="accounts">The accounts, such as the values of <see cref="OAuthMailOptionsExtensions.CreateAccounts"/>.</param>
    /// <param name="tokens">The lifecycle of their tokens. It stays the caller's to dispose.</param>
    /// <param name="http">How authorization servers are reached. It stays the caller's to dispose.</param>
    /// <exception cref="ArgumentNullException">An argument, or one of the accounts, is null.</exception>
    /// <exception cref="MailConfigurationException">Two accounts have the same name, or a backup that one names is not there, cannot send, or leads back to it.</exception>
    public MailAccounts(IEnumerable<MailAccount> accounts, MailTokens tokens, OAuthHttp http)
        : this(accounts, tokens, http, sources: null)
    {
    }

    internal MailAccounts(IEnumerable<MailAccount> accounts, MailTokens tokens, OAuthHttp http, IRegistrationSources? sources)
    {
        ArgumentNullException.ThrowIfNull(accounts);
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentNullException.ThrowIfNull(http);
        var failures = new List<OptionError>();
        foreach (var account in accounts)
        {
            if (account is null) throw new ArgumentNullException(nameof(accounts), "One of the accounts is null.");
            if (!_byName.TryAdd(account.Name, account)) failures.Add(new OptionError($"Accounts:{account.Name}", "is there twice: give every account a name of its own"));
        }

        new BackupCheck(_byName.ToDictionary(pair => pair.Key, pair => pair.Value.Backup?.AccountName, StringComparer.Ordinal), name => _byName[name]).AddFailures(failures);
        MailConfigurationException.ThrowIfAny("OAuthMail", failures);
        _createProvider = account => MailAccountTokens.For(tokens, account, http, sources);
    }

    /// <inheritdoc />
    public IReadOnlyCollection<MailAccount> All => _byName.Values;

    /// <inheritdoc />
    public MailAccount Get(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (_byName.TryGetValue(name, out var account)) return account;
        throw new MailConfigurationException("OAuthMail", [new OptionError($"Accounts:{OptionText.Clean(name)}", $"is missing: {AccountNames.Describe(_byName.Keys)}")]);
    }

    /// <inheritdoc />
    public IAccessTokenProvider GetTokens(MailAccount account)
    {
        ArgumentNullException.ThrowIfNull(account);
        return _providers.GetValue(account, _createProvider);
    }
}
