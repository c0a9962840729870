using OAuthMail.Storage;
using OAuthMail.Testing;

namespace OAuthMail.Tests.Storage;

/// <summary>The tests that every token store must pass. A derived class for each store runs them.</summary>
public abstract class StoreContractTests
{
    public static TheoryData<string> Cases => [.. TokenStoreContract.Cases.Select(one => one.Name)];

    protected abstract ITokenStore Store { get; }

    protected ManualTimeProvider Clock { get; } = new();

    /// <summary>Opens a store that uses <see cref="Clock"/> and a lease time-out of 10 seconds.</summary>
    protected abstract ITokenStore OpenWithClock();

    /// <summary>Opens the store of this test with a lease time-out.</summary>
    protected abstract ITokenStore Open(TimeSpan leaseTimeout);

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Store_fulfills(string requirement) =>
        TokenStoreContract.Cases.Single(one => one.Name == requirement).RunAsync(timeout => Task.FromResult(Open(timeout)));

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
