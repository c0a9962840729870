namespace OAuthMail.MailKit;

/// <summary>
/// Extension methods for <see cref="IMailWatcher"/>: watching by folder name, and with a delegate for languages without
/// <c>await foreach</c>.
/// </summary>
public static class MailWatcherExtensions
{
    /// <summary>Watches a folder for messages that arrive from now on, with the default options.</summary>
    /// <param name="watcher">The watcher.</param>
    /// <param name="account">The name of the account.</param>
    /// <param name="folder">The folder, with the name that the server uses.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    /// <returns>The arrivals.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The account has no IMAP server.</exception>
    /// <exception cref="MailConfigurationException">
    /// There is no account with this name, or <paramref name="folder"/> is empty.
    /// </exception>
    public static IAsyncEnumerable<MailArrival> WatchAsync(
        this IMailWatcher watcher, string account, string folder = "INBOX", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(watcher);
        ArgumentNullException.ThrowIfNull(folder);
        return watcher.WatchAsync(account, new MailWatchOptions { Folder = folder }, cancellationToken);
    }

    /// <summary>Watches a folder for messages that arrive from now on, with the default options.</summary>
    /// <param name="watcher">The watcher.</param>
    /// <param name="account">The account.</param>
    /// <param name="folder">The folder, with the name that the server uses.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    /// <returns>The arrivals.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The account has no IMAP server.</exception>
    /// <exception cref="MailConfigurationException"><paramref name="folder"/> is empty.</exception>
    public static IAsyncEnumerable<MailArrival> WatchAsync(
        this IMailWatcher watcher, MailAccount account, string folder = "INBOX", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(watcher);
        ArgumentNullException.ThrowIfNull(folder);
        return watcher.WatchAsync(account, new MailWatchOptions { Folder = folder }, cancellationToken);
    }

    /// <summary>Watches a folder over IMAP. Calls a delegate for each arrival, one after the other.</summary>
    /// <param name="watcher">The watcher.</param>
    /// <param name="account">The account.</param>
    /// <param name="onArrival">Processes an arrival. An exception that it throws ends the watch.</param>
    /// <param name="options">The folder, the position to begin at, and the intervals.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    /// <returns>
    /// A task that ends only with an exception: an <see cref="OperationCanceledException"/> if the watch was canceled.
    /// </returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The account has no IMAP server.</exception>
    /// <exception cref="MailConfigurationException">An option is out of range.</exception>
    /// <exception cref="OAuthMailException">A failure occurred that is not transient.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public static Task WatchAsync(
        this IMailWatcher watcher, MailAccount account, Func<MailArrival, CancellationToken, Task> onArrival, MailWatchOptions options,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(watcher);
        ArgumentNullException.ThrowIfNull(onArrival);
        return CallAsync(watcher.WatchAsync(account, options, cancellationToken), onArrival, cancellationToken);
    }

    /// <summary>Watches a folder over IMAP. Calls a delegate for each arrival, one after the other.</summary>
    /// <param name="watcher">The watcher.</param>
    /// <param name="account">The name of the account.</param>
    /// <param name="onArrival">Processes an arrival. An exception that it throws ends the watch.</param>
    /// <param name="options">The folder, the position to begin at, and the intervals.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    /// <returns>
    /// A task that ends only with an exception: an <see cref="OperationCanceledException"/> if the watch was canceled.
    /// </returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The account has no IMAP server.</exception>
    /// <exception cref="MailConfigurationException">There is no account with this name, or an option is out of range.</exception>
    /// <exception cref="OAuthMailException">A failure occurred that is not transient.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public static Task WatchAsync(
        this IMailWatcher watcher, string account, Func<MailArrival, CancellationToken, Task> onArrival, MailWatchOptions options,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(watcher);
        ArgumentNullException.ThrowIfNull(onArrival);
        return CallAsync(watcher.WatchAsync(account, options, cancellationToken), onArrival, cancellationToken);
    }

    /// <summary>Watches a mailbox over POP3. Calls a delegate for each arrival, one after the other.</summary>
    /// <param name="watcher">The watcher.</param>
    /// <param name="account">The account.</param>
    /// <param name="onArrival">Processes an arrival. An exception that it throws ends the watch.</param>
    /// <param name="options">The position to begin at, and the interval.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    /// <returns>
    /// A task that ends only with an exception: an <see cref="OperationCanceledException"/> if the watch was canceled.
    /// </returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The account has no POP3 server.</exception>
    /// <exception cref="MailConfigurationException">An option is out of range.</exception>
    /// <exception cref="OAuthMailException">A failure occurred that is not transient.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public static Task WatchPop3Async(
        this IMailWatcher watcher, MailAccount account, Func<Pop3Arrival, CancellationToken, Task> onArrival, Pop3WatchOptions options,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(watcher);
        ArgumentNullException.ThrowIfNull(onArrival);
        return CallAsync(watcher.WatchPop3Async(account, options, cancellationToken), onArrival, cancellationToken);
    }

    /// <summary>Watches a mailbox over POP3. Calls a delegate for each arrival, one after the other.</summary>
    /// <param name="watcher">The watcher.</param>
    /// <param name="account">The name of the account.</param>
    /// <param name="onArrival">Processes an arrival. An exception that it throws ends the watch.</param>
    /// <param name="options">The position to begin at, and the interval.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    /// <returns>
    /// A task that ends only with an exception: an <see cref="OperationCanceledException"/> if the watch was canceled.
    /// </returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The account has no POP3 server.</exception>
    /// <exception cref="MailConfigurationException">There is no account with this name, or an option is out of range.</exception>
    /// <exception cref="OAuthMailException">A failure occurred that is not transient.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public static Task WatchPop3Async(
        this IMailWatcher watcher, string account, Func<Pop3Arrival, CancellationToken, Task> onArrival, Pop3WatchOptions options,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(watcher);
        ArgumentNullException.ThrowIfNull(onArrival);
        return CallAsync(watcher.WatchPop3Async(account, options, cancellationToken), onArrival, cancellationToken);
    }

    private static async Task CallAsync<T>(
        IAsyncEnumerable<T> arrivals, Func<T, CancellationToken, Task> onArrival, CancellationToken cancellationToken)
    {
        await foreach (var arrival in arrivals.ConfigureAwait(false)) await onArrival(arrival, cancellationToken).ConfigureAwait(false);
    }
}
