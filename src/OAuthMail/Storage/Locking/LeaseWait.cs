using System.Security.Cryptography;

namespace OAuthMail.Storage.Locking;

/// <summary>One wait for a lease: it ends when the caller gives up or when its time is over, which are told apart.</summary>
internal sealed class LeaseWait : IDisposable
{
    private readonly TimeProvider _time;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _timeout;
    private readonly CancellationTokenSource _either;

    public LeaseWait(TimeProvider time, TimeSpan timeout, CancellationToken caller)
    {
        _time = time;
        _caller = caller;
#if NET
        _timeout = new CancellationTokenSource(timeout, time);
#else
        _timeout = time.CreateCancellationTokenSource(timeout);
#endif
        _either = CancellationTokenSource.CreateLinkedTokenSource(caller, _timeout.Token);
    }

    /// <summary>Refuses what is no sensible time to wait: nothing, or more than a day.</summary>
    public static void CheckTimeout(TimeSpan timeout, string parameter)
    {
        if (timeout > TimeSpan.Zero && timeout <= TimeSpan.FromDays(1)) return;
        throw new ArgumentOutOfRangeException(parameter, timeout, "The time to wait for a lease is more than zero and at most a day.");
    }

    /// <summary>Ends the wait, for either reason.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>Whether it ended because its time was over.</summary>
    public bool IsTimeout => _timeout.IsCancellationRequested && !_caller.IsCancellationRequested;

    /// <summary>Waits between the half of a time and one and a half of it, so that waiters do not keep step.</summary>
    public async ValueTask PauseAsync(TimeSpan about)
    {
        var jitter = 0.5 + (RandomNumberGenerator.GetBytes(1)[0] / 255.0);
        var pause = TimeSpan.FromTicks((long)(about.Ticks * jitter));
#if NET
        await Task.Delay(pause, _time, Token).ConfigureAwait(false);
#else
        await _time.Delay(pause, Token).ConfigureAwait(false);
#endif
    }

    public void Dispose()
    {
        _either.Dispose();
        _timeout.Dispose();
    }
}
