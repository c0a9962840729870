namespace OAuthMail.MailKit.Watching;

/// <summary>
/// One IDLE (RFC 2177): ended by news, by the time limit or by the caller's cancellation, and then given a while for the server to
/// confirm. MailKit reads without any time limit while it idles, so the way out is here.
/// </summary>
internal sealed class IdleRound : IDisposable
{
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(5);

    // Neither owns anything that must be freed, and a timer that fires late may still cancel them: they are not disposed.
    private readonly CancellationTokenSource _done = new();
    private readonly CancellationTokenSource _stuck = new();
    private readonly ITimer _timer;
    private readonly TimeSpan _answerLimit;
    private readonly CancellationTokenRegistration _cancelled;
    private int _ended;

    public IdleRound(TimeProvider clock, TimeSpan limit, TimeSpan answerLimit, CancellationToken cancellationToken)
    {
        _answerLimit = answerLimit;
        _timer = clock.CreateTimer(static round => ((IdleRound)round!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(limit, Timeout.InfiniteTimeSpan);
        _cancelled = cancellationToken.Register(static round => ((IdleRound)round!).End(Goodbye), this);
    }

    /// <summary>Cancelled when IDLE is to end.</summary>
    public CancellationToken Done => _done.Token;

    /// <summary>Cancelled when the server has not confirmed the end.</summary>
    public CancellationToken Stuck => _stuck.Token;

    /// <summary>Whether it was ended from here, and not by the server.</summary>
    public bool WasEnded => Volatile.Read(ref _ended) != 0;

    /// <summary>Ends IDLE.</summary>
    public void End() => End(_answerLimit);

    public void Dispose()
    {
        _cancelled.Dispose();
        _timer.Dispose();
    }

    private void End(TimeSpan answerLimit)
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0) return;
        _timer.Change(answerLimit, Timeout.InfiniteTimeSpan);
        _done.Cancel();
    }

    private void Tick()
    {
        if (WasEnded) _stuck.Cancel();
        else End();
    }
}
