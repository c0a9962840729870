namespace OAuthMail.MailKit;

/// <summary>
/// Shorter and older forms of watching: by a folder's name alone, and with a callback for languages without <c>await foreach</c>.
/// </summary>
public static class MailWatcherExtensions
{
    /// <summary>Watches a folder for what arrives from now on, with the default options.</summary>
    /// <param name="watcher">The watcher.</param>
    /// <param name="account">The account's name.</param>
    /// <param name="folder">The folder, as the server names it.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    /// <returns>The arrivals.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="folder"/> is empty, or the account has no IMAP server.</exception>
    /// <exception cref="MailConfigurationException">There is no account of that name.</exception>
    public static IAsyncEnumerable<MailArrival> WatchAsync(
        this IMailWatcher watcher, string account, string folder = "INBOX", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(watcher);
        return watcher.WatchAsync(account, new MailWatchOptions { Folder = folder }, cancellationToken);
    }

    /// <summary>Watches a folder for what arrives from now on, with the default options.</summary>
    /// <param name="watcher">The watcher.</param>
    /// <param name="account">The account.</param>
    /// <param name="folder">The folder, as the server names it.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    /// <returns>The arrivals.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="folder"/> is empty, or the account has no IMAP server.</exception>
    public static IAsyncEnumerable<MailArrival> WatchAsync(
        this IMailWatcher watcher, MailAccount account, string folder = "INBOX", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(watcher);
        return watcher.WatchAsync(account, new MailWatchOptions { Folder = folder }, cancellationToken);
    }

    /// <summary>Watches a folder, and calls back for each arrival, one after the other.</summary>
    /// <param name="watcher">The watcher.</param>
    /// <param name="account">The account.</param>
    /// <param name="onArrival">Deals with an arrival. What it throws ends the watch.</param>
    /// <param name="options">What to watch, from where, and how.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    /// <returns>
    /// A task that ends only with an exception: an <see cref="OperationCanceledException"/> where the watch was cancelled.
    /// </returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">An option is not as it must be, or the account has no IMAP server.</exception>
    /// <exception cref="OAuthMailException">Something failed that does not pass.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static Task WatchAsync(
        this IMailWatcher watcher, MailAccount account, Func<MailArrival, CancellationToken, Task> onArrival, MailWatchOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(watcher);
        ArgumentNullException.ThrowIfNull(onArrival);
        return CallAsync(watcher.WatchAsync(account, options, cancellationToken), onArrival, cancellationToken);
    }

    /// <summary>Watches a folder, and calls back for each arrival, one after the other.</summary>
    /// <param name="watcher">The watcher.</param>
    /// <param name="account">The account's name.</param>
    /// <param name="onArrival">Deals with an arrival. What it throws ends the watch.</param>
    /// <param name="options">What to watch, from where, and how.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    /// <returns>
    /// A task that ends only with an exception: an <see cref="OperationCanceledException"/> where the watch was cancelled.
    /// </returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">An option is not as it must be, or the account has no IMAP server.</exception>
    /// <exception cref="OAuthMailException">Something failed that does not pass.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static Task WatchAsync(
        this IMailWatcher watcher, string account, Func<MailArrival, CancellationToken, Task> onArrival, MailWatchOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(watcher);
        ArgumentNullException.ThrowIfNull(onArrival);
        return CallAsync(watcher.WatchAsync(account, options, cancellationToken), onArrival, cancellationToken);
    }

    /// <summary>Watches a mailbox over POP3, and calls back for each arrival, one after the other.</summary>
    /// <param name="watcher">The watcher.</param>
    /// <param name="account">The account.</param>
    /// <param name="onArrival">Deals with an arrival. What it throws ends the watch.</param>
    /// <param name="options">From where to watch, and how.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    /// <returns>
    /// A task that ends only with an exception: an <see cref="OperationCanceledException"/> where the watch was cancelled.
    /// </returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">An option is not as it must be, or the account has no POP3 server.</exception>
    /// <exception cref="OAuthMailException">Something failed that does not pass.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static Task WatchPop3Async(
        this IMailWatcher watcher, MailAccount account, Func<Pop3Arrival, CancellationToken, Task> onArrival, Pop3WatchOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(watcher);
        ArgumentNullException.ThrowIfNull(onArrival);
        return CallAsync(watcher.WatchPop3Async(account, options, cancellationToken), onArrival, cancellationToken);
    }

    /// <summary>Watches a mailbox over POP3, and calls back for each arrival, one after the other.</summary>
    /// <param name="watcher">The watcher.</param>
    /// <param name="account">The account's name.</param>
    /// <param name="onArrival">Deals with an arrival. What it throws ends the watch.</param>
    /// <param name="options">From where to watch, and how.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    /// <returns>
    /// A task that ends only with an exception: an <see cref="OperationCanceledException"/> where the watch was cancelled.
    /// </returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">An option is not as it must be, or the account has no POP3 server.</exception>
    /// <exception cref="MailConfigurationException">There is no account of that name, or an option is out of range.</exception>
    /// <exception cref="OAuthMailException">Something failed that does not pass.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static Task WatchPop3Async(
        this IMailWatcher watcher, string account, Func<Pop3Arrival, CancellationToken, Task> onArrival, Pop3WatchOptions options, CancellationToken cancellationToken = default)
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
