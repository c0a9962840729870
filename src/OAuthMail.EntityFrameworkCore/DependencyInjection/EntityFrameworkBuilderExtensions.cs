using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OAuthMail;
using OAuthMail.EntityFrameworkCore;
using OAuthMail.EntityFrameworkCore.Database;
using OAuthMail.EntityFrameworkCore.Outbox;
using OAuthMail.MailKit;
using OAuthMail.Storage;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Connects accounts with the application's database.</summary>
public static class EntityFrameworkBuilderExtensions
{
    /// <summary>
    /// Keeps tokens and pending sign-ins in the application's database, so that all machines that use it share them. The section specifies
    /// their protection, such as <c>Store:KeyFile</c>, but no folder.
    /// </summary>
    /// <typeparam name="TContext">
    /// The application's context. Register it with <c>AddDbContext</c> or <c>AddDbContextFactory</c>, pooled or not, and add a migration
    /// for its new table.
    /// </typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Changes the options, or <see langword="null"/> for the defaults.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static IOAuthMailBuilder PersistTokensToDbContext<TContext>(
        this IOAuthMailBuilder builder, Action<DatabaseTokenStoreOptions>? configure = null)
        where TContext : DbContext, IMailTokenContext
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.PostConfigure<OAuthMailOptions>(options => options.Store.IsExternal = true);
        builder.Services.TryAddSingleton(services => Create<TContext>(services, configure));
        builder.Services.Replace(
            ServiceDescriptor.Singleton<ITokenStore>(services => services.GetRequiredService<DatabaseTokenStore<TContext>>()));
        return builder;
    }

    /// <summary>
    /// Keeps messages that are to be sent in the application's database, and sends them in the background. Add them through
    /// <see cref="IMailOutbox"/>, a scoped service. If several processes use the database, each message is sent by one of them.
    /// </summary>
    /// <typeparam name="TContext">
    /// The application's context. Register it with <c>AddDbContext</c> or <c>AddDbContextFactory</c>, pooled or not, and add a migration
    /// for its new table.
    /// </typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Changes the options, or <see langword="null"/> for the defaults.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    /// <exception cref="MailConfigurationException">An option is out of range.</exception>
    /// <exception cref="InvalidOperationException">The application already has an outbox.</exception>
    public static IOAuthMailBuilder AddMailOutbox<TContext>(this IOAuthMailBuilder builder, Action<MailOutboxOptions>? configure = null)
        where TContext : DbContext, IMailOutboxContext
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        if (services.Any(service => service.ServiceType == typeof(OutboxSignal)))
        {
            throw new InvalidOperationException("The application already has an outbox. AddMailOutbox can be called once.");
        }

        var options = new MailOutboxOptions();
        configure?.Invoke(options);
        options = options.Copy();
        services.AddSingleton<OutboxSignal>();
        services.AddScoped<IMailOutbox>(provider => new MailOutbox(
            provider.GetRequiredService<TContext>(), provider.GetRequiredService<IMailAccounts>(), options,
            provider.GetRequiredService<OutboxSignal>()));
        if (options.SendsMessages)
        {
            services.AddSingleton<IHostedService>(provider => CreateOutboxService<TContext>(provider, options));
        }

        return builder;
    }

    private static DatabaseTokenStore<TContext> Create<TContext>(
        IServiceProvider services, Action<DatabaseTokenStoreOptions>? configure)
        where TContext : DbContext, IMailTokenContext
    {
        var store = services.GetRequiredService<IOptions<OAuthMailOptions>>().Value.Store;
        var options = new DatabaseTokenStoreOptions { LoggerFactory = services.GetService<ILoggerFactory>() };
        if (store.LeaseTimeout is { } timeout) options.LeaseTimeout = timeout;
        configure?.Invoke(options);
        return new DatabaseTokenStore<TContext>(ScopedContexts.Of<TContext>(services), store.ApplyProtection, options);
    }

    private static OutboxService CreateOutboxService<TContext>(IServiceProvider services, MailOutboxOptions options)
        where TContext : DbContext, IMailOutboxContext
    {
        var sender = services.GetService<IMailSender>() ?? throw new InvalidOperationException(
            "The outbox requires a sender. Call AddMailKit(), or set MailOutboxOptions.SendsMessages to false in a process that only adds "
            + "messages.");
        var logger = QuietLogger.Create(services.GetService<ILoggerFactory>(), OutboxLog.Category);
        return new OutboxService(
            new OutboxTable(new DatabaseAccess(ScopedContexts.Of<TContext>(services)), options), options,
            services.GetRequiredService<OutboxSignal>(), sender, services.GetRequiredService<TimeProvider>(), logger);
    }
}
