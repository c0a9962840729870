using System.Diagnostics;
using OAuthMail.Testing;

namespace OAuthMail.Tests.Shared;

/// <summary>
/// Advances a manual clock for work that waits for it. Delays pass immediately. Time limits pass only if nothing else can complete the
/// wait.
/// </summary>
/// <param name="clock">The manual clock.</param>
/// <param name="longestPause">The maximum duration of a delay. Longer timers are time limits.</param>
internal sealed class ClockDriver(ManualTimeProvider clock, TimeSpan longestPause)
{
    public ClockDriver(ManualTimeProvider clock)
        : this(clock, TimeSpan.FromSeconds(15))
    {
    }

    /// <summary>Advances the clock until the work has completed or failed.</summary>
    /// <param name="work">The work.</param>
    /// <param name="stuck">Returns the number of waits so far that cannot complete. Each of them needs its time limit to pass.</param>
    /// <returns>The duration on the manual clock.</returns>
    public Task<TimeSpan> EndAsync(Task work, Func<int>? stuck = null) => UntilAsync(() => work.IsCompleted, stuck);

    /// <summary>Advances the clock until a condition is met.</summary>
    public async Task<TimeSpan> UntilAsync(Func<bool> condition, Func<int>? stuck = null)
    {
        var began = clock.GetUtcNow();
        var limits = 0;
        var patience = Stopwatch.StartNew();
        while (true)
        {
            await Task.Yield();
            Assert.True(patience.Elapsed < TimeSpan.FromMinutes(1), "The work does not wait for the clock and does not complete.");

            // The order matters. A wait that cannot complete started with its limit, so that limit is the next to pass. Events before the
            // start of a wait must be seen before its time passes.
            var isStuck = stuck?.Invoke() > limits;
            var next = clock.TimeToNextTimer;
            if (condition()) return clock.GetUtcNow() - began;
            if (next is null) continue;
            if (next > longestPause)
            {
                if (!isStuck) continue;
                limits++;
            }

            clock.Advance(next.Value);
        }
    }
}
