using MailKit.Net.Smtp;
using OAuthMail.MailKit.Connections;

namespace OAuthMail.MailKit.Pooling;

/// <summary>A connection that is logged in, with the data that decides whether it can be used again.</summary>
internal sealed class PooledConnection
{
    private static readonly TimeSpan CheckTimeout = TimeSpan.FromSeconds(10);

    private readonly MailLease<SmtpClient> _lease;
    private readonly TimeSpan _minimumTokenLifetime;
    private readonly TimeProvider _clock;
    private long _idleSince;
    private int _isClosed;

    public PooledConnection(MailLease<SmtpClient> lease, object identity, TimeSpan minimumTokenLifetime, TimeProvider clock)
    {
        _lease = lease;
        Client = lease.Client;
        Identity = identity;
        _clock = clock;
        _idleSince = clock.GetTimestamp();

        // A new token can be shorter than the minimum. It is then used until it expires, because another one would be no better.
        if (lease.TokenExpiresAt is { } expiresAt && expiresAt - clock.GetUtcNow() >= minimumTokenLifetime)
        {
            _minimumTokenLifetime = minimumTokenLifetime;
        }
    }

    public SmtpClient Client { get; }

    /// <summary>Gets the identity that it is logged in as: the account, or the backup server with its user.</summary>
    public object Identity { get; }

    /// <summary>Gets the number of messages that were sent over it.</summary>
    public int Messages { get; private set; }

    public TimeSpan IdleTime => _clock.GetElapsedTime(_idleSince);

    /// <summary>
    /// Returns whether it can be used again. It can't if its token has expired or has less than the required lifetime left, because some
    /// servers then reject messages or disconnect.
    /// </summary>
    public bool IsReusable(int maxMessages) =>
        Client.IsConnected && Messages < maxMessages
            && (_lease.TokenExpiresAt is not { } expiresAt || expiresAt - _clock.GetUtcNow() > _minimumTokenLifetime);

    public void CountMessage() => Messages++;

    /// <summary>Marks the beginning of idle time.</summary>
    public void BeginIdle() => _idleSince = _clock.GetTimestamp();

    /// <summary>Returns whether the server replies to a NOOP within a time limit.</summary>
    public async Task<bool> IsAliveAsync(CancellationToken cancellationToken)
    {
        using var limit = new TimeLimit(_clock, CheckTimeout, cancellationToken);
        try
        {
            await Client.NoOpAsync(limit.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception failure)
            when (!cancellationToken.IsCancellationRequested && ConnectFailures.IsServerOrNetworkFailure(failure))
        {
            return false;
        }
    }

    /// <summary>Closes it with a QUIT, within a time limit. It doesn't fail.</summary>
    /// <returns><see langword="true"/> if it was open; otherwise <see langword="false"/>.</returns>
    public async Task<bool> CloseAsync()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) != 0) return false;
        await _lease.DisposeAsync().ConfigureAwait(false);
        return true;
    }

    /// <summary>Closes it without a QUIT.</summary>
    /// <returns><see langword="true"/> if it was open; otherwise <see langword="false"/>.</returns>
    public bool Abort()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) != 0) return false;
        _lease.Dispose();
        return true;
    }
}
