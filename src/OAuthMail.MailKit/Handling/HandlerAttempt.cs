using Microsoft.Extensions.DependencyInjection;

namespace OAuthMail.MailKit.Handling;

/// <summary>Calls a handler once, in a scope of its own and within the time limit.</summary>
internal sealed class HandlerAttempt(HandlerRegistration registration, IServiceScopeFactory scopes, TimeProvider clock)
{
    /// <summary>How long a handler has left after its cancellation.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Calls the handler.</summary>
    /// <returns><see langword="null"/> if it succeeded; otherwise, its failure.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public async Task<Exception?> RunAsync(ReceivedMail mail, CancellationToken cancellationToken)
    {
        using var limit = new TimeLimit(clock, registration.Options.Timeout, cancellationToken);
        var running = HandleAsync(mail, limit.Token);
        try
        {
            await running.WaitOrAbandonAsync(clock, limit.Token).ConfigureAwait(false);
            return null;
        }
        catch (OperationCanceledException) when (limit.Token.IsCancellationRequested)
        {
            // A handler that ends in time cannot run beside its next attempt.
            var hasEnded = await HasEndedAsync(running).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            if (running.Status == TaskStatus.RanToCompletion) return null;
            var time = registration.Options.Timeout;
            return hasEnded
                ? new TimeoutException($"canceled after {time}")
                : new HandlerHangsException($"not ended although canceled after {time}");
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return failure;
        }
    }

    private async Task HandleAsync(ReceivedMail mail, CancellationToken cancellationToken)
    {
        // A handler that blocks its thread must not block the service.
        await Task.Yield();
        var scope = scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            await registration.Create(scope.ServiceProvider).HandleAsync(mail, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<bool> HasEndedAsync(Task running)
    {
        using var patience = new CancellationTokenSource();
        var first = await Task.WhenAny(running, clock.Delay(Patience, patience.Token)).ConfigureAwait(false);
        await patience.CancelAsync().ConfigureAwait(false);
        return first == running;
    }
}
