using MailKit.Net.Imap;
using MailKit.Net.Pop3;
using MailKit.Net.Smtp;

namespace OAuthMail.MailKit;

/// <summary>
/// Gives connected and authenticated MailKit clients. Every lease is a connection of its own; for sending, an
/// <c>IMailSender</c> keeps connections open and within the server's limits.
/// </summary>
public interface IMailClientFactory
{
    /// <summary>Connects to an account's SMTP server and logs in.</summary>
    /// <param name="account">The account.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The client; dispose the lease.</returns>
    /// <exception cref="ArgumentException">The account has no SMTP server.</exception>
    /// <exception cref="MailServerException">The server could not be reached, could not be trusted, or refused.</exception>
    /// <exception cref="OAuthMailException">There is no token to be had.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    Task<MailLease<SmtpClient>> ConnectSmtpAsync(MailAccount account, CancellationToken cancellationToken = default);

    /// <summary>Connects to an account's SMTP server and logs in.</summary>
    /// <param name="account">The account's name.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The client; dispose the lease.</returns>
    /// <exception cref="MailConfigurationException">There is no account of that name.</exception>
    /// <exception cref="ArgumentException">The account has no SMTP server.</exception>
    /// <exception cref="MailServerException">The server could not be reached, could not be trusted, or refused.</exception>
    /// <exception cref="OAuthMailException">There is no token to be had.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    Task<MailLease<SmtpClient>> ConnectSmtpAsync(string account, CancellationToken cancellationToken = default);

    /// <summary>Connects to an account's IMAP server and logs in.</summary>
    /// <param name="account">The account.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The client; dispose the lease.</returns>
    /// <exception cref="ArgumentException">The account has no IMAP server.</exception>
    /// <exception cref="MailServerException">The server could not be reached, could not be trusted, or refused.</exception>
    /// <exception cref="OAuthMailException">There is no token to be had.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    Task<MailLease<ImapClient>> ConnectImapAsync(MailAccount account, CancellationToken cancellationToken = default);

    /// <summary>Connects to an account's IMAP server and logs in.</summary>
    /// <param name="account">The account's name.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The client; dispose the lease.</returns>
    /// <exception cref="MailConfigurationException">There is no account of that name.</exception>
    /// <exception cref="ArgumentException">The account has no IMAP server.</exception>
    /// <exception cref="MailServerException">The server could not be reached, could not be trusted, or refused.</exception>
    /// <exception cref="OAuthMailException">There is no token to be had.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    Task<MailLease<ImapClient>> ConnectImapAsync(string account, CancellationToken cancellationToken = default);

    /// <summary>Connects to an account's POP3 server and logs in.</summary>
    /// <param name="account">The account.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The client; dispose the lease with <c>await using</c>, so that deletions take effect.</returns>
    /// <exception cref="ArgumentException">The account has no POP3 server.</exception>
    /// <exception cref="MailServerException">The server could not be reached, could not be trusted, or refused.</exception>
    /// <exception cref="OAuthMailException">There is no token to be had.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    Task<MailLease<Pop3Client>> ConnectPop3Async(MailAccount account, CancellationToken cancellationToken = default);

    /// <summary>Connects to an account's POP3 server and logs in.</summary>
    /// <param name="account">The account's name.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The client; dispose the lease with <c>await using</c>, so that deletions take effect.</returns>
    /// <exception cref="MailConfigurationException">There is no account of that name.</exception>
    /// <exception cref="ArgumentException">The account has no POP3 server.</exception>
    /// <exception cref="MailServerException">The server could not be reached, could not be trusted, or refused.</exception>
    /// <exception cref="OAuthMailException">There is no token to be had.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    Task<MailLease<Pop3Client>> ConnectPop3Async(string account, CancellationToken cancellationToken = default);
}
