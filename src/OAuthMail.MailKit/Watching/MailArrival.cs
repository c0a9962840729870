using System.Runtime.ExceptionServices;
using MimeKit;
using OAuthMail.MailKit.Watching;

namespace OAuthMail.MailKit;

/// <summary>
/// A message that has arrived in a watched folder. Its properties remain valid. Its methods use the connection of the watch, one at a time,
/// and only until the next arrival is requested or the watch ends. If that connection is lost, they reconnect with the delays and the
/// limit of the watch (<see cref="WatchRetryOptions"/>).
/// </summary>
public sealed class MailArrival
{
    private readonly ImapWatch _watch;
    private readonly ArrivalScope _scope;
    private readonly MailboxPosition _messagePosition;

    internal MailArrival(
        ImapWatch watch, ArrivalScope scope, FetchedSummary fetched, MailboxPosition messagePosition, MailboxPosition position,
        bool isResynchronized)
    {
        _watch = watch;
        _scope = scope;
        _messagePosition = messagePosition;
        Summary = fetched.Summary;
        Envelope = Summary.Envelope ?? new Envelope();
        Failure = fetched.Failure;
        Position = position;
        IsResynchronized = isResynchronized;
    }

    /// <summary>Gets the account.</summary>
    public MailAccount Account => _watch.Context.Account;

    /// <summary>Gets the folder.</summary>
    public string Folder => _watch.Context.Folder;

    /// <summary>Gets the UID of the message.</summary>
    public UniqueId UniqueId => Summary.UniqueId;

    /// <summary>
    /// Gets the items that <see cref="MailWatchOptions.Items"/> specifies, as of the time when the watch fetched them. If the server can't
    /// read the message (<see cref="Failure"/>), it contains only the UID and what the server returned, and its <c>Envelope</c> is
    /// <see langword="null"/>.
    /// </summary>
    public IMessageSummary Summary { get; }

    /// <summary>
    /// Gets subject, sender, recipients and date: the envelope of <see cref="Summary"/>, or an empty one if the server can't read the
    /// message.
    /// </summary>
    public Envelope Envelope { get; }

    /// <summary>
    /// Gets the reason why <see cref="Summary"/> has no envelope, with the problem <c>message-unreadable</c> and the server's words: the
    /// server rejects the message, closes the connection at it, or sends a reply that can't be parsed, although it delivers other messages.
    /// <see cref="GetMessageAsync"/> may succeed nevertheless.
    /// </summary>
    /// <value><see langword="null"/> if the server delivered the envelope.</value>
    public MailServerException? Failure { get; }

    /// <summary>
    /// Gets the position after this message. Store it when the message was processed: a watch that begins there
    /// (<see cref="MailWatchOptions.From"/>) delivers the next message first.
    /// </summary>
    public MailboxPosition Position { get; }

    /// <summary>
    /// Gets a value that indicates whether the message may have been delivered before, because the folder's UIDVALIDITY has changed. Under
    /// one UIDVALIDITY, no message is missed and none is delivered twice. When it changes, the watch searches for the last delivered
    /// message. It then delivers the messages that follow it or arrived no earlier, or all messages if it isn't found. A message can thus
    /// be delivered twice rather than missed.
    /// </summary>
    public bool IsResynchronized { get; }

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
    public Task<MimeMessage> GetMessageAsync(CancellationToken cancellationToken = default) =>
        _watch.UseAsync(
            _scope, _messagePosition, (connection, uid) => connection.FetchMessageAsync(uid, cancellationToken), cancellationToken);

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
    public Task AddFlagsAsync(MessageFlags flags, CancellationToken cancellationToken = default) =>
        StoreFlagsAsync((folder, uid, token) => folder.AddFlagsAsync(uid, flags, silent: true, token), cancellationToken);

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
    public Task RemoveFlagsAsync(MessageFlags flags, CancellationToken cancellationToken = default) =>
        StoreFlagsAsync((folder, uid, token) => folder.RemoveFlagsAsync(uid, flags, silent: true, token), cancellationToken);

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
    public Task MoveToAsync(string folder, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        return _watch.UseAsync(_scope, _messagePosition, async (connection, uid) =>
        {
            var target = await connection.FindFolderAsync(folder, cancellationToken).ConfigureAwait(false);
            return await connection.RunAsync(
                "Moving the message", (opened, token) => opened.MoveToAsync(uid, target, token), cancellationToken).ConfigureAwait(false);
        }, cancellationToken);
    }

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
    public Task<T> UseAsync<T>(
        Func<IMailFolder, UniqueId, CancellationToken, Task<T>> action, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(action);
        return RunCallersAsync(action, cancellationToken);
    }

    private async Task<T> RunCallersAsync<T>(
        Func<IMailFolder, UniqueId, CancellationToken, Task<T>> action, CancellationToken cancellationToken)
    {
        // An OAuthMailException of the action itself, such as a transient failure to send, must not repeat the action: a message could be
        // sent twice. The watch retries only after failures of its own server.
        ExceptionDispatchInfo? callers = null;
        var result = await _watch.UseAsync(_scope, _messagePosition, (connection, uid) => connection.RunCallersAsync(async folder =>
        {
            try
            {
                return await action(folder, uid, cancellationToken).ConfigureAwait(false);
            }
            catch (OAuthMailException failure)
            {
                callers = ExceptionDispatchInfo.Capture(failure);
                return default!;
            }
        }, cancellationToken), cancellationToken).ConfigureAwait(false);
        callers?.Throw();
        return result;
    }

    private Task<bool> StoreFlagsAsync(Func<IMailFolder, UniqueId, CancellationToken, Task> store, CancellationToken cancellationToken) =>
        _watch.UseAsync(_scope, _messagePosition, (connection, uid) => connection.RunAsync("Setting the flags", async (folder, token) =>
        {
            await store(folder, uid, token).ConfigureAwait(false);
            return true;
        }, cancellationToken), cancellationToken);
}
