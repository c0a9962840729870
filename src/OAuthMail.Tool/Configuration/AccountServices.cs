using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OAuthMail.Microsoft;
using OAuthMail.Tool.CommandLine;

namespace OAuthMail.Tool.Configuration;

/// <summary>
/// The accounts of the configuration file and what they share. Nothing is created before it is needed, because mail programs start the
/// command for each connection: a stored token needs neither a service container nor an HTTP client.
/// </summary>
internal sealed class AccountServices : IAsyncDisposable
{
    public const string Section = "OAuthMail";

    private readonly IConfigurationRoot _configuration;
    private readonly IReadOnlyDictionary<string, MailAccount> _byName;
    private readonly Lazy<MailTokens> _tokens;
    private readonly Lazy<IMailAccounts> _accounts;
    private readonly Lazy<ServiceProvider> _services;
    private OAuthHttp _http = OAuthHttp.Create();
    private Action<IOAuthMailBuilder>? _extend;
    private int _standardServices;

    private AccountServices(IConfigurationRoot configuration, OAuthMailOptions options)
    {
        _configuration = configuration;
        Options = options;
        _byName = options.CreateAccounts();
        Names = [.. options.Accounts.Keys.Order(StringComparer.OrdinalIgnoreCase)];
        _tokens = new(() => new MailTokens(new MailTokensOptions { Store = options.OpenTokenStore() }));
        _accounts = new(() => MicrosoftMailAccounts.Create(_byName.Values, Tokens, _http));
        _services = new(CreateServices);
    }

    /// <summary>Gets the options in the configuration file.</summary>
    public OAuthMailOptions Options { get; }

    /// <summary>Gets the names of all accounts, in alphabetical order.</summary>
    public IReadOnlyList<string> Names { get; }

    public IMailAccounts Accounts => _accounts.Value;

    public MailTokens Tokens => _tokens.Value;

    /// <summary>Gets the background services that a command has added. Those of an application are not among them.</summary>
    public IEnumerable<IHostedService> AddedServices => _services.Value.GetServices<IHostedService>().Skip(_standardServices);

    /// <summary>Opens the configuration file.</summary>
    /// <exception cref="UsageException">The file is missing or cannot be read.</exception>
    /// <exception cref="MailConfigurationException">The options have errors.</exception>
    public static AccountServices Open(FileInfo? named)
    {
        var configuration = Load(Locations.FindConfiguration(named));
        var options = OAuthMailConfiguration.Read(configuration.GetSection(Section));
        UseDefaultStore(options);
        return new AccountServices(configuration, options);
    }

    /// <summary>Reads the options of a configuration file. It may have no accounts.</summary>
    /// <exception cref="UsageException">The file is missing or cannot be read.</exception>
    /// <exception cref="MailConfigurationException">The options have errors.</exception>
    public static OAuthMailOptions Read(string file) =>
        OAuthMailConfiguration.Read(Load(file).GetSection(Section), allowNoAccounts: true);

    /// <summary>Lists the names of accounts for the completion of command lines. A file with errors has none.</summary>
    public static IEnumerable<string> ListNames(FileInfo? named)
    {
        try
        {
            return OAuthMailConfiguration.Read(Load(Locations.FindConfiguration(named)).GetSection(Section)).Accounts.Keys.Order();
        }
        catch (Exception failure) when (failure is UsageException or OAuthMailException or IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>
    /// Prepares for a command that connects to authorization servers only, which need not wait for the roots of the system. It is called
    /// before anything else.
    /// </summary>
    public void ConnectOnlyToAuthorizationServers()
    {
        if (!OperatingSystem.IsLinux() || SystemRoots.Find() is not { } roots) return;
        NamedRootsTrust.DisableSystemRoots();
        var client = new Lazy<HttpClient>(() => new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            SslOptions = new NamedRootsTrust(roots).CreateOptions(),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        });
        _http = OAuthHttp.FromFactoryWithoutRedirects(() => client.Value);
    }

    /// <summary>Adds services of a command, before the first service is needed.</summary>
    public void Extend(Action<IOAuthMailBuilder> extend) => _extend = extend;

    /// <summary>
    /// Returns a service of the library. The background services of an application are not started: one command has one task.
    /// </summary>
    public T Get<T>()
        where T : notnull => _services.Value.GetRequiredService<T>();

    /// <summary>Returns another section of the configuration file.</summary>
    public IConfigurationSection GetSection(string name) => _configuration.GetSection(name);

    /// <summary>Returns all accounts, in alphabetical order.</summary>
    public IEnumerable<MailAccount> List() => Names.Select(name => _byName[name]);

    /// <summary>Returns the account that has a name, or else the only one that has an address.</summary>
    public MailAccount Find(string nameOrAddress)
    {
        if (_byName.TryGetValue(nameOrAddress, out var named)) return named;
        var matches = List().Where(account => string.Equals(account.Address, nameOrAddress, StringComparison.OrdinalIgnoreCase)).ToList();
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

    public async ValueTask DisposeAsync()
    {
        if (_services.IsValueCreated) await _services.Value.DisposeAsync().ConfigureAwait(false);
        if (_tokens.IsValueCreated) _tokens.Value.Dispose();
        _http.Dispose();
    }

    private ServiceProvider CreateServices()
    {
        var services = new ServiceCollection();
        services.AddSingleton(Tokens);
        services.AddSingleton(Tokens.Store);
        var builder = services.AddOAuthMail(_configuration.GetSection(Section)).AddMicrosoft().AddMailKit().AddGraph()
            .Configure(UseDefaultStore);
        _standardServices = services.Count(service => service.ServiceType == typeof(IHostedService));
        _extend?.Invoke(builder);
        return services.BuildServiceProvider();
    }

    private static IConfigurationRoot Load(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            return new ConfigurationBuilder().AddJsonStream(stream).Build();
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UsageException(
                $"There is no configuration file '{file}'. Create it, or name another one with --config or {Locations.Variable}.",
                ExitCodes.Configuration);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The configuration file '{file}' cannot be read: {failure.Message}", ExitCodes.Configuration);
        }
        catch (Exception failure) when (failure is FormatException or JsonException or InvalidDataException or InvalidOperationException)
        {
            throw new UsageException(
                $"The configuration file '{file}' is not valid JSON: {(failure.InnerException ?? failure).Message}",
                ExitCodes.Configuration);
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
