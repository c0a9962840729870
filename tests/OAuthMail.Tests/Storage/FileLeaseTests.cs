using OAuthMail.Storage;
using OAuthMail.Testing;

namespace OAuthMail.Tests.Storage;

public sealed class FileLeaseTests : FileTokenStoreTests
{
    [Fact]
    public async Task Two_stores_with_one_folder_share_the_lease()
    {
        var first = Open();
        var second = Open();
        var lease = await first.AcquireAsync(Records.Key);
        var waiter = second.AcquireAsync(Records.Key).AsTask();
        Assert.False(waiter.IsCompleted);
        await lease.WriteAsync(Records.Full());
        await lease.DisposeAsync();
        await using var taken = await waiter;
        Records.AssertEqual(Records.Full(), taken.Current!.Record);
    }

    [Fact]
    public async Task Concurrent_processes_lose_no_increment()
    {
        const int increments = 200;
        var store = Open();
        using var first = WorkerProcess.Start(WorkerArguments("increment", $"{increments}"));
        using var second = WorkerProcess.Start(WorkerArguments("increment", $"{increments}"));
        var own = Task.Run(async () =>
        {
            for (var i = 0; i < increments; i++) await Records.IncrementAsync(store, Records.Key);
        });
        Assert.Equal("incremented", await first.ReadLineAsync());
        Assert.Equal("incremented", await second.ReadLineAsync());
        await own;
        Assert.Equal(3 * increments, await Records.CountAsync(store, Records.Key));
    }

    [Fact]
    public async Task Lock_files_that_are_created_and_deleted_at_each_turn_have_one_holder()
    {
        var store = Open();
        var workers = Enumerable.Range(0, 3).Select(_ => WorkerProcess.Start(WorkerArguments("churn", "100"))).ToList();
        try
        {
            foreach (var worker in workers) Assert.Equal("churned", await worker.ReadLineAsync());
        }
        finally
        {
            workers.ForEach(worker => worker.Dispose());
        }

        Assert.Equal(
            ["oauthmail-store.json", "oauthmail-store.lock"], Directory.GetFiles(store.Folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Process_that_acquires_the_lease_repeatedly_does_not_starve_another()
    {
        var store = Open();
        await Records.IncrementAsync(store, Records.Key);
        using var hog = WorkerProcess.Start(WorkerArguments("increment", "1000000"));
        await WaitUntilAsync(store, count => count > 1);
        for (var i = 0; i < 20; i++) await Records.IncrementAsync(store, Records.Key);
    }

    [Fact]
    public async Task Killed_process_releases_the_lease()
    {
        var store = Open();
        await WriteAsync(store, Records.Full());
        using var holder = WorkerProcess.Start(WorkerArguments("hold"));
        Assert.Equal("held", await holder.ReadLineAsync());
        var waiter = store.AcquireAsync(Records.Key).AsTask();
        Assert.NotNull(await store.ReadAsync(Records.Key));
        Assert.False(waiter.IsCompleted);

        await holder.KillAsync();
        await using var lease = await waiter;
        Records.AssertEqual(Records.Full(), lease.Current!.Record);
    }

    [Fact]
    public async Task Process_that_is_killed_during_a_write_leaves_a_complete_record()
    {
        var store = Open();
        await Records.IncrementAsync(store, Records.Key);
        for (var round = 0; round < 5; round++)
        {
            var before = await Records.CountAsync(store, Records.Key);
            using var writer = WorkerProcess.Start(WorkerArguments("increment", "1000000"));
            await WaitUntilAsync(store, count => count > before + 10);
            await writer.KillAsync();
            await Records.IncrementAsync(store, Records.Key);
        }
    }

    [Fact]
    public async Task Wait_for_another_process_times_out_and_can_be_canceled()
    {
        var clock = new ManualTimeProvider();
        var store = Open(new FileTokenStoreOptions { TimeProvider = clock, LeaseTimeout = TimeSpan.FromSeconds(10) });
        using var holder = WorkerProcess.Start(WorkerArguments("hold"));
        Assert.Equal("held", await holder.ReadLineAsync());

        using var cancellation = new CancellationTokenSource();
        var cancelled = store.AcquireAsync(Records.Key, cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.Equal(0, clock.WaitingTimers);

        var late = store.AcquireAsync(Records.Key).AsTask();
        clock.Advance(TimeSpan.FromSeconds(10));
        await AssertFailsAsync(Problems.TokenLeaseTimeout, () => late);
        Assert.Equal(0, clock.WaitingTimers);
    }

    [Fact]
    public async Task Record_that_was_changed_without_the_lease_is_not_overwritten()
    {
        var store = Open();
        await WriteAsync(store, new TokenRecord { RefreshToken = "one" });
        var old = await File.ReadAllBytesAsync(RecordFile);
        await using var lease = await store.AcquireAsync(Records.Key);
        await lease.WriteAsync(new TokenRecord { RefreshToken = "two" });
        await File.WriteAllBytesAsync(RecordFile, old);

        await AssertFailsAsync(Problems.TokenRecordConflict, async () => await lease.WriteAsync(new TokenRecord()));
        await AssertFailsAsync(Problems.TokenRecordConflict, async () => await lease.DeleteAsync());
        Assert.Equal("one", (await store.ReadAsync(Records.Key))!.Record.RefreshToken);

        File.Delete(RecordFile);
        await AssertFailsAsync(Problems.TokenRecordConflict, async () => await lease.WriteAsync(new TokenRecord()));
        Assert.Null(await store.ReadAsync(Records.Key));
    }

    [Fact]
    public async Task Release_during_a_write_does_not_wait_and_takes_effect_after_the_write()
    {
        using var protector = new SlowProtector();
        var store = FileTokenStore.Open(Folder, protect => protect.WithProtector(protector));
        var lease = await store.AcquireAsync(Records.Key);
        var writing = lease.WriteAsync(Records.Full()).AsTask();
        await protector.Reached;
        var giving = Task.Run(() => lease.DisposeAsync().AsTask());
        await giving.WaitAsync(TimeSpan.FromMinutes(1));
        var next = store.AcquireAsync(Records.Key).AsTask();
        Assert.False(next.IsCompleted);

        protector.GoOn();
        var written = await writing;
        await using var taken = await next;
        Assert.Equal(written.Version, taken.Current!.Version);
    }

    [FactOnUnix]
    public async Task Deleted_lock_file_ends_the_lease()
    {
        var clock = new ManualTimeProvider();
        var store = Open(new FileTokenStoreOptions { TimeProvider = clock });
        using var lease = await store.AcquireAsync(Records.Key);
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.False(lease.Lost.IsCancellationRequested);

        File.Delete(Path.Combine(Folder, Records.Key + ".lock"));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(lease.Lost.IsCancellationRequested);
        await AssertFailsAsync(Problems.TokenLeaseLost, async () => await lease.WriteAsync(new TokenRecord()));
    }

    [FactOnUnix]
    public async Task Write_to_a_replaced_folder_fails()
    {
        using var lease = await Open().AcquireAsync(Records.Key);
        Directory.Move(Folder, Temporary["moved"]);
        Open();
        await AssertFailsAsync(Problems.TokenLeaseLost, async () => await lease.WriteAsync(new TokenRecord()));
        Assert.True(lease.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task Ineffective_file_locks_are_detected_when_the_store_is_opened()
    {
        using var worker = WorkerProcess.Start(WorkerArguments("open"), environment: ("DOTNET_SYSTEM_IO_DISABLEFILELOCKING", "1"));
        var line = await worker.ReadLineAsync();
        Assert.StartsWith("token-store-locks-missing: ", line, StringComparison.Ordinal);
        Assert.Contains("DOTNET_SYSTEM_IO_DISABLEFILELOCKING is 1", line, StringComparison.Ordinal);
    }

    /// <summary>A protector that waits for the test, like a slow key service.</summary>
    private sealed class SlowProtector : ITokenProtector, IDisposable
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim _go = new();

        public string KeyId => "slow";

        public Task Reached => _reached.Task;

        public void GoOn() => _go.Set();

        public byte[] Protect(byte[] record, byte[] context)
        {
            _reached.TrySetResult();
            Assert.True(_go.Wait(TimeSpan.FromMinutes(2)), "The test did not continue the write.");
            return [.. record];
        }

        public byte[] Unprotect(byte[] data, byte[] context) => [.. data];

        public void Dispose() => _go.Dispose();
    }

    /// <summary>Reads the record until the counter of another process satisfies a condition.</summary>
    private static async Task WaitUntilAsync(FileTokenStore store, Func<int, bool> condition)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!condition(await Records.CountAsync(store, Records.Key)))
        {
            timeout.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
