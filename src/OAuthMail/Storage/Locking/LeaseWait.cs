namespace OAuthMail.Storage.Locking;

/// <summary>Waits for a lease for a limited time. The wait stops when the caller cancels or when the time limit passes.</summary>
internal sealed class LeaseWait(TimeProvider clock, TimeSpan timeout, CancellationToken cancellationToken) : IDisposable
{
    private readonly TimeLimit _limit = new(clock, timeout, cancellationToken);

    /// <summary>Throws if a lease time-out is not between zero (exclusive) and one day.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is out of range.</exception>
    public static void CheckTimeout(TimeSpan timeout, string parameter)
    {
        if (timeout > TimeSpan.Zero && timeout <= TimeSpan.FromDays(1)) return;
        throw new ArgumentOutOfRangeException(
            parameter, timeout, "The lease time-out must be greater than zero and at most one day.");
    }

    /// <summary>Gets the token that is canceled when the wait stops.</summary>
    public CancellationToken Token => _limit.Token;

    /// <summary>Gets whether the wait stopped because the time limit has passed.</summary>
    public bool IsTimeout => _limit.IsExceeded;

    /// <summary>Waits before the next attempt.</summary>
    public async ValueTask PauseAsync(TimeSpan pause) => await clock.Delay(pause, Token).ConfigureAwait(false);

    public void Dispose() => _limit.Dispose();
}
