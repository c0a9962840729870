using System.Diagnostics.CodeAnalysis;
using OAuthMail;
using OAuthMail.AccountStates;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds accounts and settings to an application's registration.</summary>
public static class OAuthMailBuilderExtensions
{
    /// <summary>Changes options after the configuration was read, such as which certificates are trusted.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Changes the options. It is called again after each reload of the configuration.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IOAuthMailBuilder Configure(this IOAuthMailBuilder builder, Action<OAuthMailOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.Configure(configure);
        return builder;
    }

    /// <summary>Adds the accounts of a source, such as a database.</summary>
    /// <typeparam name="TSource">The source. It is created once.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static IOAuthMailBuilder AddAccountSource<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TSource>(this IOAuthMailBuilder builder)
        where TSource : class, IMailAccountSource
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<IMailAccountSource, TSource>();
        return builder;
    }

    /// <summary>
    /// Protects the records of the token store with a protector that code specifies, such as one from a service. The section then needs
    /// only the store's folder.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="protect">Specifies the protection.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IOAuthMailBuilder ProtectTokens(this IOAuthMailBuilder builder, Action<IServiceProvider, TokenProtection> protect)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(protect);
        builder.Services.AddOptions<OAuthMailOptions>().PostConfigure<IServiceProvider>(
            (options, provider) => options.Store.Protect = protection => protect(provider, protection));
        return builder;
    }

    /// <summary>Adds an observer of the accounts' states and of credentials that expire.</summary>
    /// <typeparam name="TObserver">The observer. It is created once.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static IOAuthMailBuilder AddObserver<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TObserver>(this IOAuthMailBuilder builder)
        where TObserver : class, IMailAccountObserver
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<IMailAccountObserver, TObserver>();
        return builder;
    }

    /// <summary>
    /// Posts notices about accounts to a web address, as signed JSON. A notice is repeated until the receiver responds with a 2xx status,
    /// also after a restart, for up to seven days.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the address and the secret.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="MailConfigurationException">An option is missing or wrong.</exception>
    public static IOAuthMailBuilder AddWebhook(this IOAuthMailBuilder builder, Action<MailAccountWebhookOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new MailAccountWebhookOptions();
        configure(options);
        options.Validate();
        builder.Services.AddHttpClient(WebhookObserver.ClientName)
            .ConfigureHttpClient(client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(OAuthHttp.CreateHandler)
            // They log the address, whose path is a secret at some receivers. Failures are logged by the caller.
            .RemoveAllLoggers();
        builder.Services.AddSingleton<IMailAccountObserver>(provider => new WebhookObserver(
            options, provider.GetRequiredService<IHttpClientFactory>(), provider.GetRequiredService<TimeProvider>()));
        return builder;
    }
}
