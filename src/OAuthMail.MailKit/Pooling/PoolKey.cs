namespace OAuthMail.MailKit.Pooling;

/// <summary>The key of a pool: a mailbox at a server. Servers count connections and messages by it.</summary>
internal readonly struct PoolKey(string mailbox, MailEndpoint server) : IEquatable<PoolKey>
{
    private readonly string _mailbox = mailbox;
    private readonly MailEndpoint _server = server;

    public bool Equals(PoolKey other) =>
        string.Equals(_mailbox, other._mailbox, StringComparison.OrdinalIgnoreCase) && _server.Equals(other._server);

    public override bool Equals(object? obj) => obj is PoolKey other && Equals(other);

    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(_mailbox) ^ _server.GetHashCode();
}
