using MailKit.Net.Imap;

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
    private readonly object _gate = new();

    /// <summary>How long the server has for its confirmation, from the moment on when the end was asked for.</summary>
    private TimeSpan _granted = TimeSpan.MaxValue;

    public IdleRound(TimeProvider clock, TimeSpan limit, TimeSpan answerLimit, CancellationToken cancellationToken)
    {
        _answerLimit = answerLimit;
        _timer = clock.CreateTimer(static round => ((IdleRound)round!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(limit, Timeout.InfiniteTimeSpan);
        _cancelled = cancellationToken.Register(static round => ((IdleRound)round!).End(Goodbye), this);
    }

    /// <summary>Whether it was ended from here, and not by the server.</summary>
    public bool WasEnded
    {
        get
        {
            lock (_gate) return _granted != TimeSpan.MaxValue;
        }
    }

    /// <summary>Idles until it is ended.</summary>
    /// <exception cref="TimeoutException">The server did not confirm the end in time.</exception>
    public async Task<bool> RunAsync(IImapClient client)
    {
        try
        {
            await client.IdleAsync(_done.Token, _stuck.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException failure) when (_stuck.IsCancellationRequested)
        {
            throw new TimeoutException("its end was not confirmed in time.", failure);
        }
    }

    /// <summary>Ends IDLE.</summary>
    public void End() => End(_answerLimit);

    public void Dispose()
    {
        _cancelled.Dispose();
        _timer.Dispose();
    }

    /// <summary>
    /// Ends IDLE, or has the end that was asked for already confirmed sooner: a caller who leaves does not wait for as long as one who
    /// stays.
    /// </summary>
    private void End(TimeSpan answerLimit)
    {
        lock (_gate)
        {
            if (answerLimit >= _granted) return;
            _granted = answerLimit;
            _timer.Change(answerLimit, Timeout.InfiniteTimeSpan);
        }

        _done.Cancel();
    }

    private void Tick()
    {
        if (WasEnded) _stuck.Cancel();
        else End();
    }
}
