namespace OAuthMail;

/// <summary>How a connection to a mail server becomes encrypted. There is no unencrypted one.</summary>
public enum TlsMode
{
    /// <summary>The connection begins with the TLS handshake (ports 465, 993, 995; RFC 8314).</summary>
    Implicit,

    /// <summary>The connection begins in clear and must be upgraded with STARTTLS or STLS before anything else (587, 143, 110).</summary>
    StartTls,
}
