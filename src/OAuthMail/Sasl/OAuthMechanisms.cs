using OAuthMail.Sasl;

namespace OAuthMail;

/// <summary>Provides the names of SASL mechanisms and the response to an error challenge.</summary>
public static class OAuthMechanisms
{
    private static readonly byte[] EmptyAcknowledgement = [];
    private static readonly byte[] SeparatorAcknowledgement = [SaslText.Separator];

    /// <summary>Returns the name of a mechanism as servers list it.</summary>
    /// <param name="mechanism">The mechanism.</param>
    /// <returns><c>XOAUTH2</c> or <c>OAUTHBEARER</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="mechanism"/> is not a defined value.</exception>
    public static string GetName(OAuthMechanism mechanism) => mechanism switch
    {
        OAuthMechanism.XOAuth2 => "XOAUTH2",
        OAuthMechanism.OAuthBearer => "OAUTHBEARER",
        _ => throw new ArgumentOutOfRangeException(
            nameof(mechanism), mechanism, $"'{mechanism}' isn't a valid mechanism. Valid values: XOAuth2, OAuthBearer."),
    };

    /// <summary>Parses a name from a server's list of mechanisms.</summary>
    /// <param name="name">The name, in any case.</param>
    /// <param name="mechanism">The mechanism, if the method returns <see langword="true"/>.</param>
    /// <returns><see langword="true"/> if the mechanism is XOAUTH2 or OAUTHBEARER; otherwise, <see langword="false"/>.</returns>
    public static bool TryParse(string? name, out OAuthMechanism mechanism)
    {
        mechanism = string.Equals(name, "OAUTHBEARER", StringComparison.OrdinalIgnoreCase)
            ? OAuthMechanism.OAuthBearer
            : OAuthMechanism.XOAuth2;
        return mechanism == OAuthMechanism.OAuthBearer || string.Equals(name, "XOAUTH2", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>
    /// Returns the client's response to an error challenge, before base64. The server then sends the final failure. The response is
    /// empty for XOAUTH2 and a single 0x01 for OAUTHBEARER (RFC 7628 section 3.2.3).
    /// </summary>
    /// <param name="mechanism">The mechanism.</param>
    /// <returns>The response.</returns>
    public static byte[] GetErrorAcknowledgement(OAuthMechanism mechanism) =>
        EnumArgument.Require(mechanism) == OAuthMechanism.OAuthBearer ? (byte[])SeparatorAcknowledgement.Clone() : EmptyAcknowledgement;
}
