using Microsoft.Extensions.Diagnostics.HealthChecks;
using OAuthMail.Errors;

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
                var name = $"{account.Name} ({protocol})";
                var failure = await TestAsync(account, protocol).ConfigureAwait(false);
                data[name] = failure ?? "ok";
                if (failure is not null) failed.Add($"{name}: {failure}");
            }
        }

        return failed.Count == 0
            ? HealthCheckResult.Healthy("All connection tests succeeded.", data)
            : HealthCheckResult.Unhealthy($"Connection tests failed. {string.Join(", ", failed)}", data: data);
    }

    /// <returns>What failed, or <see langword="null"/> if the account can log in.</returns>
    private async Task<string?> TestAsync(MailAccount account, MailProtocol protocol)
    {
        try
        {
            var report = await tester.TestAsync(account, protocol).ConfigureAwait(false);
            return report.Succeeded ? null : report.Problem?.Code ?? "failed";
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // An account that was removed meanwhile, or a tester of the application's own, must not end the test of the others.
            return FailureText.Code(failure);
        }
    }
}
