namespace OAuthMail.MailKit;

/// <summary>
/// Watches mailboxes: hands out each message that arrives, once, as long as the caller asks for the next. A watch is driven by its
/// caller: while an arrival is dealt with nothing runs, and between two arrivals there is one connection and no thread. Connections
/// that are lost are made anew, with a new token where the old one is refused; what cannot be cured by waiting ends the watch with an
/// exception.
/// </summary>
public interface IMailWatcher
{
    /// <summary>Watches a folder over IMAP: by IDLE where the server has it (RFC 2177), otherwise by asking.</summary>
    /// <param name="account">The account.</param>
    /// <param name="options">What to watch, from where, and how. Do not change them afterwards.</param>
    /// <param name="cancellationToken">
    /// Ends the watch with an <see cref="OperationCanceledException"/>, after a goodbye to the server.
    /// </param>
    /// <returns>The arrivals; each enumeration is a watch of its own. It ends only with an exception, or when the caller stops.</returns>
    /// <exception cref="ArgumentException">An option is not as it must be, or the account has no IMAP server.</exception>
    /// <exception cref="MailServerException">The server refused in a way that does not pass (while enumerating).</exception>
    /// <exception cref="OAuthMailException">There is no token to be had, and trying again does not help (while enumerating).</exception>
    IAsyncEnumerable<MailArrival> WatchAsync(MailAccount account, MailWatchOptions options, CancellationToken cancellationToken = default);

    /// <summary>Watches a folder over IMAP, as <see cref="WatchAsync(MailAccount, MailWatchOptions, CancellationToken)"/>.</summary>
    /// <param name="account">The account's name.</param>
    /// <param name="options">What to watch, from where, and how. Do not change them afterwards.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    /// <returns>The arrivals.</returns>
    /// <exception cref="MailConfigurationException">There is no account of that name, or an option is out of range.</exception>
    /// <exception cref="ArgumentException">An option is not as it must be, or the account has no IMAP server.</exception>
    IAsyncEnumerable<MailArrival> WatchAsync(string account, MailWatchOptions options, CancellationToken cancellationToken = default);

    /// <summary>
    /// Watches a mailbox over POP3: sessions with pauses in between, and no connection in the pauses. A session stays open while its
    /// arrivals are dealt with.
    /// </summary>
    /// <param name="account">The account.</param>
    /// <param name="options">From where to watch, and how. Do not change them afterwards.</param>
    /// <param name="cancellationToken">
    /// Ends the watch with an <see cref="OperationCanceledException"/>, after a goodbye to the server.
    /// </param>
    /// <returns>The arrivals; each enumeration is a watch of its own. It ends only with an exception, or when the caller stops.</returns>
    /// <exception cref="ArgumentException">An option is not as it must be, or the account has no POP3 server.</exception>
    /// <exception cref="MailServerException">
    /// The server has no UIDL (<c>uidl-missing</c>), or refused in a way that does not pass (while enumerating).
    /// </exception>
    /// <exception cref="OAuthMailException">There is no token to be had, and trying again does not help (while enumerating).</exception>
    IAsyncEnumerable<Pop3Arrival> WatchPop3Async(
        MailAccount account, Pop3WatchOptions options, CancellationToken cancellationToken = default);

    /// <summary>Watches a mailbox over POP3, as <see cref="WatchPop3Async(MailAccount, Pop3WatchOptions, CancellationToken)"/>.</summary>
    /// <param name="account">The account's name.</param>
    /// <param name="options">From where to watch, and how. Do not change them afterwards.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    /// <returns>The arrivals.</returns>
    /// <exception cref="MailConfigurationException">There is no account of that name, or an option is out of range.</exception>
    /// <exception cref="ArgumentException">An option is not as it must be, or the account has no POP3 server.</exception>
    IAsyncEnumerable<Pop3Arrival> WatchPop3Async(string account, Pop3WatchOptions options, CancellationToken cancellationToken = default);

    /// <summary>
    /// Asks for the position at a folder's end, so that a program that keeps positions has one before the first arrival: a watch from there
    /// hands out what arrives from now on, whenever it begins.
    /// </summary>
    /// <param name="account">The account.</param>
    /// <param name="folder">The folder, as the server names it.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The position behind the last message.</returns>
    /// <exception cref="ArgumentException"><paramref name="folder"/> is empty, or the account has no IMAP server.</exception>
    /// <exception cref="MailServerException">
    /// There is no such folder (<c>folder-not-found</c>), or the server refused or could not be reached. It is not tried again.
    /// </exception>
    /// <exception cref="OAuthMailException">There is no token to be had.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    Task<MailboxPosition> GetPositionAsync(MailAccount account, string folder = "INBOX", CancellationToken cancellationToken = default);

    /// <summary>
    /// Asks for the position at a folder's end, as <see cref="GetPositionAsync(MailAccount, string, CancellationToken)"/>.
    /// </summary>
    /// <param name="account">The account's name.</param>
    /// <param name="folder">The folder, as the server names it.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The position behind the last message.</returns>
    /// <exception cref="MailConfigurationException">There is no account of that name.</exception>
    /// <exception cref="ArgumentException"><paramref name="folder"/> is empty, or the account has no IMAP server.</exception>
    /// <exception cref="MailServerException">There is no such folder, or the server refused or could not be reached.</exception>
    /// <exception cref="OAuthMailException">There is no token to be had.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    Task<MailboxPosition> GetPositionAsync(string account, string folder = "INBOX", CancellationToken cancellationToken = default);

    /// <summary>Asks for the position behind everything that stands in a POP3 mailbox now.</summary>
    /// <param name="account">The account.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The position.</returns>
    /// <exception cref="ArgumentException">The account has no POP3 server.</exception>
    /// <exception cref="MailServerException">
    /// The server has no UIDL (<c>uidl-missing</c>), refused or could not be reached. It is not tried again.
    /// </exception>
    /// <exception cref="OAuthMailException">There is no token to be had.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    Task<Pop3Position> GetPop3PositionAsync(MailAccount account, CancellationToken cancellationToken = default);

    /// <summary>Asks for the position behind everything that stands in a POP3 mailbox now.</summary>
    /// <param name="account">The account's name.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The position.</returns>
    /// <exception cref="MailConfigurationException">There is no account of that name.</exception>
    /// <exception cref="ArgumentException">The account has no POP3 server.</exception>
    /// <exception cref="MailServerException">The server has no UIDL (<c>uidl-missing</c>), refused or could not be reached.</exception>
    /// <exception cref="OAuthMailException">There is no token to be had.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    Task<Pop3Position> GetPop3PositionAsync(string account, CancellationToken cancellationToken = default);
}
