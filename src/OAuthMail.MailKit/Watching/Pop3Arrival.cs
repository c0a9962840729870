using MimeKit;

namespace OAuthMail.MailKit;

/// <summary>
/// A message that has arrived in a watched POP3 mailbox. Its methods and <see cref="Position"/> can be used one at a time, and only until
/// the next arrival is requested or the watch ends. If the session is lost, they begin a new one.
/// </summary>
/// <remarks>A watch creates arrivals. A test of a program that watches derives its own, or mocks this class.</remarks>
public abstract class Pop3Arrival
{
    /// <summary>Gets the account.</summary>
    public abstract MailAccount Account { get; }

    /// <summary>
    /// Gets the unique ID of the message, as the server lists it with UIDL (RFC 1939 section 7). It is empty if the server lists none, see
    /// <see cref="Failure"/>.
    /// </summary>
    public abstract string Uid { get; }

    /// <summary>
    /// Gets the reason why <see cref="Uid"/> is empty, with the number of the message and the server's words. The watch recognizes such a
    /// message by its headers.
    /// </summary>
    /// <value><see langword="null"/> if the server lists a unique ID.</value>
    public virtual MailServerException? Failure => null;

    /// <summary>Gets the size of the message in octets, or 0 if the server doesn't list it.</summary>
    public virtual int Size => 0;

    /// <summary>
    /// Gets the position after this message, including the messages to be deleted. Store it when the message was processed, after
    /// <see cref="DeleteAsync"/>: a watch that begins there (<see cref="Pop3WatchOptions.From"/>) delivers the next message first.
    /// </summary>
    /// <exception cref="InvalidOperationException">The next arrival was requested, or the watch has ended.</exception>
    public abstract Pop3Position Position { get; }

    /// <summary>Fetches the headers: with TOP if the server supports it, otherwise with the whole message.</summary>
    /// <param name="cancellationToken">Cancels the command. A command in progress is canceled by closing the session.</param>
    /// <returns>The headers.</returns>
    /// <exception cref="InvalidOperationException">
    /// The next arrival was requested, the watch has ended, or another call is in progress.
    /// </exception>
    /// <exception cref="MailServerException">
    /// The message no longer exists (<c>message-gone</c>), it can't be parsed or the server fails at it every time
    /// (<c>message-unreadable</c>), or the server rejected the command.
    /// </exception>
    /// <exception cref="OAuthMailException">No token could be acquired, and a retry does not help.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public abstract Task<HeaderList> GetHeadersAsync(CancellationToken cancellationToken = default);

    /// <summary>Fetches the whole message.</summary>
    /// <param name="cancellationToken">Cancels the command. A command in progress is canceled by closing the session.</param>
    /// <returns>The message. Dispose it after use.</returns>
    /// <exception cref="InvalidOperationException">
    /// The next arrival was requested, the watch has ended, or another call is in progress.
    /// </exception>
    /// <exception cref="MailServerException">
    /// The message no longer exists (<c>message-gone</c>), it can't be parsed or the server fails at it every time
    /// (<c>message-unreadable</c>), or the server rejected the command.
    /// </exception>
    /// <exception cref="OAuthMailException">No token could be acquired, and a retry does not help.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public abstract Task<MimeMessage> GetMessageAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Marks the message for deletion. The server deletes it when the session ends with QUIT: before the watch checks the mailbox again, or
    /// when the watch ends (RFC 1939 section 6). If the session is lost before that, the next session deletes the message, even in another
    /// process that begins at <see cref="Position"/>. The message is not delivered again.
    /// </summary>
    /// <param name="cancellationToken">Cancels the command.</param>
    /// <returns>A task that completes when the deletion is recorded.</returns>
    /// <exception cref="InvalidOperationException">
    /// The next arrival was requested, the watch has ended, or another call is in progress.
    /// </exception>
    /// <exception cref="MailServerException">The server rejected the command.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public abstract Task DeleteAsync(CancellationToken cancellationToken = default);
}
