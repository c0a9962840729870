namespace OAuthMail.MailKit.Watching;

/// <summary>
/// Runs the commands of a watch, each within a limit for its whole answer: a server that sends octet by octet would outlast every limit
/// of a single read. What the server or the network does wrong becomes an exception of ours.
/// </summary>
internal sealed class WatchCommands(MailAccount account, MailProtocol protocol, MailWatcherOptions options)
{
    public MailAccount Account => account;

    public TimeProvider Clock => options.TimeProvider;

    /// <summary>Runs a command whose answer is short, or a list.</summary>
    public Task<T> RunAsync<T>(string step, Func<CancellationToken, Task<T>> command, CancellationToken cancellationToken) =>
        RunAsync(step, options.CommandTimeout, command, cancellationToken);

    /// <summary>Runs a command that fetches a whole message.</summary>
    public Task<T> TransferAsync<T>(string step, Func<CancellationToken, Task<T>> command, CancellationToken cancellationToken) =>
        RunAsync(step, options.TransferTimeout, command, cancellationToken);

    /// <summary>Runs what sees to its limits itself.</summary>
    public async Task<T> GuardAsync<T>(string step, Func<Task<T>> action, CancellationToken cancellationToken)
    {
        try
        {
            return await action().ConfigureAwait(false);
        }
        catch (Exception failure) when (WatchFailures.IsForeign(failure))
        {
            // A client that is cancelled may fail in any way.
            cancellationToken.ThrowIfCancellationRequested();
            throw WatchFailures.Explain(account, protocol, step, failure);
        }
    }

    /// <summary>
    /// Runs a caller's own action, for which the caller sets the limits. What it throws is the caller's, unless the server said it or the
    /// connection is gone: a full disk is no reason to connect again.
    /// </summary>
    public async Task<T> LetAsync<T>(Func<Task<T>> action, Func<bool> isConnected, CancellationToken cancellationToken)
    {
        try
        {
            return await action().ConfigureAwait(false);
        }
        catch (Exception failure) when (WatchFailures.IsServers(failure, isConnected))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw WatchFailures.Explain(account, protocol, "Using the message", failure);
        }
    }

    private Task<T> RunAsync<T>(
        string step, TimeSpan limit, Func<CancellationToken, Task<T>> command, CancellationToken cancellationToken) =>
        GuardAsync(step, async () =>
    {
        using var end = Clock.CreateCancellationTokenSource(limit);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(end.Token, cancellationToken);
        try
        {
            return await command(either.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (end.IsCancellationRequested && WatchFailures.IsForeign(failure))
        {
            throw new TimeoutException($"it was not over within {limit.TotalSeconds:0.#} seconds.", failure);
        }
    }, cancellationToken);
}
