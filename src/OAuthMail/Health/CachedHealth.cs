using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace OAuthMail.Health;

/// <summary>Repeats the last result for a while. Probes that arrive during a check wait for it.</summary>
internal sealed class CachedHealth(TimeProvider clock, TimeSpan duration)
{
    private readonly object _gate = new();
    private Task<HealthCheckResult>? _last;
    private DateTimeOffset _begun;

    public Task<HealthCheckResult> GetAsync(Func<Task<HealthCheckResult>> check, CancellationToken cancellationToken)
    {
        Task<HealthCheckResult> result;
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            var isFresh = _last is { IsFaulted: false, IsCanceled: false } && (!_last.IsCompleted || (now >= _begun && now - _begun < duration));
            if (!isFresh)
            {
                _begun = now;
                _last = check();
            }

            result = _last!;
        }

        return result.WaitOrAbandonAsync(clock, cancellationToken);
    }
}
