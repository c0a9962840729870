using MimeKit;

namespace OAuthMail.MailKit;

/// <summary>
/// Sends messages for accounts over connections that it keeps open, within the limits of each mailbox. If a server certainly did not
/// accept a message, the message is sent again, and then through the account's backup. A message is never sent twice.
/// </summary>
/// <remarks>
/// Don't change a message or send it again until the returned task completes: MimeKit's messages are not thread-safe. A message is read
/// again for every attempt, so the streams of its attachments must be seekable and stay open. A message without a Message-ID gets one, so
/// that it can be found. An implementation that uses another sender passes <see cref="MailSendOptions"/> on to it. One that sends by itself
/// calls <see cref="MailSendOptions.BeforeTransfer"/>.
/// </remarks>
public interface IMailSender
{
    /// <summary>Sends a message to the recipients in its headers.</summary>
    /// <param name="account">The name of the account.</param>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">
    /// Cancels the send. If the complete message was already sent, the task fails with <see cref="MailDeliveryUnknownException"/>.
    /// </param>
    /// <returns>The result of the delivery.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The account has no SMTP server.</exception>
    /// <exception cref="InvalidOperationException">The message has no sender or no recipients.</exception>
    /// <exception cref="MailConfigurationException">There is no account with this name.</exception>
    /// <exception cref="MailServerException">
    /// The server could not be reached, could not be trusted, or rejected the login or the message. The message was not sent.
    /// </exception>
    /// <exception cref="MailDeliveryUnknownException">
    /// The complete message was sent, and no reply arrived. Search for it before you send it again.
    /// </exception>
    /// <exception cref="OAuthMailException">No token could be acquired. The message was not sent.</exception>
    /// <exception cref="OperationCanceledException">
    /// <paramref name="cancellationToken"/> was canceled. The message was not sent.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The sender was disposed. The message was not sent.</exception>
    Task<MailSendResult> SendAsync(string account, MimeMessage message, CancellationToken cancellationToken = default);

    /// <summary>
    /// Sends a message with its own envelope or format. See <see cref="SendAsync(string, MimeMessage, CancellationToken)"/>.
    /// </summary>
    /// <param name="account">The name of the account.</param>
    /// <param name="message">The message.</param>
    /// <param name="options">The envelope and the format, or <see langword="null"/> for those of the message.</param>
    /// <param name="cancellationToken">Cancels the send.</param>
    /// <returns>The result of the delivery.</returns>
    /// <exception cref="ArgumentNullException">The account or the message is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">
    /// The account has no SMTP server, or a recipient is <see langword="null"/>.
    /// </exception>
    /// <exception cref="InvalidOperationException">The message has no sender or no recipients.</exception>
    /// <exception cref="MailConfigurationException">There is no account with this name.</exception>
    /// <exception cref="MailServerException">
    /// The server could not be reached, could not be trusted, or rejected the login or the message. The message was not sent.
    /// </exception>
    /// <exception cref="MailDeliveryUnknownException">
    /// The complete message was sent, and no reply arrived. Search for it before you send it again.
    /// </exception>
    /// <exception cref="OAuthMailException">No token could be acquired. The message was not sent.</exception>
    /// <exception cref="OperationCanceledException">
    /// <paramref name="cancellationToken"/> was canceled. The message was not sent.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The sender was disposed. The message was not sent.</exception>
    Task<MailSendResult> SendAsync(
        string account, MimeMessage message, MailSendOptions? options, CancellationToken cancellationToken = default);

    /// <summary>
    /// Sends a message for an account that the sender need not know by name. See <see cref="SendAsync(string, MimeMessage,
    /// CancellationToken)"/>.
    /// </summary>
    /// <param name="account">
    /// The account. Sends with the same object share connections. Sends for the same mailbox share its limits.
    /// </param>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Cancels the send.</param>
    /// <returns>The result of the delivery.</returns>
    /// <exception cref="ArgumentNullException">The account or the message is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The account has no SMTP server.</exception>
    /// <exception cref="InvalidOperationException">The message has no sender or no recipients.</exception>
    /// <exception cref="MailServerException">
    /// The server could not be reached, could not be trusted, or rejected the login or the message. The message was not sent.
    /// </exception>
    /// <exception cref="MailDeliveryUnknownException">
    /// The complete message was sent, and no reply arrived. Search for it before you send it again.
    /// </exception>
    /// <exception cref="OAuthMailException">No token could be acquired. The message was not sent.</exception>
    /// <exception cref="OperationCanceledException">
    /// <paramref name="cancellationToken"/> was canceled. The message was not sent.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The sender was disposed. The message was not sent.</exception>
    Task<MailSendResult> SendAsync(MailAccount account, MimeMessage message, CancellationToken cancellationToken = default);

    /// <summary>
    /// Sends a message with its own envelope or format, for an account that the sender need not know by name. See
    /// <see cref="SendAsync(string, MimeMessage, CancellationToken)"/>.
    /// </summary>
    /// <param name="account">
    /// The account. Sends with the same object share connections. Sends for the same mailbox share its limits.
    /// </param>
    /// <param name="message">The message.</param>
    /// <param name="options">The envelope and the format, or <see langword="null"/> for those of the message.</param>
    /// <param name="cancellationToken">Cancels the send.</param>
    /// <returns>The result of the delivery.</returns>
    /// <exception cref="ArgumentNullException">The account or the message is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">
    /// The account has no SMTP server, or a recipient is <see langword="null"/>.
    /// </exception>
    /// <exception cref="InvalidOperationException">The message has no sender or no recipients.</exception>
    /// <exception cref="MailServerException">
    /// The server could not be reached, could not be trusted, or rejected the login or the message. The message was not sent.
    /// </exception>
    /// <exception cref="MailDeliveryUnknownException">
    /// The complete message was sent, and no reply arrived. Search for it before you send it again.
    /// </exception>
    /// <exception cref="OAuthMailException">No token could be acquired. The message was not sent.</exception>
    /// <exception cref="OperationCanceledException">
    /// <paramref name="cancellationToken"/> was canceled. The message was not sent.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The sender was disposed. The message was not sent.</exception>
    Task<MailSendResult> SendAsync(
        MailAccount account, MimeMessage message, MailSendOptions? options, CancellationToken cancellationToken = default);
}
