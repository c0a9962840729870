using OAuthMail.Storage;
using OAuthMail.Testing;

namespace OAuthMail.Tests.Storage;

/// <summary>The tests that every token store must pass. A derived class for each store runs them.</summary>
public abstract class TokenStoreContract
{
    protected abstract ITokenStore Store { get; }

    protected ManualTimeProvider Clock { get; } = new();

    /// <summary>Opens a store that uses <see cref="Clock"/> and a lease time-out of 10 seconds.</summary>
    protected abstract ITokenStore OpenWithClock();

    [Fact]
    public async Task Record_that_was_never_written_does_not_exist()
    {
        Assert.Null(await Store.ReadAsync(Records.Key));
        await using var lease = await Store.AcquireAsync(Records.Key);
        Assert.Null(lease.Current);
        Assert.Equal(Records.Key, lease.Key);
    }

    [Fact]
    public async Task Record_is_read_as_it_was_written()
    {
        var record = Records.Full();
        TokenStoreEntry written;
        await using (var lease = await Store.AcquireAsync(Records.Key))
        {
            written = await lease.WriteAsync(record);
            Assert.Equal(written.Version, lease.Current!.Version);
        }

        var read = await Store.ReadAsync(Records.Key);
        Assert.Equal(written.Version, read!.Version);
        Records.AssertEqual(record, read.Record);
    }

    [Fact]
    public async Task Changing_a_written_or_read_record_does_not_change_the_store()
    {
        var record = Records.Full();
        await using (var lease = await Store.AcquireAsync(Records.Key))
        {
            var written = await lease.WriteAsync(record);
            record.AccessToken = "other";
            written.Record.AccessToken = "other";
        }

        (await Store.ReadAsync(Records.Key))!.Record.Properties.Clear();
        Records.AssertEqual(Records.Full(), (await Store.ReadAsync(Records.Key))!.Record);
    }

    [Fact]
    public async Task Every_write_has_a_new_version_even_after_a_deletion()
    {
        var versions = new HashSet<string>();
        await using var lease = await Store.AcquireAsync(Records.Key);
        for (var i = 0; i < 5; i++)
        {
            versions.Add((await lease.WriteAsync(new TokenRecord())).Version);
            versions.Add((await lease.WriteAsync(new TokenRecord())).Version);
            await lease.DeleteAsync();
            Assert.Null(lease.Current);
        }

        Assert.Equal(10, versions.Count);
    }

    [Fact]
    public async Task Deleting_a_missing_record_succeeds()
    {
        await using var lease = await Store.AcquireAsync(Records.Key);
        await lease.DeleteAsync();
        await lease.WriteAsync(new TokenRecord());
        await lease.DeleteAsync();
        Assert.Null(await Store.ReadAsync(Records.Key));
    }

    [Fact]
    public async Task All_records_are_listed_with_await_foreach_and_with_a_callback()
    {
        foreach (var name in new[] { "a", "a.token", "b.lock", "nul", "com1.x" })
        {
            await using var lease = await Store.AcquireAsync(new TokenKey(name));
            await lease.WriteAsync(new TokenRecord { UserName = name });
        }

        var listed = new List<string>();
        await foreach (var entry in Store.ListAsync()) listed.Add(entry.Record.UserName!);
        Assert.Equal(["a", "a.token", "b.lock", "com1.x", "nul"], listed.Order(StringComparer.Ordinal));

        var called = new List<string>();
        await Store.ForEachAsync((entry, _) =>
        {
            called.Add(entry.Key.Value);
            return Task.CompletedTask;
        });
        Assert.Equal(["a", "a.token", "b.lock", "com1.x", "nul"], called.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Reading_does_not_wait_for_the_lease()
    {
        await using var lease = await Store.AcquireAsync(Records.Key);
        await lease.WriteAsync(Records.Full());
        var waiter = Store.AcquireAsync(Records.Key).AsTask();

        var read = Store.ReadAsync(Records.Key).AsTask();
        Assert.True(read.IsCompletedSuccessfully);
        Assert.NotNull(await read);
        Assert.False(waiter.IsCompleted);
        await lease.DisposeAsync();
        (await waiter).Dispose();
    }

    [Fact]
    public async Task Lease_has_one_holder_and_other_keys_are_free()
    {
        var lease = await Store.AcquireAsync(Records.Key);
        var second = Store.AcquireAsync(Records.Key).AsTask();
        (await Store.AcquireAsync(new TokenKey("another"))).Dispose();
        Assert.False(second.IsCompleted);

        lease.Dispose();
        lease.Dispose();
        var third = Store.AcquireAsync(Records.Key).AsTask();
        await using (await second) Assert.False(third.IsCompleted);
        (await third).Dispose();
    }

    [Fact]
    public async Task Released_lease_cannot_write()
    {
        var lease = await Store.AcquireAsync(Records.Key);
        await lease.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await lease.WriteAsync(new TokenRecord()));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await lease.DeleteAsync());
        Assert.False(lease.Lost.IsCancellationRequested);
        Assert.Null(await Store.ReadAsync(Records.Key));
    }

    [Fact]
    public async Task Canceled_wait_does_not_hold_the_lease()
    {
        var lease = await Store.AcquireAsync(Records.Key);
        using var cancellation = new CancellationTokenSource();
        var waiters = Enumerable.Range(0, 50).Select(_ => Store.AcquireAsync(Records.Key, cancellation.Token).AsTask()).ToList();
        await cancellation.CancelAsync();
        foreach (var waiter in waiters)
        {
            var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiter);
            Assert.Equal(cancellation.Token, error.CancellationToken);
        }

        await lease.DisposeAsync();
        (await Store.AcquireAsync(Records.Key)).Dispose();
    }

    [Fact]
    public async Task Canceled_call_does_nothing()
    {
        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.ReadAsync(Records.Key, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.AcquireAsync(Records.Key, cancelled));
        await using var lease = await Store.AcquireAsync(Records.Key);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await lease.WriteAsync(new TokenRecord(), cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await lease.DeleteAsync(cancelled));
        Assert.Null(await Store.ReadAsync(Records.Key));
    }

    [Fact]
    public async Task Wait_for_the_lease_times_out()
    {
        var store = OpenWithClock();
        using var lease = await store.AcquireAsync(Records.Key);
        var waiter = store.AcquireAsync(Records.Key).AsTask();
        Clock.Advance(TimeSpan.FromSeconds(9));
        Assert.False(waiter.IsCompleted);
        Clock.Advance(TimeSpan.FromSeconds(1));
        var error = await Assert.ThrowsAsync<TokenStoreException>(() => waiter);
        Assert.Equal(Problems.TokenLeaseTimeout, error.Problem);
    }

    [Fact]
    public async Task Default_key_is_refused()
    {
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.ReadAsync(default));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.AcquireAsync(default));
    }

    [Fact]
    public async Task Sixteen_writers_lose_no_increment()
    {
        const int writers = 16;
        const int increments = 1000;
        await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < increments; i++) await Records.IncrementAsync(Store, Records.Key);
        })));
        Assert.Equal(writers * increments, await Records.CountAsync(Store, Records.Key));
    }
}
