namespace OAuthMail.MailKit;

/// <summary>
/// Watches mailboxes and delivers each message that arrives once. The caller drives a watch by requesting the next arrival: nothing runs
/// while the caller processes an arrival, and between two arrivals a watch has one connection and no thread. After a transient failure, a
/// watch reconnects, with a new token if the server has rejected the old one. A permanent failure ends it with an exception.
/// </summary>
public interface IMailWatcher
{
    /// <summary>
    /// Watches a folder over IMAP: with IDLE (RFC 2177) if the server supports it, otherwise by polling.
    /// </summary>
    /// <param name="account">The account.</param>
    /// <param name="options">The folder, the position to begin at, and the intervals. Don't change them afterwards.</param>
    /// <param name="cancellationToken">
    /// Ends the watch with an <see cref="OperationCanceledException"/>, after a LOGOUT.
    /// </param>
    /// <returns>
    /// The arrivals. Each enumeration is a separate watch. It ends only with an exception, or when the caller stops enumerating.
    /// </returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The account has no IMAP server.</exception>
    /// <exception cref="MailConfigurationException">An option is out of range. The message lists all of them.</exception>
    /// <exception cref="MailServerException">
    /// While enumerating: the server rejected a command, and the failure is not transient.
    /// </exception>
    /// <exception cref="OAuthMailException">While enumerating: no token could be acquired, and a retry does not help.</exception>
    IAsyncEnumerable<MailArrival> WatchAsync(MailAccount account, MailWatchOptions options, CancellationToken cancellationToken = default);

    /// <summary>
    /// Watches a folder over IMAP. See <see cref="WatchAsync(MailAccount, MailWatchOptions, CancellationToken)"/>.
    /// </summary>
    /// <param name="account">The name of the account.</param>
    /// <param name="options">The folder, the position to begin at, and the intervals. Don't change them afterwards.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    /// <returns>The arrivals.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The account has no IMAP server.</exception>
    /// <exception cref="MailConfigurationException">There is no account with this name, or an option is out of range.</exception>
    IAsyncEnumerable<MailArrival> WatchAsync(string account, MailWatchOptions options, CancellationToken cancellationToken = default);

    /// <summary>
    /// Watches a mailbox over POP3 with one session per poll interval, and no connection in between. A session stays open while its
    /// arrivals are processed.
    /// </summary>
    /// <param name="account">The account.</param>
    /// <param name="options">The position to begin at, and the interval. Don't change them afterwards.</param>
    /// <param name="cancellationToken">
    /// Ends the watch with an <see cref="OperationCanceledException"/>, after a QUIT.
    /// </param>
    /// <returns>
    /// The arrivals. Each enumeration is a separate watch. It ends only with an exception, or when the caller stops enumerating.
    /// </returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The account has no POP3 server.</exception>
    /// <exception cref="MailConfigurationException">An option is out of range. The message lists all of them.</exception>
    /// <exception cref="MailServerException">
    /// While enumerating: the server doesn't support UIDL (<c>uidl-missing</c>), or it rejected a command, and the failure is not
    /// transient.
    /// </exception>
    /// <exception cref="OAuthMailException">While enumerating: no token could be acquired, and a retry does not help.</exception>
    IAsyncEnumerable<Pop3Arrival> WatchPop3Async(
        MailAccount account, Pop3WatchOptions options, CancellationToken cancellationToken = default);

    /// <summary>
    /// Watches a mailbox over POP3. See <see cref="WatchPop3Async(MailAccount, Pop3WatchOptions, CancellationToken)"/>.
    /// </summary>
    /// <param name="account">The name of the account.</param>
    /// <param name="options">The position to begin at, and the interval. Don't change them afterwards.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    /// <returns>The arrivals.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The account has no POP3 server.</exception>
    /// <exception cref="MailConfigurationException">There is no account with this name, or an option is out of range.</exception>
    IAsyncEnumerable<Pop3Arrival> WatchPop3Async(string account, Pop3WatchOptions options, CancellationToken cancellationToken = default);

    /// <summary>
    /// Returns the position at the end of a folder, so that a program can store a position before the first arrival. A watch that begins
    /// there delivers all messages that arrive after this call, whenever it begins.
    /// </summary>
    /// <param name="account">The account.</param>
    /// <param name="folder">The folder, with the name that the server uses.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The position after the last message.</returns>
    /// <exception cref="ArgumentException"><paramref name="folder"/> is empty, or the account has no IMAP server.</exception>
    /// <exception cref="MailServerException">
    /// There is no such folder (<c>folder-not-found</c>), or the server could not be reached or rejected a command. There is no retry.
    /// </exception>
    /// <exception cref="OAuthMailException">No token could be acquired.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    Task<MailboxPosition> GetPositionAsync(MailAccount account, string folder = "INBOX", CancellationToken cancellationToken = default);

    /// <summary>
    /// Returns the position at the end of a folder. See <see cref="GetPositionAsync(MailAccount, string, CancellationToken)"/>.
    /// </summary>
    /// <param name="account">The name of the account.</param>
    /// <param name="folder">The folder, with the name that the server uses.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The position after the last message.</returns>
    /// <exception cref="MailConfigurationException">There is no account with this name.</exception>
    /// <exception cref="ArgumentException"><paramref name="folder"/> is empty, or the account has no IMAP server.</exception>
    /// <exception cref="MailServerException">
    /// There is no such folder, or the server could not be reached or rejected a command. There is no retry.
    /// </exception>
    /// <exception cref="OAuthMailException">No token could be acquired.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    Task<MailboxPosition> GetPositionAsync(string account, string folder = "INBOX", CancellationToken cancellationToken = default);

    /// <summary>Returns the position after all messages that are in a POP3 mailbox at present.</summary>
    /// <param name="account">The account.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The position.</returns>
    /// <exception cref="ArgumentException">The account has no POP3 server.</exception>
    /// <exception cref="MailServerException">
    /// The server doesn't support UIDL (<c>uidl-missing</c>), could not be reached, or rejected a command. There is no retry.
    /// </exception>
    /// <exception cref="OAuthMailException">No token could be acquired.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    Task<Pop3Position> GetPop3PositionAsync(MailAccount account, CancellationToken cancellationToken = default);

    /// <summary>Returns the position after all messages that are in a POP3 mailbox at present.</summary>
    /// <param name="account">The name of the account.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The position.</returns>
    /// <exception cref="MailConfigurationException">There is no account with this name.</exception>
    /// <exception cref="ArgumentException">The account has no POP3 server.</exception>
    /// <exception cref="MailServerException">
    /// The server doesn't support UIDL (<c>uidl-missing</c>), could not be reached, or rejected a command. There is no retry.
    /// </exception>
    /// <exception cref="OAuthMailException">No token could be acquired.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    Task<Pop3Position> GetPop3PositionAsync(string account, CancellationToken cancellationToken = default);
}
