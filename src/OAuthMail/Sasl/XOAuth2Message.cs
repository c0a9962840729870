using OAuthMail.Sasl;

namespace OAuthMail;

/// <summary>
/// The client's message of the XOAUTH2 mechanism: <c>user=…^Aauth=Bearer …^A^A</c>, where <c>^A</c> is 0x01
/// (<see href="https://developers.google.com/workspace/gmail/imap/xoauth2-protocol">Google's description</see>; Microsoft's servers take the same).
/// </summary>
public static class XOAuth2Message
{
    /// <summary>Makes the message as it goes into a base64 line. Allocates the result and nothing else.</summary>
    /// <param name="user">The mailbox's address; sent as UTF-8, not escaped.</param>
    /// <param name="token">The token.</param>
    /// <returns>Standard base64 with padding, in one line.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="user"/> is empty, or has CR, LF, NUL or 0x01 in it.</exception>
    public static string ToBase64(string user, AccessToken token) => Parts(user, token).ToBase64();

    /// <summary>Makes the message as bytes, for a mail library that encodes it itself.</summary>
    /// <param name="user">The mailbox's address; sent as UTF-8, not escaped.</param>
    /// <param name="token">The token.</param>
    /// <returns>The message.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="user"/> is empty, or has CR, LF, NUL or 0x01 in it.</exception>
    public static byte[] ToBytes(string user, AccessToken token) => Parts(user, token).ToArray();

    private static SaslParts Parts(string user, AccessToken token)
    {
        ArgumentException.ThrowIfNullOrEmpty(user);
        SaslText.RequireSafe(user, nameof(user), "user name");
        SaslText.RequireToken(token);
        return new SaslParts("user=", user, escapeUser: false, host: null, port: 0, token.Value);
    }
}
