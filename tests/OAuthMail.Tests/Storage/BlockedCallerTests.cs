using OAuthMail.Storage;

namespace OAuthMail.Tests.Storage;

public sealed class BlockedCallerTests : FileTokenStoreTests
{
    [Fact]
    public void File_store_does_not_need_a_synchronization_context() => BlockedThread.Run(() =>
    {
        var store = Open();
        Use(store);
        BlockedThread.Wait(FileTokenStore.OpenAsync(Folder, protect => protect.WithKeyFile(KeyFile)));
    });

    [Fact]
    public void Memory_store_does_not_need_a_synchronization_context() => BlockedThread.Run(() => Use(new MemoryTokenStore()));

    private static void Use(ITokenStore store)
    {
        var lease = BlockedThread.Wait(store.AcquireAsync(Records.Key).AsTask());
        var second = store.AcquireAsync(Records.Key).AsTask();
        BlockedThread.Wait(lease.WriteAsync(Records.Full()).AsTask());
        lease.Dispose();
        BlockedThread.Wait(second).Dispose();
        Assert.NotNull(BlockedThread.Wait(store.ReadAsync(Records.Key).AsTask()));
        Assert.True(store.ForEachAsync((_, _) => Task.CompletedTask).Wait(TimeSpan.FromMinutes(1)));
    }
}
