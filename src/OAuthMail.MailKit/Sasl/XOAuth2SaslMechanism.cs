namespace OAuthMail.MailKit;

/// <summary>XOAUTH2, the mechanism that Google and Microsoft document, for MailKit's clients; for one attempt.</summary>
public sealed class XOAuth2SaslMechanism : OAuthSaslMechanism
{
    /// <summary>Makes the mechanism for one attempt.</summary>
    /// <param name="protocol">The protocol of the client that it is for.</param>
    /// <param name="userName">The user to log in as, usually the mailbox's address.</param>
    /// <param name="token">The token.</param>
    /// <exception cref="ArgumentNullException"><paramref name="userName"/> or <paramref name="token"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="userName"/> is empty or has a control character.</exception>
    public XOAuth2SaslMechanism(MailProtocol protocol, string userName, AccessToken token)
        : base(OAuthMechanism.XOAuth2, protocol, userName, XOAuth2Message.ToBytes(userName, token))
    {
    }
}
