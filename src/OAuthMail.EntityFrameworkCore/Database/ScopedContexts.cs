using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace OAuthMail.EntityFrameworkCore.Database;

/// <summary>Creates the contexts of an application, each in a scope of its own.</summary>
internal static class ScopedContexts
{
    /// <summary>Returns a method that creates a context.</summary>
    /// <exception cref="InvalidOperationException">The context isn't registered.</exception>
    public static Func<ContextHandle> Of<TContext>(IServiceProvider services)
        where TContext : DbContext
    {
        if (services.GetService<IServiceProviderIsService>()?.IsService(typeof(TContext)) == false)
        {
            throw new InvalidOperationException(
                $"{typeof(TContext).Name} isn't registered. Register it with AddDbContext<{typeof(TContext).Name}>.");
        }

        var scopes = services.GetRequiredService<IServiceScopeFactory>();
        return () =>
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
        };
    }
}
