namespace OAuthMail;

/// <summary>The protocol that a proxy speaks.</summary>
public enum MailProxyKind
{
    /// <summary>SOCKS 4: IPv4 addresses only, so that names are resolved here; no password.</summary>
    Socks4,

    /// <summary>SOCKS 4a: the proxy resolves names; no password.</summary>
    Socks4a,

    /// <summary>SOCKS 5 (RFC 1928): the proxy resolves names; a password goes to it in clear (RFC 1929).</summary>
    Socks5,

    /// <summary>HTTP CONNECT (RFC 9110 section 9.3.6): the proxy resolves names; a password goes to it in clear (RFC 7617).</summary>
    Http,

    /// <summary>HTTP CONNECT over TLS to the proxy, whose certificate must carry the proxy's name.</summary>
    Https,
}
