using MailKit.Net.Imap;

namespace OAuthMail.MailKit.Watching;

/// <summary>
/// One IDLE command (RFC 2177). A new message, the time limit or the caller's cancellation ends it with DONE; then the server has a limited
/// time to confirm. MailKit reads without a time limit during IDLE, so the limit is enforced here.
/// </summary>
internal sealed class IdleCommand : IDisposable
{
    private static readonly TimeSpan ConfirmationTimeoutWhenCanceled = TimeSpan.FromSeconds(5);

    // These sources are never disposed, because a timer that fires late may still cancel them. They hold no resources.
    private readonly CancellationTokenSource _done = new();
    private readonly CancellationTokenSource _unconfirmed = new();
    private readonly ITimer _timer;
    private readonly TimeSpan _confirmationTimeout;
    private readonly CancellationTokenRegistration _cancellation;
    private readonly object _gate = new();

    /// <summary>
    /// The time in which the server must confirm the end, or <see cref="TimeSpan.MaxValue"/> while the end wasn't requested.
    /// </summary>
    private TimeSpan _timeLeft = TimeSpan.MaxValue;

    /// <summary>Creates the command.</summary>
    /// <param name="clock">The clock.</param>
    /// <param name="duration">The time after which the command is ended.</param>
    /// <param name="confirmationTimeout">The time in which the server must confirm the end.</param>
    /// <param name="cancellationToken">Ends the command. The server then has five seconds to confirm.</param>
    public IdleCommand(TimeProvider clock, TimeSpan duration, TimeSpan confirmationTimeout, CancellationToken cancellationToken)
    {
        _confirmationTimeout = confirmationTimeout;
        _timer = clock.CreateTimer(static idle => ((IdleCommand)idle!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(duration, Timeout.InfiniteTimeSpan);
        _cancellation = cancellationToken.Register(
            static idle => ((IdleCommand)idle!).End(ConfirmationTimeoutWhenCanceled), this);
    }

    /// <summary>
    /// Gets a value that indicates whether the client ended the command. If it is <see langword="false"/>, the server did.
    /// </summary>
    public bool WasEndedByClient
    {
        get
        {
            lock (_gate) return _timeLeft != TimeSpan.MaxValue;
        }
    }

    /// <summary>Runs the command until it is ended.</summary>
    /// <exception cref="TimeoutException">The server did not confirm the end in time.</exception>
    public async Task<bool> RunAsync(IImapClient client)
    {
        try
        {
            await client.IdleAsync(_done.Token, _unconfirmed.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException failure) when (_unconfirmed.IsCancellationRequested)
        {
            throw new TimeoutException("the server did not confirm its end in time.", failure);
        }
    }

    /// <summary>Ends the command.</summary>
    public void End() => End(_confirmationTimeout);

    public void Dispose()
    {
        _cancellation.Dispose();
        _timer.Dispose();
    }

    /// <summary>
    /// Ends the command. If its end was already requested, it shortens the time in which the server must confirm, because a caller that
    /// cancels must not wait as long as one that continues.
    /// </summary>
    private void End(TimeSpan confirmationTimeout)
    {
        lock (_gate)
        {
            if (confirmationTimeout >= _timeLeft) return;
            _timeLeft = confirmationTimeout;
            _timer.Change(confirmationTimeout, Timeout.InfiniteTimeSpan);
        }

        _done.Cancel();
    }

    private void OnTimer()
    {
        if (WasEndedByClient) _unconfirmed.Cancel();
        else End();
    }
}
