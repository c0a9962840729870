using Microsoft.Extensions.Logging;

namespace OAuthMail.MailKit.Handling;

/// <summary>
/// Repeats writes while the token store is unavailable, however long that takes. The mailbox waits meanwhile: the next message would
/// otherwise be handled although this one would be handled again after a restart.
/// </summary>
internal sealed class PatientStore(string account, TimeProvider clock, ILogger logger)
{
    private static readonly Backoff Pauses = Backoff.Exponential(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));

    /// <summary>Writes, and repeats the write after pauses.</summary>
    /// <param name="writeAsync">Writes.</param>
    /// <param name="lost">Is canceled when this process no longer handles the mailbox.</param>
    /// <param name="cancellationToken">Ends the pauses. The first write is attempted in any case.</param>
    public async Task WriteAsync(Func<Task> writeAsync, CancellationToken lost, CancellationToken cancellationToken)
    {
        for (var number = 1; ; number++)
        {
            try
            {
                await writeAsync().ConfigureAwait(false);
                return;
            }
            catch (TokenStoreException unavailable) when (!lost.IsCancellationRequested && !IsConflict(unavailable))
            {
                var pause = Pauses.Delay(number);
                HandlerLog.NotStored(logger, account, unavailable.Detail, pause);
                await clock.Delay(pause, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Determines whether another process has changed the position: this one no longer handles the mailbox.</summary>
    private static bool IsConflict(TokenStoreException failure) =>
        failure.Problem == Problems.TokenLeaseLost || failure.Problem == Problems.TokenRecordConflict;
}
