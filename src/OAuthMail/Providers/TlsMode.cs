namespace OAuthMail;

/// <summary>Specifies how a connection to a mail server becomes encrypted. All connections are encrypted.</summary>
public enum TlsMode
{
    /// <summary>The connection begins with the TLS handshake (ports 465, 993, 995; RFC 8314).</summary>
    Implicit,

    /// <summary>
    /// The connection begins unencrypted and is upgraded with STARTTLS or STLS before anything else (ports 587, 143, 110).
    /// </summary>
    StartTls,
}
