using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OAuthMail.Tool.CommandLine;

namespace OAuthMail.Tool.Configuration;

/// <summary>
/// The library's services for the accounts of the configuration file. The background services of an application are not started: one
/// command has one task.
/// </summary>
internal sealed class AccountServices : IAsyncDisposable
{
    private const string Section = "OAuthMail";

    private readonly ServiceProvider _provider;

    private readonly IConfigurationRoot _configuration;

    private AccountServices(ServiceProvider provider, IConfigurationRoot configuration, IReadOnlyList<string> names) =>
        (_provider, _configuration, Names) = (provider, configuration, names);

    /// <summary>Gets the names of all accounts, in alphabetical order.</summary>
    public IReadOnlyList<string> Names { get; }

    public IMailAccounts Accounts => Get<IMailAccounts>();

    /// <summary>Opens the configuration file.</summary>
    /// <exception cref="UsageException">The file is missing or cannot be read.</exception>
    /// <exception cref="MailConfigurationException">The options have errors.</exception>
    public static AccountServices Open(FileInfo? named)
    {
        var configuration = Load(Locations.FindConfiguration(named));
        var section = configuration.GetSection(Section);
        var options = OAuthMailConfiguration.Read(section);
        var services = new ServiceCollection();
        services.AddOAuthMail(section).AddMicrosoft().AddMailKit().Configure(UseDefaultStore);
        return new AccountServices(
            services.BuildServiceProvider(), configuration, [.. options.Accounts.Keys.Order(StringComparer.OrdinalIgnoreCase)]);
    }

    /// <summary>Lists the names of accounts for the completion of command lines. A file with errors has none.</summary>
    public static IEnumerable<string> ListNames(FileInfo? named)
    {
        try
        {
            return OAuthMailConfiguration.Read(Load(Locations.FindConfiguration(named)).GetSection(Section)).Accounts.Keys.Order();
        }
        catch (Exception failure) when (failure is UsageException or OAuthMailException)
        {
            return [];
        }
    }

    public T Get<T>()
        where T : notnull => _provider.GetRequiredService<T>();

    /// <summary>Returns another section of the configuration file.</summary>
    public IConfigurationSection GetSection(string name) => _configuration.GetSection(name);

    /// <summary>Returns the account that has a name, or else the only one that has an address.</summary>
    public MailAccount Find(string nameOrAddress)
    {
        if (Names.Contains(nameOrAddress, StringComparer.OrdinalIgnoreCase)) return Accounts.Get(nameOrAddress);
        var matches = Names.Select(Accounts.Get)
            .Where(account => string.Equals(account.Address, nameOrAddress, StringComparison.OrdinalIgnoreCase)).ToList();
        return matches switch
        {
            [var one] => one,
            [] => throw new UsageException(
                $"There is no account '{nameOrAddress}'. The accounts are: {string.Join(", ", Names)}.", ExitCodes.Configuration),
            _ => throw new UsageException(
                $"Several accounts have the address '{nameOrAddress}'. Name one of them: "
                + string.Join(", ", matches.Select(account => account.Name)) + ".", ExitCodes.Usage),
        };
    }

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    private static IConfigurationRoot Load(string file)
    {
        if (!File.Exists(file))
        {
            throw new UsageException(
                $"There is no configuration file '{file}'. Create it, or name another one with --config or {Locations.Variable}.",
                ExitCodes.Configuration);
        }

        try
        {
            return new ConfigurationBuilder().AddJsonFile(file, optional: false, reloadOnChange: false).Build();
        }
        catch (InvalidDataException failure)
        {
            var reason = (failure.InnerException?.InnerException as JsonException)?.Message ?? failure.Message;
            throw new UsageException($"The configuration file '{file}' is not valid JSON: {reason}", ExitCodes.Configuration);
        }
    }

    // The user's own folders, so that a configuration file needs accounts only.
    private static void UseDefaultStore(OAuthMailOptions options)
    {
        var store = options.Store;
        if (!string.IsNullOrWhiteSpace(store.Folder)) return;
        store.Folder = Locations.TokenFolder;
        if (!HasNoProtection(store)) return;
        (store.KeyFile, store.CreateKeyFile) = (Locations.KeyFile, true);
    }

    private static bool HasNoProtection(TokenStoreOptions store) =>
        string.IsNullOrWhiteSpace(store.KeyFile) && string.IsNullOrWhiteSpace(store.Passphrase)
        && string.IsNullOrWhiteSpace(store.PassphraseFile) && !store.AllowUnprotected;
}
