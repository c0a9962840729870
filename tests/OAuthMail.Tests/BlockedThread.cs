namespace OAuthMail.Tests;

/// <summary>Simulates programs that block a UI or request thread to wait for a task. The library must not need that thread.</summary>
internal static class BlockedThread
{
    public static void Run(Action action)
    {
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            SynchronizationContext.SetSynchronizationContext(new NeverRuns());
            failure = Record.Exception(action);
        });
        thread.Start();
        thread.Join();
        Assert.Null(failure);
    }

    public static T Wait<T>(Task<T> task)
    {
        Assert.True(task.Wait(TimeSpan.FromMinutes(1)), "The task needs the blocked thread, which causes a deadlock.");
        return task.Result;
    }

    private sealed class NeverRuns : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
            // The thread is blocked, so posted callbacks never run.
        }
    }
}
