using OAuthMail.Testing;

namespace OAuthMail.Tests.Flows;

/// <summary>Skips the delays between attempts.</summary>
internal static class Retries
{
    /// <summary>
    /// Advances the clock by each delay until the work completes. Longer timers are time-outs of requests and are not skipped.
    /// </summary>
    public static async Task PassAsync(ManualTimeProvider clock, Task work)
    {
        while (!work.IsCompleted)
        {
            await Task.Yield();
            if (clock.TimeToNextTimer is { } wait && wait <= TimeSpan.FromSeconds(15)) clock.Advance(wait);
        }
    }
}
