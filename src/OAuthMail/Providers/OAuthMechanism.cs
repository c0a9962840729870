namespace OAuthMail;

/// <summary>Specifies a SASL mechanism that carries an OAuth access token.</summary>
public enum OAuthMechanism
{
    /// <summary>XOAUTH2, which Google defined. Exchange supports no other.</summary>
    XOAuth2,

    /// <summary>OAUTHBEARER, the standard (RFC 7628).</summary>
    OAuthBearer,
}
