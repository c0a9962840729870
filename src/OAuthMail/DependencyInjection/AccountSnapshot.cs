using OAuthMail.Accounts;
using OAuthMail.Configuration;
using OAuthMail.Configuration.Validation;

namespace OAuthMail.DependencyInjection;

/// <summary>The accounts of an application at one moment. It doesn't change; each change creates another one.</summary>
internal sealed class AccountSnapshot
{
    private readonly OAuthMailOptions _options;

    // A copy: code can change the options of the application, or of a source, and return the same objects again.
    private readonly OAuthMailOptions _known;
    private readonly IReadOnlyDictionary<string, MailAccount> _configured;
    private readonly Dictionary<string, SourceAccounts> _sources;
    private readonly MailAccountOptionsReader _reader;
    private readonly Dictionary<string, MailAccount> _all;

    private AccountSnapshot(
        OAuthMailOptions options, OAuthMailOptions known, IReadOnlyDictionary<string, MailAccount> configured,
        Dictionary<string, SourceAccounts> sources, MailAccountOptionsReader reader)
    {
        _options = options;
        _known = known;
        _configured = configured;
        _sources = sources;
        _reader = reader;
        _all = new Dictionary<string, MailAccount>(configured.Count, StringComparer.OrdinalIgnoreCase);
        foreach (var source in sources.Values)
        {
            foreach (var pair in source.Accounts) _all[pair.Key] = pair.Value;
        }

        // The configuration takes precedence.
        foreach (var pair in configured) _all[pair.Key] = pair.Value;
    }

    public IReadOnlyCollection<MailAccount> All => _all.Values;

    public static AccountSnapshot Create(OAuthMailOptions options) =>
        new(options, Copy(options), AccountsOf(options),
            new Dictionary<string, SourceAccounts>(StringComparer.Ordinal), CreateReader(options));

    public MailAccount? Find(string name) => _all.TryGetValue(name, out var account) ? account : null;

    /// <summary>Creates the exception for a name that isn't a valid account.</summary>
    public MailConfigurationException NotFound(string name)
    {
        foreach (var source in _sources.Values)
        {
            if (!source.Errors.TryGetValue(name, out var errors)) continue;
            return new MailConfigurationException($"the account {OptionText.Quote(name)}", errors);
        }

        var failures = _sources.Where(pair => pair.Value.Failure is not null)
            .Select(pair => $" The accounts of {pair.Key} could not be read: {pair.Value.Failure}.");
        var message = $"{OptionText.Quote(name)} isn't a valid account. {AccountNames.Describe(_all.Keys)}{string.Concat(failures)}";
        return new MailConfigurationException("OAuthMail", [new OptionError("Accounts", message)]);
    }

    public AccountSnapshot WithOptions(OAuthMailOptions options)
    {
        if (ReferenceEquals(options, _options)) return this;
        var known = Copy(options);
        var comparison = new OptionsComparison(_known, known);
        var configured = new Dictionary<string, MailAccount>(StringComparer.OrdinalIgnoreCase);
        foreach (var pair in AccountsOf(options))
        {
            _known.Accounts.TryGetValue(pair.Key, out var before);
            known.Accounts.TryGetValue(pair.Key, out var after);
            var isSame = _configured.TryGetValue(pair.Key, out var current) && comparison.IsUnchanged(before, after);
            configured[pair.Key] = isSame ? current! : pair.Value;
        }

        // Accounts of sources can refer to clients and providers that changed.
        var reader = CreateReader(options);
        var sources = _sources.ToDictionary(
            pair => pair.Key, pair => Read(reader, configured, pair.Value, pair.Value.Options, comparison, report: null),
            StringComparer.Ordinal);
        return new AccountSnapshot(options, known, configured, sources, reader);
    }

    public AccountSnapshot WithSource(
        string source, IEnumerable<KeyValuePair<string, MailAccountOptions>> accounts, Action<string, IReadOnlyList<OptionError>> report) =>
        With(source, Read(_reader, _configured, Of(source), accounts, new OptionsComparison(_known, _known), report));

    public AccountSnapshot WithSourceAccount(
        string source, string name, MailAccountOptions? account, Action<string, IReadOnlyList<OptionError>> report)
    {
        var current = Of(source);
        if (account is null && !current.Options.ContainsKey(name)) return this;
        var accounts = current.Clone();
        accounts.Remove(name);
        if (account is not null)
        {
            Read(_reader, current, accounts, name, account, new OptionsComparison(_known, _known));
            CheckBackups(_configured, accounts, [name]);
            if (accounts.Errors.TryGetValue(name, out var errors)) report(name, errors);
        }

        return With(source, accounts);
    }

    public AccountSnapshot WithFailure(string source, string? reason) =>
        Of(source).Failure == reason ? this : With(source, Of(source).WithFailure(reason));

    /// <summary>Returns which accounts differ in a later snapshot.</summary>
    public MailAccountsChangedEventArgs CompareWith(AccountSnapshot later) =>
        new([.. _all.Values.Where(account => later.Find(account.Name) != account)],
            [.. later._all.Values.Where(account => Find(account.Name) != account)]);

    private static OAuthMailOptions Copy(OAuthMailOptions options)
    {
        var copy = OAuthMailOptionKeys.Table.Copy(options);
        foreach (var provider in options.AdditionalProviders) copy.AdditionalProviders.Add(provider);
        return copy;
    }

    private static IReadOnlyDictionary<string, MailAccount> AccountsOf(OAuthMailOptions options) =>
        ValidatedAccounts.Find(options) ?? options.CreateAccounts();

    private static MailAccountOptionsReader CreateReader(OAuthMailOptions options) =>
        new((nameof(options.Clients), options.Clients), new ProviderCatalog(options, new OptionErrors()));

    private static SourceAccounts Read(
        MailAccountOptionsReader reader, IReadOnlyDictionary<string, MailAccount> configured, SourceAccounts current,
        IEnumerable<KeyValuePair<string, MailAccountOptions>> accounts, OptionsComparison comparison,
        Action<string, IReadOnlyList<OptionError>>? report)
    {
        var result = new SourceAccounts();
        foreach (var pair in accounts) Read(reader, current, result, pair.Key, pair.Value, comparison);
        CheckBackups(configured, result, [.. result.Accounts.Keys]);
        foreach (var pair in result.Errors) report?.Invoke(pair.Key, pair.Value);
        return result;
    }

    private static void Read(
        MailAccountOptionsReader reader, SourceAccounts current, SourceAccounts result, string name, MailAccountOptions options,
        OptionsComparison comparison)
    {
        if (name is null)
        {
            result.Errors[""] = [new OptionError("Accounts", "An account of the source has no name.")];
            return;
        }

        current.Options.TryGetValue(name, out var before);
        result.Options[name] = options is null ? options! : MailAccountOptionKeys.Table.Copy(options);
        if (current.Accounts.TryGetValue(name, out var account) && comparison.IsUnchanged(before, options))
        {
            result.Accounts[name] = account;
            return;
        }

        var errors = new OptionErrors();
        var scope = errors.At("Accounts").At(OptionText.Clean(name));
        if (options is null) scope.AddMissing("", "Set at least the address, and a client or a provider.");
        else if (reader.Read(name, options, scope) is { } created) result.Accounts[name] = created;
        if (errors.All.Count > 0) result.Errors[name] = errors.All;
    }

    /// <summary>Removes accounts whose backup does not exist, cannot send, or leads back to them.</summary>
    private static void CheckBackups(
        IReadOnlyDictionary<string, MailAccount> configured, SourceAccounts accounts, IReadOnlyList<string> names)
    {
        var withBackup = names.Where(
            name => accounts.Accounts.TryGetValue(name, out var one) && one.Backup?.AccountName is not null).ToList();
        if (withBackup.Count == 0) return;
        var backups = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var account in accounts.Accounts.Values.Concat(configured.Values)) backups[account.Name] = account.Backup?.AccountName;
        var check = new BackupCheck(
            backups, name => configured.TryGetValue(name, out var one) || accounts.Accounts.TryGetValue(name, out one) ? one : null);
        foreach (var name in withBackup)
        {
            if (check.FindError(name) is not { } error) continue;
            accounts.Accounts.Remove(name);
            accounts.Errors[name] = [new OptionError(BackupCheck.PathOf(name), error)];
        }
    }

    private SourceAccounts Of(string source) => _sources.TryGetValue(source, out var accounts) ? accounts : SourceAccounts.None;

    private AccountSnapshot With(string source, SourceAccounts accounts)
    {
        var sources = new Dictionary<string, SourceAccounts>(_sources, StringComparer.Ordinal) { [source] = accounts };
        return new AccountSnapshot(_options, _known, _configured, sources, _reader);
    }
}
