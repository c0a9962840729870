namespace OAuthMail.MailKit.Pooling;

/// <summary>The right to use one of a mailbox's connections, until it is returned to the pool.</summary>
internal sealed class PoolLease(PooledConnection? connection)
{
    /// <summary>
    /// Gets or sets the connection. It is <see langword="null"/> if the holder must open one, or if it has closed it.
    /// </summary>
    public PooledConnection? Connection { get; set; } = connection;

    /// <summary>
    /// Gets or sets a value that indicates whether a message was announced to the server. It then counts towards the rate limit.
    /// </summary>
    public bool HasBegunMessage { get; set; }

    /// <summary>
    /// Gets or sets a value that indicates whether the server rejected the connection because the mailbox had too many.
    /// </summary>
    public bool WasConnectionRejected { get; set; }
}
