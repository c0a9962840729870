using OAuthMail.Testing;

namespace OAuthMail.Tests.Flows;

/// <summary>Lets the pauses between attempts pass at once.</summary>
internal static class Retries
{
    /// <summary>Moves the clock over each pause until the work has ended. What waits for longer is a request's own time-out.</summary>
    public static async Task PassAsync(ManualTimeProvider clock, Task work)
    {
        while (!work.IsCompleted)
        {
            await Task.Yield();
            if (clock.TimeToNextTimer is { } wait && wait <= TimeSpan.FromSeconds(15)) clock.Advance(wait);
        }
    }
}
