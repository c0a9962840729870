namespace OAuthMail;

public static partial class Problems
{
    /// <summary>The mail server's name has no address.</summary>
    public static Problem HostNotFound { get; } = new(
        "host-not-found", ProblemKind.Transient, Responsible.Operator,
        "The mail server's name could not be resolved to an address.",
        "Check the spelling of the host, the machine's DNS settings and its network connection.");

    /// <summary>No connection to the mail server.</summary>
    public static Problem HostUnreachable { get; } = new(
        "host-unreachable", ProblemKind.Transient, Responsible.Operator,
        "None of the mail server's addresses took a TCP connection on this port.",
        "Check the port, and that firewalls let it through; many networks and clouds block outgoing port 25, 465 or 587.");

    /// <summary>The mail server closed the connection.</summary>
    public static Problem ConnectionLost { get; } = new(
        "connection-lost", ProblemKind.Transient, Responsible.Operator,
        "The connection ended in the midst of a step: the server, or something between, closed it.",
        "Try again; if it persists at the same step, check proxies and virus scanners in between, and the server's log.");

    /// <summary>The mail server does not answer.</summary>
    public static Problem MailServerSilent { get; } = new(
        "mail-server-silent", ProblemKind.Transient, Responsible.Operator,
        "The server did not answer in time. A server that expects TLS from the first octet also waits in silence for a client that expects a greeting.",
        "Check that port and TLS mode belong together (465, 993, 995: implicit TLS; 587, 143, 110: STARTTLS), and try again later.");

    /// <summary>The mail server does not keep to its protocol.</summary>
    public static Problem ServerReplyInvalid { get; } = new(
        "server-reply-invalid", ProblemKind.Protocol, Responsible.Administrator,
        "The server's answer is not one of this protocol, or is longer than any of them.",
        "Check that host and port are those of this protocol; something in between may answer in the server's place.");

    /// <summary>The mail server turned the client away.</summary>
    public static Problem ServerNotReady { get; } = new(
        "server-not-ready", ProblemKind.Transient, Responsible.Administrator,
        "The server refused the session before any login.",
        "Read the server's words; try again later.");

    /// <summary>TLS could not be begun.</summary>
    public static Problem TlsFailed { get; } = new(
        "tls-failed", ProblemKind.Protocol, Responsible.Operator,
        "The TLS handshake failed before the certificate could be judged: no common version, or the port does not begin with TLS.",
        "Check that port and TLS mode belong together, and that the system allows TLS 1.2 or 1.3.");

    /// <summary>The certificate is for another name.</summary>
    public static Problem CertificateNameMismatch { get; } = new(
        "certificate-name-mismatch", ProblemKind.Security, Responsible.Operator,
        "The server's certificate is for other names than the host that was connected to. No token was sent.",
        "Use the host name that the certificate carries; if that is the right host already, somebody answers in its place.");

    /// <summary>The certificate has ended or has not begun.</summary>
    public static Problem CertificateExpired { get; } = new(
        "certificate-expired", ProblemKind.Security, Responsible.Administrator,
        "The server's certificate has ended or has not begun, by this machine's clock. No token was sent.",
        "Check this machine's clock; if it is right, have the certificate renewed.");

    /// <summary>The certificate's issuer is not trusted.</summary>
    public static Problem CertificateUntrusted { get; } = new(
        "certificate-untrusted", ProblemKind.Security, Responsible.Operator,
        "This machine does not trust the issuer of the server's certificate. No token was sent.",
        "Install the issuer's root certificate in the system's trust, or update the system's roots; where a proxy inspects TLS, exempt the mail server.");

    /// <summary>The certificate was refused for another reason.</summary>
    public static Problem CertificateRefused { get; } = new(
        "certificate-refused", ProblemKind.Security, Responsible.Operator,
        "The server's certificate was refused. No token was sent.",
        "Compare the certificate with the one that the server's administrator knows, and check the callback that decides about it.");

    /// <summary>The server offers no STARTTLS.</summary>
    public static Problem StartTlsMissing { get; } = new(
        "starttls-missing", ProblemKind.Security, Responsible.Operator,
        "The server does not offer to begin TLS on this port, or somebody in between removes the offer. No token was sent.",
        "Use the port with implicit TLS (465, 993 or 995); look for a firewall or virus scanner that inspects mail.");

    /// <summary>The server refused STARTTLS.</summary>
    public static Problem StartTlsRefused { get; } = new(
        "starttls-refused", ProblemKind.Transient, Responsible.Administrator,
        "The server offers STARTTLS but refuses to begin it, usually because its own TLS is not set up. No token was sent.",
        "Try again later, or use the port with implicit TLS (465, 993 or 995).");

    /// <summary>Something was injected before TLS.</summary>
    public static Problem StartTlsInjection { get; } = new(
        "starttls-injection", ProblemKind.Security, Responsible.Operator,
        "Octets followed the server's confirmation of STARTTLS in clear. A client that read them after the handshake would believe words that anybody on the way can write. The connection was given up, and no token was sent.",
        "Use the port with implicit TLS (465, 993 or 995), and find out who changes the connection.");

    /// <summary>No mechanism for tokens in common.</summary>
    public static Problem MechanismMissing { get; } = new(
        "mechanism-missing", ProblemKind.Policy, Responsible.Administrator,
        "The server offers no login mechanism that carries an access token and that this account may use. A token is never sent as a password.",
        "Have OAuth (XOAUTH2 or OAUTHBEARER) enabled for this protocol at the server; at Exchange, a missing offer means that authenticated SMTP is switched off.");

    /// <summary>The message to fetch is not there.</summary>
    public static Problem MessageNotFound { get; } = new(
        "message-not-found", ProblemKind.Transient, Responsible.Nobody,
        "The mailbox opens, but has no message with this Message-ID (yet).",
        "Try again after a moment: mail may still be on its way, or a rule moved it to another folder.");

    /// <summary>The message to fetch is too large.</summary>
    public static Problem FetchTooLarge { get; } = new(
        "fetch-too-large", ProblemKind.Configuration, Responsible.Developer,
        "What the server sends is larger than the limit for it.",
        "Raise FetchLimit if the message is really so large.");

    /// <summary>The server could not be told to send an address.</summary>
    public static Problem AddressNotSupported { get; } = new(
        "address-not-supported", ProblemKind.Configuration, Responsible.Developer,
        "An address has characters outside ASCII, and the server does not offer SMTPUTF8 (RFC 6531).",
        "Use an ASCII address of the same mailbox.");

    /// <summary>Nobody knows if the message was taken.</summary>
    public static Problem DeliveryUnknown { get; } = new(
        "delivery-unknown", ProblemKind.Transient, Responsible.Nobody,
        "The message was sent with its final dot, and then no reply came. The server may have taken it or not.",
        "Look for the message by its Message-ID in the sent or received mail; do not send it again before that.");

    /// <summary>The test itself failed.</summary>
    public static Problem TestFailed { get; } = new(
        "connection-test-failed", ProblemKind.Protocol, Responsible.Developer,
        "The test ended in a way that it does not know.",
        "Report it with the name of the exception and the step.");
}
