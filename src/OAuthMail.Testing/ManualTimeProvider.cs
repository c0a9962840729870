namespace OAuthMail.Testing;

/// <summary>
/// Provides a clock that only moves when a test moves it. <see cref="Advance"/> runs the timers that become due, in
/// order, on the thread that calls it.
/// </summary>
public sealed class ManualTimeProvider : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now;
    private TimeSpan _jumped;

    /// <summary>Initializes the clock.</summary>
    /// <param name="start">The initial time. The default is 2026-01-01 00:00 UTC.</param>
    public ManualTimeProvider(DateTimeOffset? start = null) =>
        _now = start ?? new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <inheritdoc />
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc />
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate) return _now;
    }

    /// <inheritdoc />
    public override long GetTimestamp()
    {
        lock (_gate) return (_now - _jumped).Ticks;
    }

    /// <summary>
    /// Gets the number of timers that are waiting. A test uses it to find out that the code under test has started to
    /// wait.
    /// </summary>
    public int WaitingTimers
    {
        get
        {
            lock (_gate) return _timers.Count;
        }
    }

    /// <summary>
    /// Gets the time until the next timer is due, or <see langword="null"/> if no timer is waiting. A test uses it to
    /// find out what the code under test waits for.
    /// </summary>
    public TimeSpan? TimeToNextTimer
    {
        get
        {
            lock (_gate) return _timers.Count == 0 ? null : _timers.Min(timer => timer.Due) - _now;
        }
    }

    /// <summary>Moves the clock forward and runs the timers that become due.</summary>
    /// <param name="by">The time span. It must not be negative.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="by"/> is negative.</exception>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        DateTimeOffset end;
        lock (_gate) end = _now + by;

        while (true)
        {
            ManualTimer? due;
            lock (_gate)
            {
                due = _timers.Where(t => t.Due <= end).MinBy(t => t.Due);
                if (due is null)
                {
                    _now = end;
                    return;
                }

                if (due.Due > _now) _now = due.Due;
                due.Reschedule(_now);
            }

            due.Fire();
        }
    }

    /// <summary>
    /// Sets the clock, forward or backward, as an administrator or a time server does. Timers do not run, and
    /// timestamps are not affected.
    /// </summary>
    /// <param name="now">The new time.</param>
    public void Jump(DateTimeOffset now)
    {
        lock (_gate)
        {
            foreach (var timer in _timers) timer.Due += now - _now;
            _jumped += now - _now;
            _now = now;
        }
    }

    /// <inheritdoc />
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class ManualTimer(ManualTimeProvider owner, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;

        public DateTimeOffset Due { get; set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var fire = false;
            lock (owner._gate)
            {
                owner._timers.Remove(this);
                _period = period;
                if (dueTime == Timeout.InfiniteTimeSpan) return true;
                if (dueTime <= TimeSpan.Zero && (period == Timeout.InfiniteTimeSpan || period == TimeSpan.Zero))
                {
                    fire = true;
                }
                else
                {
                    Due = owner._now + dueTime;
                    owner._timers.Add(this);
                }
            }

            if (fire) ThreadPool.QueueUserWorkItem(static timer => timer.Fire(), this, preferLocal: false);
            return true;
        }

        /// <summary>Removes the timer, or schedules its next run. The caller holds the lock.</summary>
        public void Reschedule(DateTimeOffset now)
        {
            if (_period > TimeSpan.Zero) Due = now + _period;
            else owner._timers.Remove(this);
        }

        public void Fire() => callback(state);

        public void Dispose()
        {
            lock (owner._gate) owner._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
