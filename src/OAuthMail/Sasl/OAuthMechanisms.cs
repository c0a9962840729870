using OAuthMail.Sasl;

namespace OAuthMail;

/// <summary>The mechanisms' names on the wire, and how an error challenge is acknowledged.</summary>
public static class OAuthMechanisms
{
    private static readonly byte[] EmptyAcknowledgement = [];
    private static readonly byte[] SeparatorAcknowledgement = [SaslText.Separator];

    /// <summary>The name on the wire.</summary>
    /// <param name="mechanism">The mechanism.</param>
    /// <returns><c>XOAUTH2</c> or <c>OAUTHBEARER</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="mechanism"/> is none of the defined values.</exception>
    public static string GetName(OAuthMechanism mechanism) => mechanism switch
    {
        OAuthMechanism.XOAuth2 => "XOAUTH2",
        OAuthMechanism.OAuthBearer => "OAUTHBEARER",
        _ => throw new ArgumentOutOfRangeException(nameof(mechanism), mechanism, "There is no such mechanism."),
    };

    /// <summary>Recognises a name from a server's list of mechanisms.</summary>
    /// <param name="name">The name, in any case.</param>
    /// <param name="mechanism">The mechanism, where it is one that carries an access token.</param>
    /// <returns>Whether it is.</returns>
    public static bool TryParse(string? name, out OAuthMechanism mechanism)
    {
        mechanism = string.Equals(name, "OAUTHBEARER", StringComparison.OrdinalIgnoreCase) ? OAuthMechanism.OAuthBearer : OAuthMechanism.XOAuth2;
        return mechanism == OAuthMechanism.OAuthBearer || string.Equals(name, "XOAUTH2", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>
    /// What the client answers to an error challenge, before base64, so that the server goes on to the real failure:
    /// nothing at all for XOAUTH2, a single 0x01 for OAUTHBEARER (RFC 7628 section 3.2.3).
    /// </summary>
    /// <param name="mechanism">The mechanism.</param>
    /// <returns>The answer; do not change it.</returns>
    public static byte[] GetErrorAcknowledgement(OAuthMechanism mechanism) =>
        mechanism == OAuthMechanism.OAuthBearer ? (byte[])SeparatorAcknowledgement.Clone() : EmptyAcknowledgement;
}
