using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace OAuthMail.Health;

/// <summary>Repeats the last result, or failure, for a while. Probes that arrive during a check wait for it.</summary>
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
            var isFresh = _last is not null && (!_last.IsCompleted || (now >= _begun && now - _begun < duration));
            if (!isFresh)
            {
                _begun = now;

                // Outside the lock: a store may read a file for each of many accounts before it returns a task.
                _last = Task.Run(check, CancellationToken.None);
            }

            result = _last!;
        }

        return result.WaitOrAbandonAsync(clock, cancellationToken);
    }
}
