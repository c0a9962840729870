namespace OAuthMail;

public static partial class Problems
{
    /// <summary>The connection is not encrypted.</summary>
    public static Problem ConnectionNotEncrypted { get; } = new(
        "connection-not-encrypted", ProblemKind.Security, Responsible.Developer,
        "The client is connected without TLS. A token is never sent in clear: whoever reads it on the way can use it.",
        "Connect with SecureSocketOptions.StartTls or SslOnConnect before the login.");

    /// <summary>The token was renewed, and the login needs a new connection.</summary>
    public static Problem ReconnectNeeded { get; } = new(
        "reconnect-needed", ProblemKind.Transient, Responsible.Developer,
        "The server refused the token and closed the connection. A new token is ready, but a login with it needs a new connection.",
        "Connect again and log in; or let the factory connect, which does it by itself.");

    /// <summary>The server ended the session during the login.</summary>
    public static Problem LoginInterrupted { get; } = new(
        "login-interrupted", ProblemKind.Transient, Responsible.Operator,
        "The connection ended during the login, before the server had said whether it takes the token.",
        "Try again over a new connection; if it persists, check proxies and virus scanners in between, and the server's log.");

    /// <summary>The token is longer than servers must take, and this one did not take it.</summary>
    public static Problem TokenTooLong { get; } = new(
        "token-too-long", ProblemKind.Protocol, Responsible.Administrator,
        "The login did not get through, and its message is longer than servers take: Dovecot hangs up on more than 8,192 octets, and none need take more than 12,288 (RFC 4954 section 4). A new token would be as long.",
        "Have the authorization server put less into the token: fewer groups, roles and claims, or an opaque token; or raise the mail server's limit for logins.");

    /// <summary>The backup server refused the password.</summary>
    public static Problem BackupLoginRefused { get; } = new(
        "backup-login-refused", ProblemKind.Configuration, Responsible.Operator,
        "The backup server refused the user name or the password, or takes no login.",
        "Correct UserName and Password of the account's Backup.");

    /// <summary>The server did not take a message.</summary>
    public static Problem DeliveryRefused { get; } = new(
        "delivery-refused", ProblemKind.Policy, Responsible.Developer,
        "The server did not take the message, and said so. It was not sent.",
        "Read the server's words: sender, recipients or content are not to its liking.");
}
