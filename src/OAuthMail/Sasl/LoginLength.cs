namespace OAuthMail.Sasl;

/// <summary>Limits on the length of a login message.</summary>
internal static class LoginLength
{
    /// <summary>
    /// The line length that servers must accept in a login, in octets (RFC 4954 section 4). Postfix refuses a message of this length.
    /// </summary>
    private const int Required = 12288;

    /// <summary>
    /// The length from which Dovecot closes IMAP and POP3 connections without a reply.
    /// </summary>
    private const int HangUp = 8192;

    /// <summary>Returns whether a message is too long for servers that accept only what they must.</summary>
    public static bool IsExcessive(int length) => length >= Required;

    /// <summary>
    /// Returns whether the length explains a failed login. A server's reply to a line that it cannot read completely fits any mistake.
    /// Only a challenge proves that the server has read the token; the length is not the cause then.
    /// </summary>
    /// <param name="length">The length of the base64 message in octets.</param>
    /// <param name="isHangUp">Whether the server closed the connection without a reply.</param>
    public static bool Explains(int length, bool isHangUp) => length >= (isHangUp ? HangUp : Required);

    /// <summary>Describes the message's length and the limits.</summary>
    public static string Describe(int length) =>
        $"a message of {length} octets; some servers accept only less than {HangUp}, "
        + $"and no server must accept more than {Required} (RFC 4954 section 4)";
}
