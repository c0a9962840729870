using MailKit.Net.Imap;
using MailKit.Net.Pop3;
using MailKit.Net.Smtp;

namespace OAuthMail.MailKit;

/// <summary>
/// Creates connected and authenticated MailKit clients. Each lease is a connection of its own. To send messages over connections that are
/// kept open within the server's limits, use <c>MailSender</c>.
/// </summary>
/// <remarks>
/// <c>MailSender</c> and <c>MailWatcher</c> use only the members of this interface, so a decorator or a test double can replace the
/// factory.
/// </remarks>
public interface IMailClientFactory
{
    /// <summary>Gets the accounts that the factory connects, by name.</summary>
    IMailAccounts Accounts { get; }

    /// <summary>Connects to the SMTP server of an account and logs in.</summary>
    /// <param name="account">The account.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <returns>The client. Dispose the lease after use.</returns>
    /// <exception cref="ArgumentException">The account has no SMTP server.</exception>
    /// <exception cref="MailServerException">
    /// The server could not be reached, could not be trusted, or rejected the login.
    /// </exception>
    /// <exception cref="OAuthMailException">No token could be acquired.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    Task<MailLease<SmtpClient>> ConnectSmtpAsync(MailAccount account, CancellationToken cancellationToken = default);

    /// <summary>Connects to the SMTP server of an account and logs in.</summary>
    /// <param name="account">The name of the account.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <returns>The client. Dispose the lease after use.</returns>
    /// <exception cref="MailConfigurationException">There is no account with this name.</exception>
    /// <exception cref="ArgumentException">The account has no SMTP server.</exception>
    /// <exception cref="MailServerException">
    /// The server could not be reached, could not be trusted, or rejected the login.
    /// </exception>
    /// <exception cref="OAuthMailException">No token could be acquired.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    Task<MailLease<SmtpClient>> ConnectSmtpAsync(string account, CancellationToken cancellationToken = default);

    /// <summary>
    /// Connects to the backup server of an account (<see cref="MailBackup.Server"/>) and logs in with its password. A password that the
    /// server rejected isn't sent again for 15 minutes, unless it is replaced.
    /// </summary>
    /// <param name="account">The account whose backup is a server.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <returns>The client. Dispose the lease after use.</returns>
    /// <exception cref="ArgumentException">The account has no backup server.</exception>
    /// <exception cref="MailConfigurationException">The file of the password can't be read or is empty.</exception>
    /// <exception cref="MailServerException">
    /// The server could not be reached, could not be trusted, or rejected the login.
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    Task<MailLease<SmtpClient>> ConnectBackupSmtpAsync(MailAccount account, CancellationToken cancellationToken = default);

    /// <summary>Connects to the IMAP server of an account and logs in.</summary>
    /// <param name="account">The account.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <returns>The client. Dispose the lease after use.</returns>
    /// <exception cref="ArgumentException">The account has no IMAP server.</exception>
    /// <exception cref="MailServerException">
    /// The server could not be reached, could not be trusted, or rejected the login.
    /// </exception>
    /// <exception cref="OAuthMailException">No token could be acquired.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    Task<MailLease<ImapClient>> ConnectImapAsync(MailAccount account, CancellationToken cancellationToken = default);

    /// <summary>Connects to the IMAP server of an account and logs in.</summary>
    /// <param name="account">The name of the account.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <returns>The client. Dispose the lease after use.</returns>
    /// <exception cref="MailConfigurationException">There is no account with this name.</exception>
    /// <exception cref="ArgumentException">The account has no IMAP server.</exception>
    /// <exception cref="MailServerException">
    /// The server could not be reached, could not be trusted, or rejected the login.
    /// </exception>
    /// <exception cref="OAuthMailException">No token could be acquired.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    Task<MailLease<ImapClient>> ConnectImapAsync(string account, CancellationToken cancellationToken = default);

    /// <summary>Connects to the POP3 server of an account and logs in.</summary>
    /// <param name="account">The account.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <returns>The client. Dispose the lease with <c>await using</c>; otherwise the server doesn't delete messages.</returns>
    /// <exception cref="ArgumentException">The account has no POP3 server.</exception>
    /// <exception cref="MailServerException">
    /// The server could not be reached, could not be trusted, or rejected the login.
    /// </exception>
    /// <exception cref="OAuthMailException">No token could be acquired.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    Task<MailLease<Pop3Client>> ConnectPop3Async(MailAccount account, CancellationToken cancellationToken = default);

    /// <summary>Connects to the POP3 server of an account and logs in.</summary>
    /// <param name="account">The name of the account.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <returns>The client. Dispose the lease with <c>await using</c>; otherwise the server doesn't delete messages.</returns>
    /// <exception cref="MailConfigurationException">There is no account with this name.</exception>
    /// <exception cref="ArgumentException">The account has no POP3 server.</exception>
    /// <exception cref="MailServerException">
    /// The server could not be reached, could not be trusted, or rejected the login.
    /// </exception>
    /// <exception cref="OAuthMailException">No token could be acquired.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    Task<MailLease<Pop3Client>> ConnectPop3Async(string account, CancellationToken cancellationToken = default);
}
