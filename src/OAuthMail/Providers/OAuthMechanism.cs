namespace OAuthMail;

/// <summary>A SASL mechanism that carries an OAuth access token.</summary>
public enum OAuthMechanism
{
    /// <summary>XOAUTH2, Google's own, the only one that Exchange knows.</summary>
    XOAuth2,

    /// <summary>OAUTHBEARER, the standard one (RFC 7628).</summary>
    OAuthBearer,
}
