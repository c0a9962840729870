using OAuthMail.MailKit.Connections;

namespace OAuthMail.MailKit.Sending;

/// <summary>A connection that is logged in, and what decides whether it may be used once more.</summary>
internal sealed class PooledConnection
{
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(10);

    private readonly AccessToken? _token;
    private readonly TimeSpan _leastTokenLifetime;
    private readonly TimeProvider _clock;
    private long _idleSince;
    private int _isClosed;

    public PooledConnection(SubmissionClient client, SendRoute route, AccessToken? token, TimeProvider clock)
    {
        Client = client;
        Owner = route.Owner;
        _token = token;
        _clock = clock;
        _idleSince = clock.GetTimestamp();

        // A login with less than was asked for is one that could not be had better.
        if (token is not null && token.ExpiresAt - clock.GetUtcNow() >= route.MinimumTokenLifetime)
        {
            _leastTokenLifetime = route.MinimumTokenLifetime;
        }
    }

    public SubmissionClient Client { get; }

    /// <summary>Whom it is logged in for.</summary>
    public object Owner { get; }

    /// <summary>How many messages went over it.</summary>
    public int Messages { get; private set; }

    public TimeSpan IdleTime => _clock.GetElapsedTime(_idleSince);

    /// <summary>
    /// Whether it may be used once more: not if its token has ended or is about to be refused, since servers may go on with such a session
    /// or drop it.
    /// </summary>
    public bool IsGood(MailSenderOptions options) =>
        Client.IsConnected && Messages < options.MaxMessagesPerConnection
            && (_token is null || _token.ExpiresAt - _clock.GetUtcNow() > _leastTokenLifetime);

    public void Count() => Messages++;

    /// <summary>Begins to be idle.</summary>
    public void Rest() => _idleSince = _clock.GetTimestamp();

    /// <summary>Asks the server whether the connection stands, within a limit.</summary>
    public async Task<bool> StandsAsync(CancellationToken cancellationToken)
    {
        using var limit = _clock.CreateCancellationTokenSource(AnswerTime);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await Client.NoOpAsync(either.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested && ConnectFailures.IsForeign(failure))
        {
            return false;
        }
    }

    /// <summary>Closes it with a goodbye, within a limit. Does not fail.</summary>
    /// <returns>Whether it was open.</returns>
    public async Task<bool> CloseAsync()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) != 0) return false;
        await ClientGoodbye.SayAsync(Client, Goodbye, _clock).ConfigureAwait(false);
        Client.Dispose();
        return true;
    }

    /// <summary>Closes it without a word.</summary>
    /// <returns>Whether it was open.</returns>
    public bool Drop()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) != 0) return false;
        Client.Dispose();
        return true;
    }
}
