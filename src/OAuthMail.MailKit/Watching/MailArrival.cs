using System.Runtime.ExceptionServices;
using MimeKit;
using OAuthMail.MailKit.Watching;

namespace OAuthMail.MailKit;

/// <summary>
/// A message that has arrived in a watched folder. Its properties can be kept; its methods work over the watch's own connection, one at a
/// time, and only until the next arrival is asked for or the watch ends. A connection that was lost meanwhile is made anew, with the
/// same pauses and for as long as the watch itself would try (<see cref="WatchRetryOptions"/>).
/// </summary>
public sealed class MailArrival
{
    private readonly ImapWatch _watch;
    private readonly ArrivalTurn _turn;
    private readonly MailboxPosition _place;

    internal MailArrival(
        ImapWatch watch, ArrivalTurn turn, IMessageSummary summary, MailboxPosition place, MailboxPosition position, bool isResynchronized)
    {
        _watch = watch;
        _turn = turn;
        _place = place;
        Summary = summary;
        Envelope = summary.Envelope ?? new Envelope();
        Position = position;
        IsResynchronized = isResynchronized;
    }

    /// <summary>The account.</summary>
    public MailAccount Account => _watch.Context.Account;

    /// <summary>The folder.</summary>
    public string Folder => _watch.Context.Folder;

    /// <summary>The message's UID.</summary>
    public UniqueId UniqueId => Summary.UniqueId;

    /// <summary>
    /// What <see cref="MailWatchOptions.Items"/> asks for, as it was when the watch saw the message. Where the server could not tell, which
    /// happens with damaged messages, only the UID is there and <c>Envelope</c> is null.
    /// </summary>
    public IMessageSummary Summary { get; }

    /// <summary>
    /// Subject, sender, recipients and date: <see cref="Summary"/>'s envelope, or an empty one where the server could not tell.
    /// </summary>
    public Envelope Envelope { get; }

    /// <summary>
    /// The position behind this message. Keep it when the message was dealt with: a watch <see cref="MailWatchOptions.From"/> it begins
    /// with the next one.
    /// </summary>
    public MailboxPosition Position { get; }

    /// <summary>
    /// Whether the message may have been delivered before, because the server has numbered the folder anew. Within one numbering nothing is
    /// missed and nothing comes twice. When it changes, the message that was seen last is looked for; what stands behind it or arrived no
    /// earlier is delivered, and everything where it is not found: rather twice than not at all.
    /// </summary>
    public bool IsResynchronized { get; }

    /// <summary>Fetches the whole message. It is not marked as seen.</summary>
    /// <param name="cancellationToken">Ends the attempt, and with it the connection, if it is under way.</param>
    /// <returns>The message; dispose it.</returns>
    /// <exception cref="InvalidOperationException">
    /// The next arrival was asked for, the watch has ended, or another call has not.
    /// </exception>
    /// <exception cref="MailServerException">The message is gone (<c>message-gone</c>), or the server refused.</exception>
    /// <exception cref="OAuthMailException">There is no token to be had, and trying again does not help.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public Task<MimeMessage> GetMessageAsync(CancellationToken cancellationToken = default) =>
        _watch.ActAsync(_turn, _place, (session, uid) => session.FetchMessageAsync(uid, cancellationToken), cancellationToken);

    /// <summary>Sets flags. If the message is gone, nothing happens.</summary>
    /// <param name="flags">The flags to set besides those that the message has.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>A task that ends when the server has confirmed it.</returns>
    /// <exception cref="InvalidOperationException">
    /// The next arrival was asked for, the watch has ended, or another call has not.
    /// </exception>
    /// <exception cref="MailServerException">The folder can only be read (<c>folder-read-only</c>), or the server refused.</exception>
    /// <exception cref="OAuthMailException">There is no token to be had, and trying again does not help.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public Task AddFlagsAsync(MessageFlags flags, CancellationToken cancellationToken = default) =>
        MarkAsync((folder, uid, token) => folder.AddFlagsAsync(uid, flags, silent: true, token), cancellationToken);

    /// <summary>Takes flags away. If the message is gone, nothing happens.</summary>
    /// <param name="flags">The flags.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>A task that ends when the server has confirmed it.</returns>
    /// <exception cref="InvalidOperationException">
    /// The next arrival was asked for, the watch has ended, or another call has not.
    /// </exception>
    /// <exception cref="MailServerException">The folder can only be read (<c>folder-read-only</c>), or the server refused.</exception>
    /// <exception cref="OAuthMailException">There is no token to be had, and trying again does not help.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public Task RemoveFlagsAsync(MessageFlags flags, CancellationToken cancellationToken = default) =>
        MarkAsync((folder, uid, token) => folder.RemoveFlagsAsync(uid, flags, silent: true, token), cancellationToken);

    /// <summary>
    /// Moves the message. If it is gone, nothing happens. At a server without MOVE (RFC 6851) it is copied and then deleted, so a
    /// connection that is lost in between can leave a second copy.
    /// </summary>
    /// <param name="folder">The other folder, as the server names it.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>A task that ends when the server has confirmed it.</returns>
    /// <exception cref="ArgumentException"><paramref name="folder"/> is empty.</exception>
    /// <exception cref="InvalidOperationException">
    /// The next arrival was asked for, the watch has ended, or another call has not.
    /// </exception>
    /// <exception cref="MailServerException">There is no such folder (<c>folder-not-found</c>), or the server refused.</exception>
    /// <exception cref="OAuthMailException">There is no token to be had, and trying again does not help.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public Task MoveToAsync(string folder, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        return _watch.ActAsync(_turn, _place, async (session, uid) =>
        {
            var target = await session.FindFolderAsync(folder, cancellationToken).ConfigureAwait(false);
            return await session.UseAsync(
                "Moving the message", (opened, token) => opened.MoveToAsync(uid, target, token), cancellationToken).ConfigureAwait(false);
        }, cancellationToken);
    }

    /// <summary>
    /// Does anything else with the message: fetches one of its parts, sets a keyword. It is called again if the connection is lost on
    /// the way; what it throws of its own goes through. It has no time limit but <paramref name="cancellationToken"/>.
    /// </summary>
    /// <typeparam name="T">What comes of it.</typeparam>
    /// <param name="action">Given the open folder, the message's UID, and the token. It leaves the folder open.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>What <paramref name="action"/> returned.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    /// <exception cref="InvalidOperationException">
    /// The next arrival was asked for, the watch has ended, or another call has not.
    /// </exception>
    /// <exception cref="MailServerException">The message is gone (<c>message-gone</c>), or the server refused.</exception>
    /// <exception cref="OAuthMailException">There is no token to be had, and trying again does not help.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public Task<T> UseAsync<T>(
        Func<IMailFolder, UniqueId, CancellationToken, Task<T>> action, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(action);
        return LetAsync(action, cancellationToken);
    }

    private async Task<T> LetAsync<T>(Func<IMailFolder, UniqueId, CancellationToken, Task<T>> action, CancellationToken cancellationToken)
    {
        // A sender's failure that passes is no reason to call again, and perhaps to send again: the watch waits for its own server only.
        ExceptionDispatchInfo? own = null;
        var result = await _watch.ActAsync(_turn, _place, (session, uid) => session.LetAsync(async folder =>
        {
            try
            {
                return await action(folder, uid, cancellationToken).ConfigureAwait(false);
            }
            catch (OAuthMailException failure)
            {
                own = ExceptionDispatchInfo.Capture(failure);
                return default!;
            }
        }, cancellationToken), cancellationToken).ConfigureAwait(false);
        own?.Throw();
        return result;
    }

    private Task<bool> MarkAsync(Func<IMailFolder, UniqueId, CancellationToken, Task> mark, CancellationToken cancellationToken) =>
        _watch.ActAsync(_turn, _place, (session, uid) => session.UseAsync("Marking the message", async (folder, token) =>
        {
            await mark(folder, uid, token).ConfigureAwait(false);
            return true;
        }, cancellationToken), cancellationToken);
}
