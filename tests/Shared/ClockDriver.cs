using System.Diagnostics;
using OAuthMail.Testing;

namespace OAuthMail.Tests.Shared;

/// <summary>
/// Moves a clock that stands still, for work that waits for it: over pauses at once, over time limits only where nothing else can end
/// the wait.
/// </summary>
/// <param name="clock">The clock.</param>
/// <param name="longestPause">What waits for longer is a time limit.</param>
internal sealed class ClockDriver(ManualTimeProvider clock, TimeSpan longestPause)
{
    public ClockDriver(ManualTimeProvider clock)
        : this(clock, TimeSpan.FromSeconds(15))
    {
    }

    /// <summary>Drives until some work has ended, however it did.</summary>
    /// <param name="work">The work.</param>
    /// <param name="stuck">How many waits so far have been beyond hope; each of them is ended by its limit.</param>
    /// <returns>How long it took by the clock.</returns>
    public Task<TimeSpan> EndAsync(Task work, Func<int>? stuck = null) => UntilAsync(() => work.IsCompleted, stuck);

    /// <summary>Drives until something has happened.</summary>
    public async Task<TimeSpan> UntilAsync(Func<bool> condition, Func<int>? stuck = null)
    {
        var began = clock.GetUtcNow();
        var limits = 0;
        var patience = Stopwatch.StartNew();
        while (true)
        {
            await Task.Yield();
            Assert.True(patience.Elapsed < TimeSpan.FromMinutes(1), "Nothing waits for the clock, and nothing goes on.");

            // In this order: a wait that is beyond hope began with its limit, which therefore counts for what is next; and what has
            // happened before the wait began that is about to pass is seen before it passes.
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
