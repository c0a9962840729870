using MimeKit;

namespace OAuthMail.MailKit;

/// <summary>
/// Sends messages for accounts, over connections that it keeps open, within the limits of each mailbox. What a server certainly did not
/// take is tried again, and then sent through the account's backup; a message is never sent twice.
/// </summary>
/// <remarks>
/// A message belongs to the sender until the task has ended: neither change it nor send it a second time before that. MimeKit's messages
/// are not safe for several threads, and a message is read anew for every attempt, so the streams of its attachments must be seekable and
/// stay open. A message without a Message-ID gets one, so that it can be looked for.
/// </remarks>
public interface IMailSender
{
    /// <summary>Sends a message to the recipients that its headers name.</summary>
    /// <param name="account">The account's name.</param>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">
    /// Ends the attempt. Nothing has been sent then; if the whole message had gone out already, that is reported instead.
    /// </param>
    /// <returns>What became of it.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The account has no SMTP server.</exception>
    /// <exception cref="InvalidOperationException">The message has no sender or no recipients.</exception>
    /// <exception cref="MailConfigurationException">There is no account of that name.</exception>
    /// <exception cref="MailServerException">
    /// The server could not be reached, could not be trusted, or refused. The message was not sent.
    /// </exception>
    /// <exception cref="MailDeliveryUnknownException">
    /// The whole message went out, and no reply came. Do not send it again before looking for it.
    /// </exception>
    /// <exception cref="OAuthMailException">There is no token to be had. The message was not sent.</exception>
    /// <exception cref="OperationCanceledException">
    /// <paramref name="cancellationToken"/> was cancelled. The message was not sent.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The sender was disposed. The message was not sent.</exception>
    Task<MailSendResult> SendAsync(string account, MimeMessage message, CancellationToken cancellationToken = default);

    /// <summary>
    /// Sends a message, as <see cref="SendAsync(string, MimeMessage, CancellationToken)"/>, with an envelope or a format of its own.
    /// </summary>
    /// <param name="account">The account's name.</param>
    /// <param name="message">The message.</param>
    /// <param name="options">The envelope and the format; null for those that the message gives.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="ArgumentNullException">The account or the message is null.</exception>
    /// <exception cref="ArgumentException">The account has no SMTP server, or a recipient is null.</exception>
    /// <exception cref="InvalidOperationException">The message has no sender or no recipients.</exception>
    /// <exception cref="MailConfigurationException">There is no account of that name.</exception>
    /// <exception cref="MailServerException">
    /// The server could not be reached, could not be trusted, or refused. The message was not sent.
    /// </exception>
    /// <exception cref="MailDeliveryUnknownException">
    /// The whole message went out, and no reply came. Do not send it again before looking for it.
    /// </exception>
    /// <exception cref="OAuthMailException">There is no token to be had. The message was not sent.</exception>
    /// <exception cref="OperationCanceledException">
    /// <paramref name="cancellationToken"/> was cancelled. The message was not sent.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The sender was disposed. The message was not sent.</exception>
    Task<MailSendResult> SendAsync(
        string account, MimeMessage message, MailSendOptions? options, CancellationToken cancellationToken = default);

    /// <summary>
    /// Sends a message, as <see cref="SendAsync(string, MimeMessage, CancellationToken)"/>, for an account that need not have a name
    /// here.
    /// </summary>
    /// <param name="account">
    /// The account. Connections are shared by the sends that are given the same object; limits, by all that name its mailbox.
    /// </param>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="ArgumentNullException">The account or the message is null.</exception>
    /// <exception cref="ArgumentException">The account has no SMTP server.</exception>
    /// <exception cref="InvalidOperationException">The message has no sender or no recipients.</exception>
    /// <exception cref="MailServerException">
    /// The server could not be reached, could not be trusted, or refused. The message was not sent.
    /// </exception>
    /// <exception cref="MailDeliveryUnknownException">
    /// The whole message went out, and no reply came. Do not send it again before looking for it.
    /// </exception>
    /// <exception cref="OAuthMailException">There is no token to be had. The message was not sent.</exception>
    /// <exception cref="OperationCanceledException">
    /// <paramref name="cancellationToken"/> was cancelled. The message was not sent.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The sender was disposed. The message was not sent.</exception>
    Task<MailSendResult> SendAsync(MailAccount account, MimeMessage message, CancellationToken cancellationToken = default);

    /// <summary>Sends a message, as <see cref="SendAsync(string, MimeMessage, CancellationToken)"/>, with both.</summary>
    /// <param name="account">
    /// The account. Connections are shared by the sends that are given the same object; limits, by all that name its mailbox.
    /// </param>
    /// <param name="message">The message.</param>
    /// <param name="options">The envelope and the format; null for those that the message gives.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="ArgumentNullException">The account or the message is null.</exception>
    /// <exception cref="ArgumentException">The account has no SMTP server, or a recipient is null.</exception>
    /// <exception cref="InvalidOperationException">The message has no sender or no recipients.</exception>
    /// <exception cref="MailServerException">
    /// The server could not be reached, could not be trusted, or refused. The message was not sent.
    /// </exception>
    /// <exception cref="MailDeliveryUnknownException">
    /// The whole message went out, and no reply came. Do not send it again before looking for it.
    /// </exception>
    /// <exception cref="OAuthMailException">There is no token to be had. The message was not sent.</exception>
    /// <exception cref="OperationCanceledException">
    /// <paramref name="cancellationToken"/> was cancelled. The message was not sent.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The sender was disposed. The message was not sent.</exception>
    Task<MailSendResult> SendAsync(
        MailAccount account, MimeMessage message, MailSendOptions? options, CancellationToken cancellationToken = default);
}
