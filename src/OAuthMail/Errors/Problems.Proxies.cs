namespace OAuthMail;

/// <content>
/// Problems between this machine and a proxy, before the mail server is reached. They do not describe the mail server unless they say so.
/// </content>
public static partial class Problems
{
    /// <summary>The proxy's name cannot be resolved.</summary>
    public static Problem ProxyNotFound { get; } = new(
        "proxy-not-found", ProblemKind.Transient, Responsible.Operator,
        "The proxy's name cannot be resolved to an address. The proxy received no request for the mail server.",
        "Check the spelling of the proxy in the account's Connection, this machine's DNS settings and its network connection.");

    /// <summary>No connection to the proxy could be opened.</summary>
    public static Problem ProxyUnreachable { get; } = new(
        "proxy-unreachable", ProblemKind.Transient, Responsible.Operator,
        "None of the proxy's addresses accepts a TCP connection on this port. The proxy received no request for the mail server.",
        "Check the proxy's host and port in the account's Connection, and that the proxy is running and accepts connections from "
        + "this machine.");

    /// <summary>The proxy does not answer.</summary>
    public static Problem ProxySilent { get; } = new(
        "proxy-silent", ProblemKind.Transient, Responsible.Operator,
        "The proxy accepted the connection but did not answer in time. It uses another protocol than the configured one, or it "
        + "waits for the mail server.",
        "Check that the scheme (socks4://, socks4a://, socks5://, http://, https://) matches the port, and that the proxy can reach "
        + "the mail server.");

    /// <summary>The proxy closed the connection.</summary>
    public static Problem ProxyConnectionLost { get; } = new(
        "proxy-connection-lost", ProblemKind.Transient, Responsible.Operator,
        "The proxy closed the connection before it connected to the mail server. Some proxies reject requests this way.",
        "Check that the scheme matches the proxy's port, and search the proxy's log for this machine.");

    /// <summary>The proxy's reply is invalid.</summary>
    public static Problem ProxyReplyInvalid { get; } = new(
        "proxy-reply-invalid", ProblemKind.Protocol, Responsible.Operator,
        "The proxy's reply does not conform to the configured protocol.",
        "Check that the scheme (socks4://, socks4a://, socks5://, http://, https://) matches the proxy's port.");

    /// <summary>The TLS handshake with the proxy failed.</summary>
    public static Problem ProxyTlsFailed { get; } = new(
        "proxy-tls-failed", ProblemKind.Protocol, Responsible.Operator,
        "The TLS handshake with an https:// proxy failed before its certificate could be validated.",
        "Use http:// if the proxy's port does not use TLS. TLS to the mail server is used through the proxy in both cases.");

    /// <summary>The proxy's certificate was rejected.</summary>
    public static Problem ProxyCertificateRefused { get; } = new(
        "proxy-certificate-refused", ProblemKind.Security, Responsible.Operator,
        "The certificate of an https:// proxy is not trusted, has expired, or is for another name. The proxy's password was not sent.",
        "Use the host name in the proxy's certificate, and install its issuer's root certificate in the system's trust store.");

    /// <summary>The proxy requires authentication.</summary>
    public static Problem ProxyLoginRequired { get; } = new(
        "proxy-login-required", ProblemKind.Configuration, Responsible.Operator,
        "The proxy rejects connections without authentication, and no user name is configured, or it requires an unsupported "
        + "method. Supported methods are user name and password for SOCKS 5, and Basic for HTTP.",
        "Set ProxyUserName and ProxyPasswordFile in the account's Connection, or have this machine allowed without authentication.");

    /// <summary>The proxy rejected the login.</summary>
    public static Problem ProxyLoginRefused { get; } = new(
        "proxy-login-refused", ProblemKind.Configuration, Responsible.Operator,
        "The proxy rejected the configured user name or password. The proxy received no request for the mail server.",
        "Check ProxyUserName and the password in the account's Connection.");

    /// <summary>The proxy rejected the connection.</summary>
    public static Problem ProxyRefused { get; } = new(
        "proxy-refused", ProblemKind.Policy, Responsible.Administrator,
        "The proxy's rules do not allow this connection to the mail server. Many proxies allow port 443 only.",
        "Have the proxy's administrator allow connections to the mail server's host and port.");

    /// <summary>The proxy cannot reach the mail server.</summary>
    public static Problem ProxyCannotReachServer { get; } = new(
        "proxy-cannot-reach-server", ProblemKind.Transient, Responsible.Operator,
        "The proxy cannot resolve the mail server's name, or cannot connect to it.",
        "Check the mail server's host and port, and the proxy's DNS settings and network connection.");

    /// <summary>The local address cannot be used.</summary>
    public static Problem LocalAddressUnusable { get; } = new(
        "local-address-unusable", ProblemKind.Configuration, Responsible.Operator,
        "The configured local address does not belong to this machine, or its address family (IPv4 or IPv6) differs from all "
        + "addresses of the server.",
        "Correct LocalAddress in the account's Connection, or remove it.");
}
