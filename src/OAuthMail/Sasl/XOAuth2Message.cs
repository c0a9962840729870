using OAuthMail.Sasl;

namespace OAuthMail;

/// <summary>
/// Creates client messages of the SASL mechanism XOAUTH2: <c>user=…^Aauth=Bearer …^A^A</c>, where <c>^A</c> is 0x01. Microsoft's servers
/// accept the same form that <see href="https://developers.google.com/workspace/gmail/imap/xoauth2-protocol">Google describes</see>.
/// </summary>
public static class XOAuth2Message
{
    /// <summary>Creates the message in base64. Allocates only the result.</summary>
    /// <param name="user">The mailbox's address. It is sent as UTF-8 and not escaped.</param>
    /// <param name="token">The access token.</param>
    /// <returns>Base64 with padding, in one line.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="user"/> or <paramref name="token"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="user"/> is empty, or contains CR, LF, NUL or 0x01.</exception>
    public static string ToBase64(string user, AccessToken token) => Parts(user, token).ToBase64();

    /// <summary>Creates the message as bytes, for a mail library that encodes it.</summary>
    /// <param name="user">The mailbox's address. It is sent as UTF-8 and not escaped.</param>
    /// <param name="token">The access token.</param>
    /// <returns>The message before base64.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="user"/> or <paramref name="token"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="user"/> is empty, or contains CR, LF, NUL or 0x01.</exception>
    public static byte[] ToBytes(string user, AccessToken token) => Parts(user, token).ToArray();

    private static SaslParts Parts(string user, AccessToken token)
    {
        ArgumentException.ThrowIfNullOrEmpty(user);
        SaslText.RequireSafe(user, nameof(user), "user name");
        SaslText.RequireToken(token);
        return new SaslParts("user=", user, escapeUser: false, host: null, port: 0, token.Value);
    }
}
