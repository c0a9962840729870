namespace OAuthMail.MailKit;

/// <summary>Implements SASL OAUTHBEARER (RFC 7628) for MailKit's clients. An instance is valid for one login attempt.</summary>
public sealed class OAuthBearerSaslMechanism : OAuthSaslMechanism
{
    /// <summary>Creates a mechanism for one login attempt.</summary>
    /// <param name="protocol">The protocol of the client.</param>
    /// <param name="userName">The user to log in as, usually the address of the mailbox.</param>
    /// <param name="token">The access token.</param>
    /// <param name="endpoint">
    /// The server that the client is connected to, or <see langword="null"/> if it isn't known. Without it, the message contains neither
    /// host nor port.
    /// </param>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="userName"/> or <paramref name="token"/> is <see langword="null"/>.
    /// </exception>
    /// <exception cref="ArgumentException"><paramref name="userName"/> is empty or contains a control character.</exception>
    public OAuthBearerSaslMechanism(MailProtocol protocol, string userName, AccessToken token, MailEndpoint? endpoint = null)
        : base(
            OAuthMechanism.OAuthBearer, protocol, userName,
            OAuthBearerMessage.ToBytes(Require(userName), token, endpoint?.Host, endpoint?.Port ?? 0))
    {
    }
}
