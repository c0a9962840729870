namespace OAuthMail.Compatibility;

/// <summary>
/// Calculates the delays between the attempts of a retry or poll loop: constant or exponential up to a maximum, optionally with jitter.
/// It is immutable and keeps no count, so that one instance serves any number of loops and threads.
/// </summary>
internal sealed class Backoff
{
    private readonly TimeSpan _initial;
    private readonly TimeSpan _maximum;
    private readonly double _growth;
    private readonly double _minimumFactor;
    private readonly double _maximumFactor;
    private readonly Func<double> _jitter;

    private Backoff(TimeSpan initial, TimeSpan maximum, double growth, double minimumFactor, double maximumFactor, Func<double> jitter)
    {
        _initial = initial;
        _maximum = maximum;
        _growth = growth;
        _minimumFactor = minimumFactor;
        _maximumFactor = maximumFactor;
        _jitter = jitter;
    }

    /// <summary>Creates a back-off whose delay doubles with each attempt.</summary>
    /// <param name="initial">The delay after the first attempt.</param>
    /// <param name="maximum">
    /// The maximum delay before jitter is applied. <see cref="TimeSpan.MaxValue"/> specifies that there is no maximum.
    /// </param>
    public static Backoff Exponential(TimeSpan initial, TimeSpan maximum) => new(initial, maximum, 2, 1, 1, Jitter.Next);

    /// <summary>Creates a back-off whose delay is the same after each attempt.</summary>
    public static Backoff Constant(TimeSpan delay) => new(delay, delay, 1, 1, 1, Jitter.Next);

    /// <summary>
    /// Returns a back-off that multiplies each delay by a random factor, so that callers that failed together do not retry together.
    /// </summary>
    /// <param name="minimumFactor">The smallest factor.</param>
    /// <param name="maximumFactor">The largest factor. Above 1, a delay can exceed the maximum.</param>
    /// <param name="source">Returns numbers from 0 to 1. The default is <see cref="Jitter.Next"/>.</param>
    public Backoff WithJitter(double minimumFactor, double maximumFactor, Func<double>? source = null) =>
        new(_initial, _maximum, _growth, minimumFactor, maximumFactor, source ?? Jitter.Next);

    /// <summary>Returns the delay after an attempt.</summary>
    /// <param name="attempt">The number of the attempt that failed. The first attempt is 1.</param>
    public TimeSpan Delay(int attempt)
    {
        var factor = _minimumFactor < _maximumFactor
            ? _minimumFactor + ((_maximumFactor - _minimumFactor) * _jitter())
            : _minimumFactor;
        var ticks = Math.Min(_initial.Ticks * Math.Pow(_growth, Math.Max(attempt, 1) - 1), _maximum.Ticks) * factor;

        // A double cannot represent TimeSpan.MaxValue exactly, so that the conversion of a value this large would overflow.
        return ticks < TimeSpan.MaxValue.Ticks ? TimeSpan.FromTicks((long)ticks) : TimeSpan.MaxValue;
    }
}
