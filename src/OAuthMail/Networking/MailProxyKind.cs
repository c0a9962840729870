namespace OAuthMail;

/// <summary>Specifies the protocol of a proxy.</summary>
public enum MailProxyKind
{
    /// <summary>SOCKS 4. The client resolves host names, because the protocol supports only IPv4 addresses. No password.</summary>
    Socks4,

    /// <summary>SOCKS 4a. The proxy resolves host names. No password.</summary>
    Socks4a,

    /// <summary>SOCKS 5 (RFC 1928). The proxy resolves host names. A password is sent unencrypted (RFC 1929).</summary>
    Socks5,

    /// <summary>HTTP CONNECT (RFC 9110 section 9.3.6). The proxy resolves host names. A password is sent unencrypted (RFC 7617).</summary>
    Http,

    /// <summary>HTTP CONNECT over TLS. The proxy's certificate must contain the proxy's host name.</summary>
    Https,
}
