namespace OAuthMail;

public static partial class Problems
{
    /// <summary>The connection is not encrypted.</summary>
    public static Problem ConnectionNotEncrypted { get; } = new(
        "connection-not-encrypted", ProblemKind.Security, Responsible.Developer,
        "The client is connected without TLS. A token is never sent over an unencrypted connection, because everyone who can read "
        + "it can use it.",
        "Connect with SecureSocketOptions.StartTls or SslOnConnect before you authenticate.");

    /// <summary>The token was renewed; authentication requires a new connection.</summary>
    public static Problem ReconnectNeeded { get; } = new(
        "reconnect-needed", ProblemKind.Transient, Responsible.Developer,
        "The server rejected the token and closed the connection. A new token is available, but it can only be used on a new "
        + "connection.",
        "Connect again and authenticate. MailClientFactory does this automatically.");

    /// <summary>The connection was closed during authentication.</summary>
    public static Problem LoginInterrupted { get; } = new(
        "login-interrupted", ProblemKind.Transient, Responsible.Operator,
        "The connection was closed during authentication, before the server accepted or rejected the token.",
        "Try again over a new connection. If the problem persists, check proxies and virus scanners between this machine and the "
        + "server, and the server's log.");

    /// <summary>Authentication failed for an unknown reason.</summary>
    public static Problem LoginFailureUnknown { get; } = new(
        "login-failure-unknown", ProblemKind.Protocol, Responsible.Developer,
        "Authentication failed, and the mail library discarded the server's reply. The server may have rejected the token, or may only be "
        + "unavailable at the moment.",
        "Create the client with MailProtocolLogger, or use MailClientFactory; both keep the server's reply.");

    /// <summary>The token is longer than the server accepts.</summary>
    public static Problem TokenTooLong { get; } = new(
        "token-too-long", ProblemKind.Protocol, Responsible.Administrator,
        "Authentication failed, and its message is longer than servers accept: Dovecot closes the connection from 8,192 octets on, "
        + "and no server must accept more than 12,288 (RFC 4954 section 4). A new token would have the same length.",
        "Configure the authorization server to issue shorter tokens (fewer groups, roles and claims, or an opaque token), or raise "
        + "the mail server's limit.");

    /// <summary>The backup server rejected the login.</summary>
    public static Problem BackupLoginRefused { get; } = new(
        "backup-login-refused", ProblemKind.Configuration, Responsible.Operator,
        "The backup server rejected the user name or the password, or does not support authentication.",
        "Correct UserName and Password of the account's Backup.");

    /// <summary>The server rejected the message.</summary>
    public static Problem DeliveryRefused { get; } = new(
        "delivery-refused", ProblemKind.Policy, Responsible.Developer,
        "The server rejected the message. The message was not sent.",
        "Read the server's reply. It rejects the sender, the recipients or the content.");
}
