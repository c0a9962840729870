namespace OAuthMail.MailKit;

/// <summary>OAUTHBEARER (RFC 7628) for MailKit's clients; for one attempt.</summary>
public sealed class OAuthBearerSaslMechanism : OAuthSaslMechanism
{
    /// <summary>Makes the mechanism for one attempt.</summary>
    /// <param name="protocol">The protocol of the client that it is for.</param>
    /// <param name="userName">The user to log in as, usually the mailbox's address.</param>
    /// <param name="token">The token.</param>
    /// <param name="endpoint">The server that the client is connected to; null, where it is not known, leaves host and port out.</param>
    /// <exception cref="ArgumentNullException"><paramref name="userName"/> or <paramref name="token"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="userName"/> is empty or has a control character.</exception>
    public OAuthBearerSaslMechanism(MailProtocol protocol, string userName, AccessToken token, MailEndpoint? endpoint = null)
        : base(
            OAuthMechanism.OAuthBearer, protocol, userName,
            OAuthBearerMessage.ToBytes(userName, token, endpoint?.Host, endpoint?.Port ?? 0))
    {
    }
}
