using OAuthMail.Errors;

namespace OAuthMail.MailKit.Watching;

/// <summary>
/// Runs the commands of a watch, each within a time limit for its whole reply: a server that sends its reply octet by octet never exceeds
/// the limit of a single read. Failures of the server or the network become exceptions with a problem of the catalogue.
/// </summary>
internal sealed class CommandRunner(
    MailAccount account, MailProtocol protocol, MailWatcherOptions options, MailProtocolLogger? replies = null)
{
    public MailAccount Account => account;

    /// <summary>Gets or sets the secrets of the current connection, which its server can echo at any time.</summary>
    public Redactor Redactor { get; set; } = new();

    public TimeProvider Clock => options.TimeProvider;

    /// <summary>Gets the time limit for a whole message.</summary>
    public TimeSpan TransferTimeout => options.TransferTimeout;

    /// <summary>Gets the status responses of the last command, or an empty list if they aren't known.</summary>
    public IReadOnlyList<string> StatusLines => replies?.StatusLines ?? [];

    /// <summary>Returns a runner for one connection, whose exceptions contain the server's replies with their response codes.</summary>
    public CommandRunner For(MailProtocolLogger? logger) => new(account, protocol, options, logger) { Redactor = Redactor };

    /// <summary>Runs a command whose reply is short or a list.</summary>
    public Task<T> RunAsync<T>(string step, Func<CancellationToken, Task<T>> command, CancellationToken cancellationToken) =>
        RunAsync(step, options.CommandTimeout, command, cancellationToken);

    /// <summary>Runs a command that fetches a whole message.</summary>
    public Task<T> TransferAsync<T>(string step, Func<CancellationToken, Task<T>> command, CancellationToken cancellationToken) =>
        RunAsync(step, options.TransferTimeout, command, cancellationToken);

    /// <summary>
    /// Runs an action that has its own time limit and calls only MailKit. So all exceptions are failures of the server or the network:
    /// replies that MailKit doesn't expect can cause any type of exception.
    /// </summary>
    public async Task<T> RunUnlimitedAsync<T>(string step, Func<Task<T>> action, CancellationToken cancellationToken)
    {
        replies?.BeginCommand();
        try
        {
            return await action().ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not (OAuthMailException or OutOfMemoryException))
        {
            // A cancelled client may throw any exception.
            cancellationToken.ThrowIfCancellationRequested();
            throw WatchFailures.CreateException(account, protocol, step, failure, replies?.StatusLines, Redactor);
        }
    }

    /// <summary>
    /// Runs an action of the caller, which sets its own time limits. Its exceptions are thrown unchanged unless they contain a reply of the
    /// server or the connection is lost: a full disk is no reason to reconnect.
    /// </summary>
    public async Task<T> RunCallersAsync<T>(Func<Task<T>> action, Func<bool> isConnected, CancellationToken cancellationToken)
    {
        replies?.BeginCommand();
        try
        {
            return await action().ConfigureAwait(false);
        }
        catch (Exception failure) when (WatchFailures.IsServerFailureInCallersAction(failure, isConnected))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw WatchFailures.CreateException(
                account, protocol, "Using the message", failure, replies?.StatusLines, Redactor);
        }
    }

    private Task<T> RunAsync<T>(
        string step, TimeSpan timeout, Func<CancellationToken, Task<T>> command, CancellationToken cancellationToken) =>
        RunUnlimitedAsync(step, async () =>
        {
            using var limit = new TimeLimit(Clock, timeout, cancellationToken);
            try
            {
                return await command(limit.Token).ConfigureAwait(false);
            }
            catch (Exception failure) when (limit.IsExceeded && failure is not OutOfMemoryException)
            {
                throw new TimeoutException($"it did not complete within {timeout.TotalSeconds:0.#} seconds.", failure);
            }
        }, cancellationToken);
}
