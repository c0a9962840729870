using OAuthMail.Sasl;

namespace OAuthMail;

/// <summary>Creates client messages of the SASL mechanism OAUTHBEARER (RFC 7628 section 3.1).</summary>
public static class OAuthBearerMessage
{
    /// <summary>Creates the message in base64. Allocates only the result, unless the user name needs escaping.</summary>
    /// <param name="user">
    /// The authorization identity: the mailbox's address. Commas and equals signs are escaped (RFC 5801 section 4).
    /// </param>
    /// <param name="token">The access token.</param>
    /// <param name="host">The host that the client is connected to, or <see langword="null"/> if unknown.</param>
    /// <param name="port">The port that the client is connected to, or 0 if unknown.</param>
    /// <returns>Base64 with padding, in one line.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="user"/> or <paramref name="token"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="user"/> is empty, or <paramref name="user"/> or <paramref name="host"/> contains CR, LF, NUL or 0x01.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="port"/> is not between 0 and 65535.</exception>
    public static string ToBase64(string user, AccessToken token, string? host = null, int port = 0) =>
        Parts(user, token, host, port).ToBase64();

    /// <summary>Creates the message as bytes, for a mail library that encodes it.</summary>
    /// <param name="user">
    /// The authorization identity: the mailbox's address. Commas and equals signs are escaped (RFC 5801 section 4).
    /// </param>
    /// <param name="token">The access token.</param>
    /// <param name="host">The host that the client is connected to, or <see langword="null"/> if unknown.</param>
    /// <param name="port">The port that the client is connected to, or 0 if unknown.</param>
    /// <returns>The message before base64.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="user"/> or <paramref name="token"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="user"/> is empty, or <paramref name="user"/> or <paramref name="host"/> contains CR, LF, NUL or 0x01.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="port"/> is not between 0 and 65535.</exception>
    public static byte[] ToBytes(string user, AccessToken token, string? host = null, int port = 0) =>
        Parts(user, token, host, port).ToArray();

    private static SaslParts Parts(string user, AccessToken token, string? host, int port)
    {
        ArgumentException.ThrowIfNullOrEmpty(user);
        SaslText.RequireSafe(user, nameof(user), "user name");
        if (host is not null) SaslText.RequireSafe(host, nameof(host), "host name");
        if (port is < 0 or > 65535)
        {
            throw new ArgumentOutOfRangeException(nameof(port), port, $"The port must be between 0 and 65535, but is {port}.");
        }
        SaslText.RequireToken(token);
        return new SaslParts("n,a=", user, escapeUser: true, host, port, token.Value);
    }
}
