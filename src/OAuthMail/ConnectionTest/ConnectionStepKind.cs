namespace OAuthMail;

/// <summary>What a step of a connection test does, in the order in which the steps come.</summary>
public enum ConnectionStepKind
{
    /// <summary>The host name is turned into addresses: that of the proxy, where the account has one.</summary>
    NameResolution,

    /// <summary>A TCP connection is made to one of the addresses.</summary>
    Connect,

    /// <summary>The account's proxy is asked to lead on to the mail server.</summary>
    Proxy,

    /// <summary>The server's first words are read.</summary>
    Greeting,

    /// <summary>The server is asked what it can do; once more after TLS, because what was said before it may be forged.</summary>
    Capabilities,

    /// <summary>The server is asked to begin TLS: STARTTLS (RFC 3207, RFC 3501 section 6.2.1) or STLS (RFC 2595 section 4).</summary>
    StartTls,

    /// <summary>The TLS handshake, with the check of the certificate.</summary>
    Tls,

    /// <summary>An access token is got from the account's provider.</summary>
    Token,

    /// <summary>The token's claims are held against what the server needs, where the token can be read.</summary>
    Claims,

    /// <summary>The login over SASL.</summary>
    Authenticate,

    /// <summary>The mailbox is opened: SELECT in IMAP, STAT in POP3, MAIL FROM and RCPT TO in SMTP.</summary>
    OpenMailbox,

    /// <summary>A message is handed over with DATA (SMTP).</summary>
    HandOver,

    /// <summary>A message is looked for and fetched (IMAP, POP3).</summary>
    Fetch,
}
