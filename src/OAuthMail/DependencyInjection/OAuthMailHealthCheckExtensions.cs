using Microsoft.Extensions.Diagnostics.HealthChecks;
using OAuthMail;
using OAuthMail.Health;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds health checks for the accounts of an application.</summary>
public static class OAuthMailHealthCheckExtensions
{
    /// <summary>
    /// Adds a check of the accounts' states and of the expiration of their credentials. It opens no connection and sends no request,
    /// so that it can be probed often. Problems are degraded first, and unhealthy when they last.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Changes the options, or <see langword="null"/> for the defaults.</param>
    /// <param name="name">The name of the check.</param>
    /// <param name="tags">The tags of the check, or <see langword="null"/> for none.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> or <paramref name="name"/> is <see langword="null"/>.</exception>
    /// <exception cref="MailConfigurationException">An option is out of range.</exception>
    public static IHealthChecksBuilder AddOAuthMail(
        this IHealthChecksBuilder builder, Action<MailHealthOptions>? configure = null, string name = "oauthmail",
        IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(name);
        var options = new MailHealthOptions();
        configure?.Invoke(options);
        options.Validate();
        builder.Services.AddKeyedSingleton(name, (provider, _) => new AccountsHealthCheck(
            provider.GetRequiredService<IMailAccountStates>(), options, provider.GetRequiredService<TimeProvider>()));
        return builder.Add(new HealthCheckRegistration(
            name, provider => provider.GetRequiredKeyedService<AccountsHealthCheck>(name), failureStatus: null, tags));
    }

    /// <summary>
    /// Adds a check that tests the connections of all accounts, with tokens and logins. Give it a tag of its own, and exclude that tag from
    /// frequent probes.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="interval">
    /// The minimum time between two tests, or <see langword="null"/> for 15 minutes. In between, the last result is returned.
    /// </param>
    /// <param name="name">The name of the check.</param>
    /// <param name="tag">The tag of the check.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument other than <paramref name="interval"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="interval"/> is shorter than a second.</exception>
    public static IHealthChecksBuilder AddOAuthMailConnections(
        this IHealthChecksBuilder builder, TimeSpan? interval = null, string name = "oauthmail-connections", string tag = "oauthmail-deep")
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(tag);
        var pause = interval ?? TimeSpan.FromMinutes(15);
        if (pause < TimeSpan.FromSeconds(1))
        {
            throw new ArgumentOutOfRangeException(nameof(interval), pause, "The interval must be at least one second.");
        }

        builder.Services.AddKeyedSingleton(name, (provider, _) => new ConnectionHealthCheck(
            provider.GetRequiredService<IMailAccounts>(), provider.GetRequiredService<IConnectionTester>(),
            provider.GetRequiredService<TimeProvider>(), pause));
        return builder.Add(new HealthCheckRegistration(
            name, provider => provider.GetRequiredKeyedService<ConnectionHealthCheck>(name), failureStatus: null, [tag]));
    }
}
