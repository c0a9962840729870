namespace OAuthMail;

/// <content>
/// What goes wrong between this machine and a proxy, before the mail server is reached. None of it says anything about the mail server,
/// except where it says so.
/// </content>
public static partial class Problems
{
    /// <summary>The proxy's name has no address.</summary>
    public static Problem ProxyNotFound { get; } = new(
        "proxy-not-found", ProblemKind.Transient, Responsible.Operator,
        "The proxy's name could not be resolved to an address. The mail server was not asked for.",
        "Check the spelling of the proxy in the account's Connection, the machine's DNS settings and its network connection.");

    /// <summary>No connection to the proxy.</summary>
    public static Problem ProxyUnreachable { get; } = new(
        "proxy-unreachable", ProblemKind.Transient, Responsible.Operator,
        "None of the proxy's addresses took a TCP connection on this port. The mail server was not asked for.",
        "Check the proxy's host and port in the account's Connection, and that the proxy runs and takes connections from this machine.");

    /// <summary>The proxy does not answer.</summary>
    public static Problem ProxySilent { get; } = new(
        "proxy-silent", ProblemKind.Transient, Responsible.Operator,
        "The proxy took the connection but did not answer in time: it speaks another protocol than the one that was named, or waits for the mail server itself.",
        "Check that the scheme (socks4://, socks4a://, socks5://, http://, https://) is that of the port, and that the proxy can reach the mail server.");

    /// <summary>The proxy closed the connection.</summary>
    public static Problem ProxyConnectionLost { get; } = new(
        "proxy-connection-lost", ProblemKind.Transient, Responsible.Operator,
        "The proxy closed the connection before it led to the mail server. Some proxies refuse in this way.",
        "Check that the scheme is that of the proxy's port, and look for this machine in the proxy's log.");

    /// <summary>The proxy does not keep to its protocol.</summary>
    public static Problem ProxyReplyInvalid { get; } = new(
        "proxy-reply-invalid", ProblemKind.Protocol, Responsible.Operator,
        "The proxy's answer is not one of the protocol that was named.",
        "Check that the scheme (socks4://, socks4a://, socks5://, http://, https://) is that of the proxy's port.");

    /// <summary>TLS to the proxy could not be begun.</summary>
    public static Problem ProxyTlsFailed { get; } = new(
        "proxy-tls-failed", ProblemKind.Protocol, Responsible.Operator,
        "The TLS handshake with an https:// proxy failed before its certificate could be judged.",
        "Use http:// if the proxy's port does not begin with TLS; the mail server's own TLS goes through the proxy either way.");

    /// <summary>The proxy's certificate was refused.</summary>
    public static Problem ProxyCertificateRefused { get; } = new(
        "proxy-certificate-refused", ProblemKind.Security, Responsible.Operator,
        "The certificate of an https:// proxy is not trusted, has ended, or is for another name than the proxy's. The proxy's password was not sent.",
        "Name the proxy as its certificate does, and install its issuer's root certificate in the system's trust.");

    /// <summary>The proxy wants a login.</summary>
    public static Problem ProxyLoginRequired { get; } = new(
        "proxy-login-required", ProblemKind.Configuration, Responsible.Operator,
        "The proxy lets nobody through without a login, and none is set, or it wants one of a kind that is not supported. Those that are: user name and password for SOCKS 5, Basic for HTTP.",
        "Set ProxyUserName and ProxyPasswordFile in the account's Connection, or have this machine let through without a login.");

    /// <summary>The proxy refused the login.</summary>
    public static Problem ProxyLoginRefused { get; } = new(
        "proxy-login-refused", ProblemKind.Configuration, Responsible.Operator,
        "The proxy refused the user name or the password that are set for it. The mail server was not asked for.",
        "Check ProxyUserName and the password in the account's Connection.");

    /// <summary>The proxy does not let this connection through.</summary>
    public static Problem ProxyRefused { get; } = new(
        "proxy-refused", ProblemKind.Policy, Responsible.Administrator,
        "The proxy's rules do not let this connection through to the mail server. Many proxies allow port 443 only.",
        "Have the proxy's administrator allow connections to the mail server's host and port.");

    /// <summary>The proxy cannot reach the mail server.</summary>
    public static Problem ProxyCannotReachServer { get; } = new(
        "proxy-cannot-reach-server", ProblemKind.Transient, Responsible.Operator,
        "The proxy is willing, but cannot reach the mail server: it does not find its name, or gets no connection.",
        "Check the mail server's host and port, and the proxy's own DNS settings and network connection.");

    /// <summary>The local address cannot be used.</summary>
    public static Problem LocalAddressUnusable { get; } = new(
        "local-address-unusable", ProblemKind.Configuration, Responsible.Operator,
        "The local address that connections are to be made from is not one of this machine, or is of another family (IPv4, IPv6) than all of the server's.",
        "Correct LocalAddress in the account's Connection, or leave it out.");
}
