using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OAuthMail;
using OAuthMail.EntityFrameworkCore;
using OAuthMail.EntityFrameworkCore.Database;
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

    private static DatabaseTokenStore<TContext> Create<TContext>(
        IServiceProvider services, Action<DatabaseTokenStoreOptions>? configure)
        where TContext : DbContext, IMailTokenContext
    {
        if (services.GetService<IServiceProviderIsService>()?.IsService(typeof(TContext)) == false)
        {
            throw new InvalidOperationException(
                $"{typeof(TContext).Name} isn't registered. Register it with AddDbContext<{typeof(TContext).Name}>.");
        }

        var store = services.GetRequiredService<IOptions<OAuthMailOptions>>().Value.Store;
        var options = new DatabaseTokenStoreOptions { LoggerFactory = services.GetService<ILoggerFactory>() };
        if (store.LeaseTimeout is { } timeout) options.LeaseTimeout = timeout;
        configure?.Invoke(options);
        var scopes = services.GetRequiredService<IServiceScopeFactory>();
        return new DatabaseTokenStore<TContext>(Open, store.ApplyProtection, options);

        ContextHandle Open()
        {
            var scope = scopes.CreateAsyncScope();
            try
            {
                return new ContextHandle(scope.ServiceProvider.GetRequiredService<TContext>(), scope);
            }
            catch
            {
                scope.Dispose();
                throw;
            }
        }
    }
}
