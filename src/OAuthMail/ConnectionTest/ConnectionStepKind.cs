namespace OAuthMail;

/// <summary>Specifies the steps of a connection test.</summary>
public enum ConnectionStepKind
{
    /// <summary>Resolves the host name of the server or, if the account has a proxy, of the proxy.</summary>
    NameResolution,

    /// <summary>Opens a TCP connection to one of the addresses.</summary>
    Connect,

    /// <summary>Asks the account's proxy to connect to the mail server.</summary>
    Proxy,

    /// <summary>Reads the server's greeting.</summary>
    Greeting,

    /// <summary>
    /// Reads the server's capabilities. Repeated after STARTTLS, because capabilities received without TLS can be forged.
    /// </summary>
    Capabilities,

    /// <summary>Requests TLS with STARTTLS (RFC 3207, RFC 3501 section 6.2.1) or STLS (RFC 2595 section 4).</summary>
    StartTls,

    /// <summary>Performs the TLS handshake and validates the server's certificate.</summary>
    Tls,

    /// <summary>Acquires an access token.</summary>
    Token,

    /// <summary>Compares the claims of the token, if it is readable, with the server's requirements.</summary>
    Claims,

    /// <summary>Logs in with SASL.</summary>
    Authenticate,

    /// <summary>Opens the mailbox: SELECT in IMAP, STAT in POP3, MAIL FROM and RCPT TO in SMTP.</summary>
    OpenMailbox,

    /// <summary>Sends a message with DATA (SMTP).</summary>
    HandOver,

    /// <summary>Searches for a message and fetches it (IMAP, POP3).</summary>
    Fetch,
}
