namespace OAuthMail.Tests;

/// <summary>Old programs wait for tasks on the thread of a form or a request; nothing of this library may need that thread.</summary>
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
        Assert.True(task.Wait(TimeSpan.FromMinutes(1)), "The task waits for the thread that waits for it.");
        return task.Result;
    }

    private sealed class NeverRuns : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
            // The thread is blocked, so what is posted to it never happens.
        }
    }
}
