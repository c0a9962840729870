using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OAuthMail.Accounts;
using OAuthMail.Configuration.Validation;

namespace OAuthMail.DependencyInjection;

/// <summary>
/// The accounts of an application, from its options and its account sources, as they are now. An account whose options did not change
/// stays the same object, so that its tokens and connections stay in use.
/// </summary>
internal sealed class AccountCatalog : IMailAccounts, IDisposable
{
    private readonly object _gate = new();
    private readonly AccountTokenProviders _providers;
    private readonly ILogger _logger;
    private readonly IDisposable? _subscription;
    private volatile AccountSnapshot _snapshot;

    public AccountCatalog(
        IOptionsMonitor<OAuthMailOptions> options, MailTokens tokens, OAuthHttp http, IEnumerable<IRegistrationSources> sources,
        ILoggerFactory? loggerFactory = null)
    {
        _providers = new AccountTokenProviders(tokens, http, RegistrationSourceChain.Create(sources));
        _logger = SafeLogger.Create(loggerFactory, AccountsLog.Category);
        _snapshot = AccountSnapshot.Create(options.CurrentValue);
        _subscription = options.OnChange((changed, name) =>
        {
            if (string.IsNullOrEmpty(name)) Use(changed);
        });

        // A reload between the two lines above would be missed.
        Use(options.CurrentValue);
    }

    public event EventHandler<MailAccountsChangedEventArgs>? Changed;

    public IReadOnlyCollection<MailAccount> All => _snapshot.All;

    /// <summary>Gets the accounts as they are now. It is another object after each change.</summary>
    public AccountSnapshot Snapshot => _snapshot;

    public MailAccount Get(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _snapshot.Find(name) ?? throw _snapshot.NotFound(name);
    }

    public IAccessTokenProvider GetTokens(MailAccount account)
    {
        ArgumentNullException.ThrowIfNull(account);
        return _providers.Get(account);
    }

    /// <summary>Replaces the accounts of the options.</summary>
    public void Use(OAuthMailOptions options) => Change(snapshot => snapshot.WithOptions(options));

    /// <summary>Replaces the accounts of a source.</summary>
    public void Use(string source, IReadOnlyCollection<KeyValuePair<string, MailAccountOptions>> accounts) =>
        Change(snapshot => snapshot.WithSource(source, accounts, (name, errors) => Report(source, name, errors)));

    /// <summary>Replaces or removes one account of a source.</summary>
    public void Use(string source, string name, MailAccountOptions? account) =>
        Change(snapshot => snapshot.WithSourceAccount(source, name, account, (one, errors) => Report(source, one, errors)));

    /// <summary>Remembers why the accounts of a source are missing, or that they no longer are.</summary>
    public void SetFailure(string source, string? reason) => Change(snapshot => snapshot.WithFailure(source, reason));

    public void Dispose() => _subscription?.Dispose();

    private void Report(string source, string name, IReadOnlyList<OptionError> errors) =>
        AccountsLog.InvalidAccount(_logger, OptionText.Clean(name), source, string.Join(" ", errors));

    private void Change(Func<AccountSnapshot, AccountSnapshot> change)
    {
        MailAccountsChangedEventArgs difference;
        lock (_gate)
        {
            var before = _snapshot;
            var after = change(before);
            if (ReferenceEquals(before, after)) return;
            _snapshot = after;
            difference = before.CompareWith(after);
        }

        if (difference.Added.Count == 0 && difference.Removed.Count == 0) return;
        var changed = difference.Added.Count(account => difference.Removed.Any(old => old.Name == account.Name));
        AccountsLog.Changed(_logger, difference.Added.Count - changed, changed, difference.Removed.Count - changed);
        foreach (var handler in Changed?.GetInvocationList() ?? [])
        {
            try
            {
                ((EventHandler<MailAccountsChangedEventArgs>)handler)(this, difference);
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                AccountsLog.HandlerFailed(_logger, failure.GetType().Name);
            }
        }
    }
}
