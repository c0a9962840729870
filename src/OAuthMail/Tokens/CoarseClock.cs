namespace OAuthMail.Tokens;

/// <summary>
/// The time for those who ask for it with every login: where the clock is the system's, it is read once in a few milliseconds, and what
/// the processor's own count of milliseconds has moved since then is added. A reading of the clock costs more than all the rest of
/// handing out a token.
/// </summary>
internal sealed class CoarseClock(TimeProvider clock)
{
#if NET
    /// <summary>
    /// For how long a reading serves, in milliseconds: a clock that is set, or a machine that wakes from sleep, is noticed after it.
    /// </summary>
    private const ulong MaximumUse = 16;

    private readonly bool _isSystem = ReferenceEquals(clock, TimeProvider.System);
    private long _readAt = long.MinValue / 2;
    private long _difference;
#endif

    /// <summary>The time in ticks of universal time.</summary>
    public long GetUtcTicks()
    {
#if NET
        if (_isSystem)
        {
            var count = Environment.TickCount64;
            if (unchecked((ulong)(count - Volatile.Read(ref _readAt))) < MaximumUse)
            {
                return (count * TimeSpan.TicksPerMillisecond) + Volatile.Read(ref _difference);
            }

            // Whoever comes between the two writes adds to one reading what belongs to the next, and is wrong by what a count is.
            var now = clock.GetUtcNow().UtcTicks;
            Volatile.Write(ref _difference, now - (count * TimeSpan.TicksPerMillisecond));
            Volatile.Write(ref _readAt, count);
            return now;
        }
#endif
        return clock.GetUtcNow().UtcTicks;
    }
}
