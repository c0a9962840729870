using MimeKit;
using OAuthMail.MailKit.Watching;

namespace OAuthMail.MailKit;

/// <summary>
/// A message that has arrived in a watched POP3 mailbox. Its methods, and <see cref="Position"/>, work one at a time and only until the
/// next arrival is asked for or the watch ends. A session that was lost meanwhile is begun anew.
/// </summary>
public sealed class Pop3Arrival
{
    private readonly Pop3Watch _watch;
    private readonly ArrivalTurn _turn;
    private readonly string _key;

    internal Pop3Arrival(Pop3Watch watch, ArrivalTurn turn, string key, string uidl, int size)
    {
        _watch = watch;
        _turn = turn;
        _key = key;
        Uid = uidl;
        Size = size;
    }

    /// <summary>The account.</summary>
    public MailAccount Account => _watch.Account;

    /// <summary>The message's unique id, as the server gives it by UIDL (RFC 1939 section 7).</summary>
    public string Uid { get; }

    /// <summary>The message's size in octets, as the server gives it; 0 where it does not.</summary>
    public int Size { get; }

    /// <summary>
    /// The position behind this message, with what is to be deleted. Keep it when the message was dealt with, after
    /// <see cref="DeleteAsync"/>: a watch <see cref="Pop3WatchOptions.From"/> it begins with the next one.
    /// </summary>
    /// <exception cref="InvalidOperationException">The next arrival was asked for, or the watch has ended.</exception>
    public Pop3Position Position
    {
        get
        {
            _turn.RequireOpen();
            return _watch.GetPosition();
        }
    }

    /// <summary>Fetches the header fields: by TOP where the server has it, otherwise with the whole message.</summary>
    /// <param name="cancellationToken">Ends the attempt, and with it the session, if it is under way.</param>
    /// <returns>The header fields.</returns>
    /// <exception cref="InvalidOperationException">
    /// The next arrival was asked for, the watch has ended, or another call has not.
    /// </exception>
    /// <exception cref="MailServerException">The message is gone (<c>message-gone</c>), or the server refused.</exception>
    /// <exception cref="OAuthMailException">There is no token to be had, and trying again does not help.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public Task<HeaderList> GetHeadersAsync(CancellationToken cancellationToken = default) =>
        _watch.ActAsync(_turn, session => session.FetchHeadersAsync(_key, cancellationToken), cancellationToken);

    /// <summary>Fetches the whole message.</summary>
    /// <param name="cancellationToken">Ends the attempt, and with it the session, if it is under way.</param>
    /// <returns>The message; dispose it.</returns>
    /// <exception cref="InvalidOperationException">
    /// The next arrival was asked for, the watch has ended, or another call has not.
    /// </exception>
    /// <exception cref="MailServerException">The message is gone (<c>message-gone</c>), or the server refused.</exception>
    /// <exception cref="OAuthMailException">There is no token to be had, and trying again does not help.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public Task<MimeMessage> GetMessageAsync(CancellationToken cancellationToken = default) =>
        _watch.ActAsync(_turn, session => session.FetchMessageAsync(_key, cancellationToken), cancellationToken);

    /// <summary>
    /// Has the message deleted. The server deletes when the session ends in order, which is before the next look into the mailbox or at
    /// the end of the watch (RFC 1939 section 6). If the session is lost before that, the next one deletes the message, also in another
    /// process that begins from <see cref="Position"/>; the message is not delivered again.
    /// </summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>A task that ends when it is noted.</returns>
    /// <exception cref="InvalidOperationException">
    /// The next arrival was asked for, the watch has ended, or another call has not.
    /// </exception>
    /// <exception cref="MailServerException">The server refused.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public Task DeleteAsync(CancellationToken cancellationToken = default) => _watch.DeleteAsync(_turn, _key, cancellationToken);
}
