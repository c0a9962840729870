using OAuthMail.Sasl;

namespace OAuthMail;

/// <summary>The client's message of the OAUTHBEARER mechanism (RFC 7628 section 3.1).</summary>
public static class OAuthBearerMessage
{
    /// <summary>Makes the message as it goes into a base64 line. Allocates the result and nothing else, unless the name needs escaping.</summary>
    /// <param name="user">The authorization identity: the mailbox's address. Commas and equals signs are escaped as RFC 5801 section 4 says.</param>
    /// <param name="token">The token.</param>
    /// <param name="host">The host that the client connected to, or null where it is not known.</param>
    /// <param name="port">The port that the client connected to, or 0 where it is not known.</param>
    /// <returns>Standard base64 with padding, in one line.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="user"/> or <paramref name="token"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="user"/> is empty, or it or the host has CR, LF, NUL or 0x01 in it.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="port"/> is not 0 to 65535.</exception>
    public static string ToBase64(string user, AccessToken token, string? host = null, int port = 0) => Parts(user, token, host, port).ToBase64();

    /// <summary>Makes the message as bytes, for a mail library that encodes it itself.</summary>
    /// <param name="user">The authorization identity: the mailbox's address. Commas and equals signs are escaped as RFC 5801 section 4 says.</param>
    /// <param name="token">The token.</param>
    /// <param name="host">The host that the client connected to, or null where it is not known.</param>
    /// <param name="port">The port that the client connected to, or 0 where it is not known.</param>
    /// <returns>The message.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="user"/> or <paramref name="token"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="user"/> is empty, or it or the host has CR, LF, NUL or 0x01 in it.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="port"/> is not 0 to 65535.</exception>
    public static byte[] ToBytes(string user, AccessToken token, string? host = null, int port = 0) => Parts(user, token, host, port).ToArray();

    private static SaslParts Parts(string user, AccessToken token, string? host, int port)
    {
        ArgumentException.ThrowIfNullOrEmpty(user);
        SaslText.RequireSafe(user, nameof(user), "user name");
        if (host is not null) SaslText.RequireSafe(host, nameof(host), "host name");
        if (port is < 0 or > 65535) throw new ArgumentOutOfRangeException(nameof(port), port, "A port is a number from 0 to 65535.");
        SaslText.RequireToken(token);
        return new SaslParts("n,a=", user, escapeUser: true, host, port, token.Value);
    }
}
