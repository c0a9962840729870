using Microsoft.EntityFrameworkCore;
using MimeKit;

namespace OAuthMail.EntityFrameworkCore;

/// <summary>
/// Messages that are to be sent, as rows in the application's database. A message is added in the application's own transaction, and is
/// sent if and only if that transaction commits. It is never sent twice.
/// </summary>
/// <remarks>
/// The service is scoped and uses the context of its scope, with the same rules: it isn't safe for concurrent use. Failures of the database
/// are the exceptions of Entity Framework Core. Query filters of the application apply to the methods, but not to the sender.
/// </remarks>
public interface IMailOutbox
{
    /// <summary>
    /// Adds a message to the context. It is stored by the next <see cref="DbContext.SaveChangesAsync(CancellationToken)"/>, and sent after
    /// the transaction has committed.
    /// </summary>
    /// <param name="account">The name of the account that sends the message.</param>
    /// <param name="message">The message. It can be changed or disposed afterwards. Without a Message-ID, it gets one.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The identifier of the row.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">
    /// The account has no SMTP server, its name or the Message-ID is too long, or the message is larger than
    /// <see cref="MailOutboxOptions.MaxMessageSize"/>.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The message has no sender or no recipients, or the context has no table for the outbox.
    /// </exception>
    /// <exception cref="MailConfigurationException">There is no account with this name.</exception>
    /// <exception cref="IOException">The content of an attachment cannot be read.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    Task<Guid> EnqueueAsync(string account, MimeMessage message, CancellationToken cancellationToken = default);

    /// <summary>
    /// Adds a message with its own envelope or time to the context. See <see cref="EnqueueAsync(string, MimeMessage, CancellationToken)"/>.
    /// </summary>
    /// <param name="account">The name of the account that sends the message.</param>
    /// <param name="message">The message. It can be changed or disposed afterwards. Without a Message-ID, it gets one.</param>
    /// <param name="options">The envelope and the time, or <see langword="null"/> for those of the message and at once.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The identifier of the row.</returns>
    /// <exception cref="ArgumentNullException">The account or the message is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">
    /// The account has no SMTP server, a recipient is <see langword="null"/>, a name, the sender or the Message-ID is too long, or the
    /// message is larger than <see cref="MailOutboxOptions.MaxMessageSize"/>.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The message has no sender or no recipients, or the context has no table for the outbox.
    /// </exception>
    /// <exception cref="MailConfigurationException">There is no account with this name.</exception>
    /// <exception cref="IOException">The content of an attachment cannot be read.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    Task<Guid> EnqueueAsync(
        string account, MimeMessage message, MailEnqueueOptions? options, CancellationToken cancellationToken = default);

    /// <summary>Returns the same outbox for another context, such as one of an <see cref="IDbContextFactory{TContext}"/>.</summary>
    /// <param name="context">The context. Its model must contain the outbox.</param>
    /// <returns>The outbox.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is <see langword="null"/>.</exception>
    IMailOutbox For(DbContext context);

    /// <summary>Finds a message.</summary>
    /// <param name="id">The identifier.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The row without its content, or <see langword="null"/> if it does not exist. The context doesn't track it.</returns>
    Task<MailOutboxRow?> FindAsync(Guid id, CancellationToken cancellationToken = default);

    /// <summary>
    /// Lists messages in a state, the oldest first: those that wait, those that failed, or those whose outcome is unknown and that need a
    /// decision.
    /// </summary>
    /// <param name="state">The state.</param>
    /// <param name="maximum">The maximum number of messages. Must be at least 1.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The rows without their content. The context doesn't track them.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    Task<IReadOnlyList<MailOutboxRow>> ListAsync(
        MailOutboxState state, int maximum = 100, CancellationToken cancellationToken = default);

    /// <summary>
    /// Cancels a message whose transfer has not begun. It is done at once, or in the current transaction of the context.
    /// </summary>
    /// <param name="id">The identifier of a stored message.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>
    /// Whether the message was canceled, and will not be sent. Otherwise it does not exist, is being transferred, or has another outcome.
    /// </returns>
    Task<bool> CancelAsync(Guid id, CancellationToken cancellationToken = default);

    /// <summary>
    /// Sends a message again that failed or whose outcome is unknown, or sends a waiting message without waiting for its next attempt. If
    /// the outcome is unknown, the recipients may receive the message twice: search for its Message-ID first. It is done at once, or in the
    /// current transaction of the context.
    /// </summary>
    /// <param name="id">The identifier.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>Whether the message will be sent. Otherwise it does not exist, is being transferred, was sent, or was canceled.</returns>
    Task<bool> SendAgainAsync(Guid id, CancellationToken cancellationToken = default);

    /// <summary>Deletes a message that was sent, failed or canceled, or whose outcome is unknown.</summary>
    /// <param name="id">The identifier.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>Whether the message was deleted. Otherwise it does not exist, waits, or is being sent.</returns>
    Task<bool> DiscardAsync(Guid id, CancellationToken cancellationToken = default);

    /// <summary>
    /// Records that a message whose outcome is unknown was found at its recipients or in the sent mail. It is done at once, or in the
    /// current transaction of the context.
    /// </summary>
    /// <param name="id">The identifier.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>Whether the outcome was unknown, and the message now counts as sent.</returns>
    Task<bool> MarkSentAsync(Guid id, CancellationToken cancellationToken = default);
}
