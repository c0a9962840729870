using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace OAuthMail.Health;

/// <summary>
/// Reports the states of accounts and the expiration of their credentials, without a connection. An account that has just begun to fail is
/// degraded; one that has failed for a while is unhealthy.
/// </summary>
internal sealed class AccountsHealthCheck(IMailAccountStates states, MailHealthOptions options, TimeProvider clock) : IHealthCheck
{
    /// <summary>The largest number of accounts in the data. Dashboards show the counts for more.</summary>
    private const int MaximumAccounts = 100;

    private readonly CachedHealth _cache = new(clock, options.CacheDuration);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        _cache.GetAsync(() => CheckAsync(), cancellationToken);

    private async Task<HealthCheckResult> CheckAsync()
    {
        IReadOnlyList<MailAccountState> all;
        try
        {
            all = await states.ListAsync().ConfigureAwait(false);
        }
        catch (TokenStoreException unreadable)
        {
            // Cached tokens may still work.
            return HealthCheckResult.Degraded($"The token store cannot be read. {unreadable.Detail}");
        }

        var now = clock.GetUtcNow();
        var rated = all.Select(state => (State: state, Health: Rate(state, now))).ToList();
        var worst = rated.Count == 0 ? HealthStatus.Healthy : rated.Min(one => one.Health);
        var data = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var status in rated.GroupBy(one => one.State.Status)) data[$"accounts.{status.Key}"] = status.Count();
        foreach (var (state, health) in rated.OrderBy(one => one.Health).Take(MaximumAccounts))
        {
            data[NameOf(state)] = Describe(state, health);
        }

        var affected = rated.Where(one => one.Health != HealthStatus.Healthy).OrderBy(one => one.Health).ToList();
        var description = affected.Count == 0
            ? $"{all.Count.ToString(CultureInfo.InvariantCulture)} accounts are healthy."
            : string.Join(" ", affected.Take(10).Select(one => $"{NameOf(one.State)}: {Describe(one.State, one.Health)}."));
        return new HealthCheckResult(worst, description, data: data);
    }

    private HealthStatus Rate(MailAccountState state, DateTimeOffset now)
    {
        if (state.Status is MailAccountStatus.Failing or MailAccountStatus.SignInRequired)
        {
            return now - state.Since >= options.UnhealthyAfter ? HealthStatus.Unhealthy : HealthStatus.Degraded;
        }

        if (state.Status == MailAccountStatus.NotSignedIn) return HealthStatus.Degraded;
        if (state.NextExpiration is not { ExpiresAt: { } expiresAt }) return HealthStatus.Healthy;
        return expiresAt - now <= options.ExpirationWarning ? HealthStatus.Degraded : HealthStatus.Healthy;
    }

    private static string NameOf(MailAccountState state) =>
        state.Protocol is { } protocol ? $"{state.Account} ({protocol})" : state.Account;

    private static string Describe(MailAccountState state, HealthStatus health)
    {
        var problem = state.Problem is { } known ? $", {known.Code}" : "";
        var expires = health != HealthStatus.Healthy && state.NextExpiration is { ExpiresAt: { } expiresAt }
            ? $", {state.NextExpiration.Name} expires {expiresAt.UtcDateTime:u}"
            : "";
        return $"{state.Status} since {state.Since.UtcDateTime:u}{problem}{expires}";
    }
}
