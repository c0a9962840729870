using Microsoft.Extensions.Hosting;

namespace OAuthMail.AccountStates;

/// <summary>
/// Runs a task when the application starts, and again after each interval. A failure is reported and does not end the application, whatever
/// the application's own store and accounts throw. A task that ignores its token does not delay the end of the application.
/// </summary>
internal abstract class PeriodicService(TimeSpan interval, TimeProvider clock) : BackgroundService
{
    protected TimeProvider Clock => clock;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await TryRunAsync(stoppingToken).WaitOrAbandonAsync(clock, stoppingToken).ConfigureAwait(false);
                await clock.Delay(interval, stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The application stops.
        }
    }

    /// <summary>Runs the task once.</summary>
    protected abstract Task RunOnceAsync(CancellationToken cancellationToken);

    /// <summary>Reports that the task has failed.</summary>
    protected abstract void OnFailed(Exception failure);

    private async Task TryRunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RunOnceAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            OnFailed(failure);
        }
    }
}
