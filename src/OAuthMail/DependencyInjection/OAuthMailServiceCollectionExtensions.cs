using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OAuthMail;
using OAuthMail.Accounts;
using OAuthMail.AccountStates;
using OAuthMail.DependencyInjection;
using OAuthMail.Storage;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the accounts of an application, their tokens and the services that use them.</summary>
public static class OAuthMailServiceCollectionExtensions
{
    /// <summary>
    /// Registers the accounts of a configuration section, such as <c>builder.Configuration.GetSection("OAuthMail")</c>. All errors of the
    /// section are reported when the application starts. When the section is reloaded, changed accounts are used without a restart.
    /// </summary>
    /// <remarks>
    /// Services: <see cref="IMailAccounts"/>, <see cref="ITokenStore"/>, <see cref="MailTokens"/>, <see cref="IMailSignIn"/>,
    /// <see cref="IConnectionTester"/>, <see cref="IMailAccountStates"/>,
    /// <see cref="ICredentialExpiration"/>, and a keyed <see cref="IAccessTokenProvider"/> for each account name. A service that is
    /// already registered is not replaced. Requests to authorization servers use the named <see cref="HttpClient"/> <c>OAuthMail</c>.
    /// </remarks>
    /// <param name="services">The services.</param>
    /// <param name="section">The section.</param>
    /// <returns>A builder that adds the services of other packages.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IOAuthMailBuilder AddOAuthMail(this IServiceCollection services, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(section);
        var options = new SectionOptions(section);
        services.AddSingleton<IConfigureOptions<OAuthMailOptions>>(options);
        services.AddSingleton<IOptionsChangeTokenSource<OAuthMailOptions>>(options);
        return Add(services);
    }

    /// <summary>Registers accounts that code specifies.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Specifies the accounts.</param>
    /// <returns>A builder that adds the services of other packages.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IOAuthMailBuilder AddOAuthMail(this IServiceCollection services, Action<OAuthMailOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.Configure(configure);
        return Add(services);
    }

    private static OAuthMailBuilder Add(IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<OAuthMailOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<OAuthMailOptions>, ApplicationOptionsValidator>());
        services.TryAddSingleton<IOptionsFactory<OAuthMailOptions>, LastValidOptionsFactory>();
        AddHttp(services);

        services.TryAddSingleton(provider => TokenStoreFactory.Open(
            provider.GetRequiredService<IOptions<OAuthMailOptions>>().Value.Store, provider.GetRequiredService<TimeProvider>(),
            provider.GetService<ILoggerFactory>()));
        services.TryAddSingleton(provider => new MailTokens(new MailTokensOptions
        {
            Store = provider.GetRequiredService<ITokenStore>(),
            TimeProvider = provider.GetRequiredService<TimeProvider>(),
            LoggerFactory = provider.GetService<ILoggerFactory>(),
            MeterFactory = provider.GetService<IMeterFactory>(),
            Lifecycle = provider.GetRequiredService<IOptions<TokenLifecycleOptions>>().Value,
        }));
        services.TryAddSingleton<AccountCatalog>();
        services.TryAddSingleton<IMailAccounts>(provider => provider.GetRequiredService<AccountCatalog>());
        services.TryAddKeyedSingleton<IAccessTokenProvider>(KeyedService.AnyKey, (provider, key) => CreateTokens(provider, key));
        services.TryAddSingleton<ICredentialExpiration>(provider => new CredentialExpirationReader(
            provider.GetRequiredService<IMailAccounts>(), provider.GetRequiredService<MailTokens>()));
        services.TryAddSingleton(CreateTester);
        services.TryAddSingleton<IConnectionTester, AccountConnectionTester>();
        services.TryAddSingleton<IMailSignIn, AccountsSignIn>();

        // The host stops in reverse order, so the first service is the last one that has stopped.
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, TokenCloser>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, AccountLoader>());
        AddStates(services);
        return new OAuthMailBuilder(services);
    }

    private static void AddStates(IServiceCollection services)
    {
        services.TryAddSingleton<AccountActivity>();
        services.TryAddSingleton<NoticeDispatcher>();
        services.TryAddSingleton<IMailAccountStates, AccountStateReader>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IMailAccountObserver, LogObserver>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, StateRecorder>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, NoticeDispatcher>(
            provider => provider.GetRequiredService<NoticeDispatcher>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ExpirationMonitor>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SignInKeeper>());
    }

    private static void AddHttp(IServiceCollection services)
    {
        services.AddHttpClient(OAuthHttp.ClientName)
            .ConfigureHttpClient(client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(OAuthHttp.CreateHandler)
            .RedactLoggedHeaders(_ => true);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHttpMessageHandlerBuilderFilter, OAuthHttpHandlerFilter>());
        services.TryAddSingleton(provider =>
        {
            var factory = provider.GetRequiredService<IHttpClientFactory>();
            return OAuthHttp.FromFactoryWithoutRedirects(() => factory.CreateClient(OAuthHttp.ClientName));
        });
    }

    private static ConnectionTester CreateTester(IServiceProvider provider)
    {
        var tls = provider.GetRequiredService<IOptions<OAuthMailOptions>>().Value.Tls;
        return new ConnectionTester(new ConnectionTesterOptions
        {
            ServerCertificateValidationCallback = tls.ServerCertificateValidationCallback,
            ProxyCertificateValidationCallback = tls.ProxyCertificateValidationCallback,
            TimeProvider = provider.GetRequiredService<TimeProvider>(),
        });
    }

    private static NamedTokenProvider CreateTokens(IServiceProvider provider, object? key)
    {
        var accounts = provider.GetRequiredService<IMailAccounts>();
        if (key is not string name)
        {
            throw new InvalidOperationException(
                $"The key of an {nameof(IAccessTokenProvider)} must be the name of an account, but is {key ?? "null"}.");
        }

        // An unknown name is an error here, and not only when the first token is acquired.
        accounts.Get(name);
        return new NamedTokenProvider(accounts, name, provider.GetRequiredService<AccountActivity>());
    }
}
