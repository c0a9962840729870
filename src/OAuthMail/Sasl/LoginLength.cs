namespace OAuthMail.Sasl;

/// <summary>How long a login message may be: what every server must take, and what every server does take.</summary>
internal static class LoginLength
{
    /// <summary>The longest line in a login that servers must take, in octets (RFC 4954 section 4).</summary>
    private const int Required = 12288;

    /// <summary>The longest that every server takes: beyond it, Dovecot hangs up on IMAP and POP3 clients without a word.</summary>
    private const int Anywhere = 8192;

    /// <summary>Whether a message is longer than servers need take.</summary>
    public static bool IsExcessive(int length) => length > Required;

    /// <summary>
    /// Whether the length explains that a login failed. What a server says of a line that it could not take whole fits any mistake; only a
    /// challenge shows that it has read the token, and then the length is not to blame.
    /// </summary>
    /// <param name="length">The message in base64, in octets.</param>
    /// <param name="isHangUp">Whether the server hung up without a word.</param>
    public static bool Explains(int length, bool isHangUp) => length > (isHangUp ? Anywhere : Required);

    /// <summary>Says how long the message is, and how long it may be.</summary>
    public static string Describe(int length) =>
        $"a message of {length} octets; every server takes {Anywhere}, and none need take more than {Required} (RFC 4954 section 4)";
}
