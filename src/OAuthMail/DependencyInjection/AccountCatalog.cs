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
    private readonly Queue<MailAccountsChangedEventArgs> _changes = new();
    private volatile AccountSnapshot _snapshot;
    private bool _isRaising;

    public AccountCatalog(
        IOptionsMonitor<OAuthMailOptions> options, MailTokens tokens, OAuthHttp http, IEnumerable<IRegistrationSources> sources,
        ILoggerFactory? loggerFactory = null)
    {
        _providers = new AccountTokenProviders(tokens, http, RegistrationSourceChain.Create(sources));
        _logger = SafeLogger.Create(loggerFactory, AccountsLog.Category);
        _snapshot = AccountSnapshot.Create(options.CurrentValue);
        _subscription = options.OnChange((_, name) =>
        {
            // The present options: two reloads at the same time can report theirs in the reverse order.
            if (string.IsNullOrEmpty(name)) Change(snapshot => snapshot.WithOptions(options.CurrentValue));
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
        lock (_gate)
        {
            var before = _snapshot;
            var after = change(before);
            if (ReferenceEquals(before, after)) return;
            _snapshot = after;
            var difference = before.CompareWith(after);
            if (difference.Added.Count == 0 && difference.Removed.Count == 0) return;
            _changes.Enqueue(difference);

            // Handlers run outside the lock, and receive changes in their order: another thread that is raising one raises this one next.
            if (_isRaising) return;
            _isRaising = true;
        }

        while (true)
        {
            MailAccountsChangedEventArgs next;
            lock (_gate)
            {
                _isRaising = _changes.Count > 0;
                if (!_isRaising) return;
                next = _changes.Dequeue();
            }

            Raise(next);
        }
    }

    private void Raise(MailAccountsChangedEventArgs change)
    {
        var removed = new HashSet<string>(change.Removed.Select(account => account.Name), StringComparer.Ordinal);
        var changed = change.Added.Count(account => removed.Contains(account.Name));
        AccountsLog.Changed(_logger, change.Added.Count - changed, changed, change.Removed.Count - changed);
        foreach (var handler in Changed?.GetInvocationList() ?? [])
        {
            try
            {
                ((EventHandler<MailAccountsChangedEventArgs>)handler)(this, change);
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                AccountsLog.HandlerFailed(_logger, failure.GetType().Name);
            }
        }
    }
}
