namespace OAuthMail.MailKit.Sending;

/// <summary>A mailbox at a server: what servers count connections and messages by.</summary>
internal readonly struct PoolKey(string mailbox, MailEndpoint server) : IEquatable<PoolKey>
{
    private readonly string _mailbox = mailbox;
    private readonly MailEndpoint _server = server;

    public bool Equals(PoolKey other) =>
        string.Equals(_mailbox, other._mailbox, StringComparison.OrdinalIgnoreCase) && _server.Equals(other._server);

    public override bool Equals(object? obj) => obj is PoolKey other && Equals(other);

    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(_mailbox) ^ _server.GetHashCode();
}
