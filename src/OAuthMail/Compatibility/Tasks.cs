namespace OAuthMail.Compatibility;

/// <summary>Extension methods for tasks and timers that are the same in both target frameworks.</summary>
internal static class Tasks
{
    /// <summary>Marks a failure of the task as observed. Use it for a task that may fail after no caller waits for it any more.</summary>
    public static TTask Observed<TTask>(this TTask task)
        where TTask : Task
    {
        _ = task.ContinueWith(
            static t => _ = t.Exception, CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return task;
    }

    /// <summary>Waits for a task that may ignore its own cancellation token. When the token is canceled, the task is abandoned.</summary>
    public static Task<T> WaitOrAbandonAsync<T>(this Task<T> task, TimeProvider clock, CancellationToken cancellationToken) =>
        task.Observed().WaitAsync(Timeout.InfiniteTimeSpan, clock, cancellationToken);

    /// <inheritdoc cref="WaitOrAbandonAsync{T}"/>
    public static Task WaitOrAbandonAsync(this Task task, TimeProvider clock, CancellationToken cancellationToken) =>
        task.Observed().WaitAsync(Timeout.InfiniteTimeSpan, clock, cancellationToken);

    /// <summary>Waits until a delay has passed.</summary>
    /// <returns>Whether it has passed. Otherwise, the token was canceled.</returns>
    public static async Task<bool> TryDelayAsync(this TimeProvider clock, TimeSpan delay, CancellationToken cancellationToken)
    {
        try
        {
            await clock.Delay(delay, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

#if NET
    public static Task Delay(this TimeProvider clock, TimeSpan delay, CancellationToken cancellationToken) =>
        Task.Delay(delay, clock, cancellationToken);

    public static CancellationTokenSource CreateCancellationTokenSource(this TimeProvider clock, TimeSpan delay) => new(delay, clock);
#else
    public static Task CancelAsync(this CancellationTokenSource source)
    {
        source.Cancel();
        return Task.CompletedTask;
    }
#endif
}
