using MimeKit;

namespace OAuthMail.MailKit;

/// <summary>A received message, whatever the protocol. It can be mocked in tests of a handler.</summary>
public abstract class ReceivedMail
{
    /// <summary>Gets the name of the account.</summary>
    public abstract string Account { get; }

    /// <summary>Gets the folder. Over POP3, it is <c>INBOX</c>.</summary>
    public abstract string Folder { get; }

    /// <summary>
    /// Gets the id of the message in its mailbox. It is the same if the message is handled again, so that a handler can recognize it.
    /// </summary>
    public abstract string Id { get; }

    /// <summary>Gets the number of this attempt. The first attempt is 1.</summary>
    public abstract int Attempt { get; }

    /// <summary>Gets the subject, or <see langword="null"/> if it is not known before the message is fetched, as over POP3.</summary>
    public abstract string? Subject { get; }

    /// <summary>Gets the first sender, or <see langword="null"/> if it is not known before the message is fetched, as over POP3.</summary>
    public abstract string? Sender { get; }

    /// <summary>Fetches the whole message. It is fetched once for each attempt, and is not marked as read.</summary>
    /// <param name="cancellationToken">Cancels the command.</param>
    /// <returns>The message. It is disposed when the handler has completed.</returns>
    /// <exception cref="OAuthMailException">The message no longer exists, or the server cannot be reached.</exception>
    public abstract Task<MimeMessage> GetMessageAsync(CancellationToken cancellationToken = default);

    /// <summary>Marks the message as read.</summary>
    /// <param name="cancellationToken">Cancels the command.</param>
    /// <returns>A task that completes when the server has confirmed.</returns>
    /// <exception cref="NotSupportedException">The protocol is POP3, which has no flags.</exception>
    /// <exception cref="OAuthMailException">The message no longer exists, or the server cannot be reached.</exception>
    public abstract Task MarkAsReadAsync(CancellationToken cancellationToken = default);

    /// <summary>Moves the message to another folder.</summary>
    /// <param name="folder">The folder. It must exist.</param>
    /// <param name="cancellationToken">Cancels the command.</param>
    /// <returns>A task that completes when the server has confirmed.</returns>
    /// <exception cref="NotSupportedException">The protocol is POP3, which has no folders.</exception>
    /// <exception cref="OAuthMailException">The message or the folder does not exist, or the server cannot be reached.</exception>
    public abstract Task MoveToAsync(string folder, CancellationToken cancellationToken = default);

    /// <summary>Deletes the message.</summary>
    /// <param name="cancellationToken">Cancels the command.</param>
    /// <returns>A task that completes when the server has confirmed. Over POP3, the message disappears when the session ends.</returns>
    /// <exception cref="OAuthMailException">The message no longer exists, or the server cannot be reached.</exception>
    public abstract Task DeleteAsync(CancellationToken cancellationToken = default);
}
