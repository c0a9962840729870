namespace OAuthMail.MailKit;

/// <summary>
/// Implements SASL XOAUTH2, which Google and Microsoft document, for MailKit's clients. An instance is valid for one login attempt.
/// </summary>
public sealed class XOAuth2SaslMechanism : OAuthSaslMechanism
{
    /// <summary>Creates a mechanism for one login attempt.</summary>
    /// <param name="protocol">The protocol of the client.</param>
    /// <param name="userName">The user to log in as, usually the address of the mailbox.</param>
    /// <param name="token">The access token.</param>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="userName"/> or <paramref name="token"/> is <see langword="null"/>.
    /// </exception>
    /// <exception cref="ArgumentException"><paramref name="userName"/> is empty or contains a control character.</exception>
    public XOAuth2SaslMechanism(MailProtocol protocol, string userName, AccessToken token)
        : base(OAuthMechanism.XOAuth2, protocol, userName, XOAuth2Message.ToBytes(Require(userName), token))
    {
    }
}
