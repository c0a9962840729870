using OAuthMail.Storage;

namespace OAuthMail.Tests.Storage;

/// <summary>The base class of tests that use a store in a folder with a key file and check its files.</summary>
public abstract class FileTokenStoreTests : IDisposable
{
    internal TemporaryFolder Temporary { get; } = new();

    protected FileTokenStoreTests() => TokenProtection.CreateKeyFile(KeyFile);

    protected string KeyFile => Temporary["key"];

    protected string Folder => Temporary["tokens"];

    protected string RecordFile => Path.Combine(Folder, Records.Key + ".token");

    public void Dispose()
    {
        Temporary.Dispose();
        GC.SuppressFinalize(this);
    }

    protected FileTokenStore Open(FileTokenStoreOptions? options = null) =>
        FileTokenStore.Open(Folder, protect => protect.WithKeyFile(KeyFile), options);

    protected string[] WorkerArguments(string mode, string more = "") => [mode, Folder, KeyFile, Records.Key.Value, more];

    protected static async Task<TokenStoreEntry> WriteAsync(ITokenStore store, TokenRecord record)
    {
        await using var lease = await store.AcquireAsync(Records.Key);
        return await lease.WriteAsync(record);
    }

    protected static async Task AssertFailsAsync(Problem problem, Func<Task> action)
    {
        var error = await Assert.ThrowsAsync<TokenStoreException>(action);
        Assert.Equal(problem.Code, error.Code);
        Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
    }
}
