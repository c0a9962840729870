using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace OAuthMail.Health;

/// <summary>Tests the connections of all accounts, at most once per interval.</summary>
internal sealed class ConnectionHealthCheck(IMailAccounts accounts, IConnectionTester tester, TimeProvider clock, TimeSpan interval)
    : IHealthCheck
{
    private readonly CachedHealth _cache = new(clock, interval);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        _cache.GetAsync(TestAsync, cancellationToken);

    private async Task<HealthCheckResult> TestAsync()
    {
        var data = new Dictionary<string, object>(StringComparer.Ordinal);
        var failed = new List<string>();
        foreach (var account in accounts.All)
        {
            foreach (var protocol in account.Protocols)
            {
                var report = await tester.TestAsync(account, protocol).ConfigureAwait(false);
                var name = $"{account.Name} ({protocol})";
                data[name] = report.Problem?.Code ?? "ok";
                if (!report.Succeeded) failed.Add($"{name}: {report.Problem?.Code}");
            }
        }

        return failed.Count == 0
            ? HealthCheckResult.Healthy("All connection tests succeeded.", data)
            : HealthCheckResult.Unhealthy($"Connection tests failed. {string.Join(", ", failed)}", data: data);
    }
}
