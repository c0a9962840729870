using MimeKit;

namespace OAuthMail.MailKit;

/// <summary>
/// A message that has arrived in a watched folder. Its properties remain valid. Its methods use the connection of the watch, one at a time,
/// and only until the next arrival is requested or the watch ends. If that connection is lost, they reconnect with the delays and the
/// limit of the watch (<see cref="WatchRetryOptions"/>).
/// </summary>
/// <remarks>A watch creates arrivals. A test of a program that watches derives its own, or mocks this class.</remarks>
public abstract class MailArrival
{
    /// <summary>Gets the account.</summary>
    public abstract MailAccount Account { get; }

    /// <summary>Gets the folder.</summary>
    public abstract string Folder { get; }

    /// <summary>Gets the UID of the message.</summary>
    public virtual UniqueId UniqueId => Summary.UniqueId;

    /// <summary>
    /// Gets the items that <see cref="MailWatchOptions.Items"/> specifies, as of the time when the watch fetched them. If the server can't
    /// read the message (<see cref="Failure"/>), it contains only the UID and what the server returned, and its <c>Envelope</c> is
    /// <see langword="null"/>.
    /// </summary>
    public abstract IMessageSummary Summary { get; }

    /// <summary>
    /// Gets subject, sender, recipients and date: the envelope of <see cref="Summary"/>, or an empty one if the server can't read the
    /// message.
    /// </summary>
    public virtual Envelope Envelope => Summary.Envelope ?? new Envelope();

    /// <summary>
    /// Gets the reason why <see cref="Summary"/> has no envelope, with the problem <c>message-unreadable</c> and the server's words: the
    /// server rejects the message, closes the connection at it, or sends a reply that can't be parsed, although it delivers other messages.
    /// <see cref="GetMessageAsync"/> may succeed nevertheless.
    /// </summary>
    /// <value><see langword="null"/> if the server delivered the envelope.</value>
    public virtual MailServerException? Failure => null;

    /// <summary>
    /// Gets the position after this message. Store it when the message was processed: a watch that begins there
    /// (<see cref="MailWatchOptions.From"/>) delivers the next message first.
    /// </summary>
    public abstract MailboxPosition Position { get; }

    /// <summary>
    /// Gets a value that indicates whether the message may have been delivered before, because the folder's UIDVALIDITY has changed. Under
    /// one UIDVALIDITY, no message is missed and none is delivered twice. When it changes, the watch searches for the last delivered
    /// message. It then delivers the messages that follow it or arrived no earlier, or all messages if it isn't found. A message can thus
    /// be delivered twice rather than missed.
    /// </summary>
    public virtual bool IsResynchronized => false;

    /// <summary>Fetches the whole message. It is not marked as seen.</summary>
    /// <param name="cancellationToken">Cancels the command. A command in progress is canceled by closing the connection.</param>
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

    /// <summary>Adds flags. If the message no longer exists, the call has no effect.</summary>
    /// <param name="flags">The flags to add to those of the message.</param>
    /// <param name="cancellationToken">Cancels the command.</param>
    /// <returns>A task that completes when the server has confirmed the command.</returns>
    /// <exception cref="InvalidOperationException">
    /// The next arrival was requested, the watch has ended, or another call is in progress.
    /// </exception>
    /// <exception cref="MailServerException">
    /// The folder is read-only (<c>folder-read-only</c>), or the server rejected the command.
    /// </exception>
    /// <exception cref="OAuthMailException">No token could be acquired, and a retry does not help.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public abstract Task AddFlagsAsync(MessageFlags flags, CancellationToken cancellationToken = default);

    /// <summary>Removes flags. If the message no longer exists, the call has no effect.</summary>
    /// <param name="flags">The flags to remove.</param>
    /// <param name="cancellationToken">Cancels the command.</param>
    /// <returns>A task that completes when the server has confirmed the command.</returns>
    /// <exception cref="InvalidOperationException">
    /// The next arrival was requested, the watch has ended, or another call is in progress.
    /// </exception>
    /// <exception cref="MailServerException">
    /// The folder is read-only (<c>folder-read-only</c>), or the server rejected the command.
    /// </exception>
    /// <exception cref="OAuthMailException">No token could be acquired, and a retry does not help.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public abstract Task RemoveFlagsAsync(MessageFlags flags, CancellationToken cancellationToken = default);

    /// <summary>
    /// Moves the message to another folder. If the message no longer exists, the call has no effect. At a server without MOVE (RFC 6851),
    /// the message is copied and then deleted, so a connection that is lost in between can leave a second copy.
    /// </summary>
    /// <param name="folder">The other folder, with the name that the server uses.</param>
    /// <param name="cancellationToken">Cancels the command.</param>
    /// <returns>A task that completes when the server has confirmed the command.</returns>
    /// <exception cref="ArgumentException"><paramref name="folder"/> is empty.</exception>
    /// <exception cref="InvalidOperationException">
    /// The next arrival was requested, the watch has ended, or another call is in progress.
    /// </exception>
    /// <exception cref="MailServerException">
    /// There is no such folder (<c>folder-not-found</c>), or the server rejected the command.
    /// </exception>
    /// <exception cref="OAuthMailException">No token could be acquired, and a retry does not help.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public abstract Task MoveToAsync(string folder, CancellationToken cancellationToken = default);

    /// <summary>
    /// Runs another action on the message, such as fetching one part or setting a keyword. If the connection is lost, the action is called
    /// again. Exceptions of its own are thrown unchanged. Only <paramref name="cancellationToken"/> limits its time.
    /// </summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="action">Receives the open folder, the UID of the message, and the token. It must leave the folder open.</param>
    /// <param name="cancellationToken">Cancels the action.</param>
    /// <returns>The result of <paramref name="action"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException">
    /// The next arrival was requested, the watch has ended, or another call is in progress.
    /// </exception>
    /// <exception cref="MailServerException">
    /// The message no longer exists (<c>message-gone</c>), the server fails at it every time (<c>message-unreadable</c>), or the server
    /// rejected a command.
    /// </exception>
    /// <exception cref="OAuthMailException">No token could be acquired, and a retry does not help.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public abstract Task<T> UseAsync<T>(
        Func<IMailFolder, UniqueId, CancellationToken, Task<T>> action, CancellationToken cancellationToken = default);

    /// <summary>Gets the id of the message in a mailbox without UIDs, which stays the same when the message is moved.</summary>
    /// <value>The default is <see langword="null"/>: the message has a UID.</value>
    internal virtual string? ItemId => null;

    /// <summary>Deletes a message that has an <see cref="ItemId"/>.</summary>
    internal virtual Task DeleteItemAsync(CancellationToken cancellationToken) =>
        throw new NotSupportedException("The message has a UID. Set the flag Deleted, and expunge it.");
}
