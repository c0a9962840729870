using OAuthMail.Storage;

namespace OAuthMail.Tests.Storage;

public sealed class PrefixListingTests : FileTokenStoreTests
{
    [Fact]
    public Task Memory_store_lists_the_records_of_one_kind() => VerifyAsync(new MemoryTokenStore(TimeProvider.System));

    [Fact]
    public Task File_store_lists_the_records_of_one_kind() => VerifyAsync(Open());

    [Fact]
    public Task Store_without_prefixes_lists_the_records_of_one_kind() =>
        VerifyAsync(new PlainStore(new MemoryTokenStore(TimeProvider.System)));

    [Fact]
    public async Task File_store_reads_no_records_of_other_kinds()
    {
        var store = Open();
        await WriteAsync(store, "sign-in", "first");
        await File.WriteAllTextAsync(Path.Combine(Folder, TokenKey.Create("other", "damaged").Value + ".token"), "damaged");

        Assert.Equal(["first"], await ListAsync(store, "sign-in-"));
        await Assert.ThrowsAsync<TokenStoreException>(() => ListAsync(store, ""));
    }

    private static async Task VerifyAsync(ITokenStore store)
    {
        await WriteAsync(store, "sign-in", "first");
        await WriteAsync(store, "sign-in", "second");
        await WriteAsync(store, "current-sign-in", "third");

        Assert.Equal(["first", "second"], await ListAsync(store, "sign-in-"));
        Assert.Equal(["third"], await ListAsync(store, "current-sign-in-"));
        Assert.Equal(["first", "second", "third"], await ListAsync(store, ""));
        Assert.Empty(await ListAsync(store, "SIGN-IN-"));
        Assert.Throws<ArgumentNullException>(() => store.ListByPrefixAsync(null!));
    }

    private static async Task WriteAsync(ITokenStore store, string kind, string name)
    {
        await using var lease = await store.AcquireAsync(TokenKey.Create(kind, name));
        await lease.WriteAsync(new TokenRecord { UserName = name });
    }

    private static async Task<List<string>> ListAsync(ITokenStore store, string prefix)
    {
        var names = new List<string>();
        await foreach (var entry in store.ListByPrefixAsync(prefix)) names.Add(entry.Record.UserName!);
        names.Sort(StringComparer.Ordinal);
        return names;
    }

    private sealed class PlainStore(ITokenStore inner) : ITokenStore
    {
        public ValueTask<TokenStoreEntry?> ReadAsync(TokenKey key, CancellationToken cancellationToken) =>
            inner.ReadAsync(key, cancellationToken);

        public ValueTask<ITokenLease> AcquireAsync(TokenKey key, CancellationToken cancellationToken) =>
            inner.AcquireAsync(key, cancellationToken);

        public IAsyncEnumerable<TokenStoreEntry> ListAsync(CancellationToken cancellationToken) => inner.ListAsync(cancellationToken);
    }
}
