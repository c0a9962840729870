namespace OAuthMail;

public static partial class Problems
{
    /// <summary>The mail server's name cannot be resolved.</summary>
    public static Problem HostNotFound { get; } = new(
        "host-not-found", ProblemKind.Transient, Responsible.Operator,
        "The mail server's name cannot be resolved to an address.",
        "Check the spelling of the host name, this machine's DNS settings and its network connection.");

    /// <summary>No connection to the mail server could be opened.</summary>
    public static Problem HostUnreachable { get; } = new(
        "host-unreachable", ProblemKind.Transient, Responsible.Operator,
        "None of the mail server's addresses accepts a TCP connection on this port.",
        "Check the port, and that firewalls allow the connection. Many networks and clouds block outgoing connections to port 25, "
        + "465 or 587.");

    /// <summary>The connection was closed.</summary>
    public static Problem ConnectionLost { get; } = new(
        "connection-lost", ProblemKind.Transient, Responsible.Operator,
        "The server, or a device between this machine and the server, closed the connection during a step.",
        "Try again. If the problem persists at the same step, check proxies and virus scanners between this machine and the server, "
        + "and the server's log.");

    /// <summary>The mail server does not answer.</summary>
    public static Problem MailServerSilent { get; } = new(
        "mail-server-silent", ProblemKind.Transient, Responsible.Operator,
        "The server did not answer in time. A server that expects TLS from the first octet waits silently for a client that expects "
        + "a greeting.",
        "Check that the port matches the TLS mode (465, 993, 995: implicit TLS; 587, 143, 110: STARTTLS), and try again later.");

    /// <summary>The server's reply is invalid.</summary>
    public static Problem ServerReplyInvalid { get; } = new(
        "server-reply-invalid", ProblemKind.Protocol, Responsible.Administrator,
        "The server's reply does not conform to this protocol, or is longer than the protocol allows.",
        "Check that the host and the port belong to this protocol. Another system may answer instead of the server.");

    /// <summary>The server rejected the session.</summary>
    public static Problem ServerNotReady { get; } = new(
        "server-not-ready", ProblemKind.Transient, Responsible.Administrator,
        "The server rejected the session before authentication.",
        "Read the server's reply, and try again later.");

    /// <summary>The TLS handshake failed.</summary>
    public static Problem TlsFailed { get; } = new(
        "tls-failed", ProblemKind.Protocol, Responsible.Operator,
        "The TLS handshake failed before the certificate could be validated: there is no common protocol version, or the port does "
        + "not use implicit TLS.",
        "Check that the port matches the TLS mode, and that the system allows TLS 1.2 or 1.3.");

    /// <summary>The certificate is for another name.</summary>
    public static Problem CertificateNameMismatch { get; } = new(
        "certificate-name-mismatch", ProblemKind.Security, Responsible.Operator,
        "The server's certificate is valid for other names than the host. No token was sent.",
        "Use the host name in the certificate. If the host name is already right, another system answers instead of the server.");

    /// <summary>The certificate has expired.</summary>
    public static Problem CertificateExpired { get; } = new(
        "certificate-expired", ProblemKind.Security, Responsible.Administrator,
        "By this machine's clock, the server's certificate has expired or is not yet valid. No token was sent.",
        "Check this machine's clock. If it is right, have the certificate renewed.");

    /// <summary>The certificate's issuer is not trusted.</summary>
    public static Problem CertificateUntrusted { get; } = new(
        "certificate-untrusted", ProblemKind.Security, Responsible.Operator,
        "This machine does not trust the issuer of the server's certificate. No token was sent.",
        "Install the issuer's root certificate in the system's trust store, or update the system's root certificates. If a proxy "
        + "inspects TLS, exempt the mail server.");

    /// <summary>The certificate was rejected.</summary>
    public static Problem CertificateRefused { get; } = new(
        "certificate-refused", ProblemKind.Security, Responsible.Operator,
        "The server's certificate was rejected. No token was sent.",
        "Compare the certificate with the one that the server's administrator names, and check the validation callback.");

    /// <summary>The server does not offer STARTTLS.</summary>
    public static Problem StartTlsMissing { get; } = new(
        "starttls-missing", ProblemKind.Security, Responsible.Operator,
        "The server does not offer STARTTLS on this port, or a device between this machine and the server removes the offer. No "
        + "token was sent.",
        "Use the port with implicit TLS (465, 993 or 995). Look for a firewall or a virus scanner that inspects mail.");

    /// <summary>The server rejected STARTTLS.</summary>
    public static Problem StartTlsRefused { get; } = new(
        "starttls-refused", ProblemKind.Transient, Responsible.Administrator,
        "The server offers STARTTLS but rejects the command, usually because its TLS is not configured. No token was sent.",
        "Try again later, or use the port with implicit TLS (465, 993 or 995).");

    /// <summary>Data was injected before TLS.</summary>
    public static Problem StartTlsInjection { get; } = new(
        "starttls-injection", ProblemKind.Security, Responsible.Operator,
        "Unencrypted data followed the server's confirmation of STARTTLS. A client that processes it after the handshake would "
        + "trust data that an attacker can inject. The connection was closed, and no token was sent.",
        "Use the port with implicit TLS (465, 993 or 995), and find the system that modifies the connection.");

    /// <summary>The server offers no supported mechanism.</summary>
    public static Problem MechanismMissing { get; } = new(
        "mechanism-missing", ProblemKind.Policy, Responsible.Administrator,
        "The server offers no authentication mechanism that accepts an access token and that this account may use. A token is never "
        + "sent as a password.",
        "Have OAuth (XOAUTH2 or OAUTHBEARER) enabled for this protocol at the server. At Exchange, a missing mechanism means that "
        + "SMTP AUTH is disabled.");

    /// <summary>The message was not found.</summary>
    public static Problem MessageNotFound { get; } = new(
        "message-not-found", ProblemKind.Transient, Responsible.None,
        "The mailbox contains no message with this Message-ID, or does not contain it yet.",
        "Try again after a moment. The message may still be in transit, or a rule moved it to another folder.");

    /// <summary>The message is larger than the limit.</summary>
    public static Problem FetchTooLarge { get; } = new(
        "fetch-too-large", ProblemKind.Configuration, Responsible.Developer,
        "The server sends more data than FetchLimit allows.",
        "Raise FetchLimit if the message is that large.");

    /// <summary>The server does not support the address.</summary>
    public static Problem AddressNotSupported { get; } = new(
        "address-not-supported", ProblemKind.Configuration, Responsible.Developer,
        "An address contains characters outside ASCII, and the server does not offer SMTPUTF8 (RFC 6531).",
        "Use an ASCII address of the same mailbox.");

    /// <summary>It is unknown whether the server accepted the message.</summary>
    public static Problem DeliveryUnknown { get; } = new(
        "delivery-unknown", ProblemKind.Transient, Responsible.None,
        "The message was sent completely, but the server's reply was not received. The server may have accepted the message.",
        "Search for the message by its Message-ID in the sent or received mail before you send it again.");

    /// <summary>The connection test failed unexpectedly.</summary>
    public static Problem TestFailed { get; } = new(
        "connection-test-failed", ProblemKind.Protocol, Responsible.Developer,
        "The connection test failed with an unexpected exception.",
        "Report the exception's type and the step.");
}
