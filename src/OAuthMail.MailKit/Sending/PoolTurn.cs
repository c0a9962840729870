namespace OAuthMail.MailKit.Sending;

/// <summary>The right to use one of a mailbox's connections, until it is given back to the pool.</summary>
internal sealed class PoolTurn(PooledConnection? connection)
{
    /// <summary>The connection; null where one is to be opened, or where it was given up.</summary>
    public PooledConnection? Connection { get; set; } = connection;

    /// <summary>Whether the server was told of a message, which counts towards the mailbox's rate.</summary>
    public bool HasBegun { get; set; }

    /// <summary>Whether the server let this connection not in, because the mailbox had as many as it may have.</summary>
    public bool IsExcess { get; set; }
}
