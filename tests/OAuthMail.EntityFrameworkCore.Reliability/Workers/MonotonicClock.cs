using System.Diagnostics;

namespace OAuthMail.EntityFrameworkCore.Reliability.Workers;

/// <summary>The machine's monotonic clock, which all processes share.</summary>
internal static class MonotonicClock
{
    public static double Now => TimeSpan.FromTicks(
        (long)(Stopwatch.GetTimestamp() * ((double)TimeSpan.TicksPerSecond / Stopwatch.Frequency))).TotalMilliseconds;
}
