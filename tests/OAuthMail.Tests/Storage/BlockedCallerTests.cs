using OAuthMail.Storage;

namespace OAuthMail.Tests.Storage;

/// <summary>Old programs wait for tasks on the thread of a form or a request; nothing of a store may need that thread.</summary>
public sealed class BlockedCallerTests : FileTokenStoreTests
{
    [Fact]
    public void A_file_store_needs_no_synchronization_context() => RunWithoutPump(() =>
    {
        var store = Open();
        Use(store);
        Wait(FileTokenStore.OpenAsync(Folder, protect => protect.WithKeyFile(KeyFile)));
    });

    [Fact]
    public void A_memory_store_needs_no_synchronization_context() => RunWithoutPump(() => Use(new MemoryTokenStore()));

    private static void Use(ITokenStore store)
    {
        var lease = Wait(store.AcquireAsync(Records.Key).AsTask());
        var second = store.AcquireAsync(Records.Key).AsTask();
        Wait(lease.WriteAsync(Records.Full()).AsTask());
        lease.Dispose();
        Wait(second).Dispose();
        Assert.NotNull(Wait(store.ReadAsync(Records.Key).AsTask()));
        Assert.True(store.ForEachAsync((_, _) => Task.CompletedTask).Wait(TimeSpan.FromMinutes(1)));
    }

    private static T Wait<T>(Task<T> task)
    {
        Assert.True(task.Wait(TimeSpan.FromMinutes(1)), "The task waits for the thread that waits for it.");
        return task.Result;
    }

    private static void RunWithoutPump(Action action)
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

    private sealed class NeverRuns : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
            // The thread is blocked, so what is posted to it never happens.
        }
    }
}
