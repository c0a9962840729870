namespace OAuthMail.Tokens;

/// <summary>
/// Returns the time for the hot path. If the clock is the system's clock, it is read only every few milliseconds; in between, the time
/// is calculated from the system's millisecond counter. Reading the clock takes longer than everything else that returning a cached
/// token needs.
/// </summary>
internal sealed class CoarseClock(TimeProvider clock)
{
#if NET
    /// <summary>
    /// The time in milliseconds for which a reading is used. A clock that is set, or a computer that wakes from sleep, is noticed after it.
    /// </summary>
    private const ulong MaximumAge = 16;

    private readonly bool _isSystem = ReferenceEquals(clock, TimeProvider.System);
    private long _readAt = long.MinValue / 2;
    private long _difference;
#endif

    /// <summary>Returns the time in ticks of universal time.</summary>
    public long GetUtcTicks()
    {
#if NET
        if (_isSystem)
        {
            var count = Environment.TickCount64;
            if (unchecked((ulong)(count - Volatile.Read(ref _readAt))) < MaximumAge)
            {
                return (count * TimeSpan.TicksPerMillisecond) + Volatile.Read(ref _difference);
            }

            // A thread that reads between the two writes combines values of two readings. The error is at most one step of the counter.
            var now = clock.GetUtcNow().UtcTicks;
            Volatile.Write(ref _difference, now - (count * TimeSpan.TicksPerMillisecond));
            Volatile.Write(ref _readAt, count);
            return now;
        }
#endif
        return clock.GetUtcNow().UtcTicks;
    }
}
