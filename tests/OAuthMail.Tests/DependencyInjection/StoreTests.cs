using Microsoft.Extensions.DependencyInjection;
using OAuthMail.Storage;

namespace OAuthMail.Tests.DependencyInjection;

public sealed class StoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Store => Path.Combine(_folder.Path, "tokens");

    private string Key => Path.Combine(_folder.Path, "keys", "store.key");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Store_and_key_file_are_created_when_the_application_starts()
    {
        await using (var application = await StartAsync(("Store:Folder", Store), ("Store:KeyFile", Key), ("Store:CreateKeyFile", "true")))
        {
            Assert.Equal(Store, Assert.IsType<FileTokenStore>(application.Get<ITokenStore>()).Folder);
            Assert.True(File.Exists(Key));
        }

        // A second start opens both.
        await using var again = await StartAsync(("Store:Folder", Store), ("Store:KeyFile", Key), ("Store:CreateKeyFile", "true"));
        Assert.IsType<FileTokenStore>(again.Get<ITokenStore>());
    }

    [Fact]
    public async Task Lost_key_file_is_not_replaced_while_there_are_records()
    {
        await using (await StartAsync(("Store:Folder", Store), ("Store:KeyFile", Key), ("Store:CreateKeyFile", "true")))
        {
        }

        File.Delete(Key);
        var failure = await Assert.ThrowsAsync<TokenStoreException>(
            () => StartAsync(("Store:Folder", Store), ("Store:KeyFile", Key), ("Store:CreateKeyFile", "true")));
        Assert.Contains(Key, failure.Message);
        Assert.Contains("Restore the key file", failure.Message);
        Assert.False(File.Exists(Key));
    }

    [Fact]
    public async Task Key_file_that_cannot_be_created_is_an_error_of_the_store()
    {
        var file = Path.Combine(_folder.Path, "file");
        await File.WriteAllTextAsync(file, "");
        var failure = await Assert.ThrowsAsync<TokenStoreException>(() => StartAsync(
            ("Store:Folder", Store), ("Store:KeyFile", Path.Combine(file, "store.key")), ("Store:CreateKeyFile", "true")));
        Assert.Contains("store.key' cannot be created", failure.Message);
    }

    [Fact]
    public async Task Passphrase_file_protects_the_store()
    {
        var file = Path.Combine(_folder.Path, "passphrase");
        await File.WriteAllTextAsync(file, "correct horse\n");
        await using var application = await StartAsync(("Store:Folder", Store), ("Store:PassphraseFile", file));
        Assert.IsType<FileTokenStore>(application.Get<ITokenStore>());
    }

    [Fact]
    public async Task Protection_of_code_replaces_the_key_file()
    {
        var isCalled = false;
        await using var application = await TestApplication.StartAsync(services =>
            services.AddOAuthMail(new TestConfiguration([.. TestConfiguration.Account("alerts"), ("Store:Folder", Store)]).Section)
                .ProtectTokens((_, protection) =>
                {
                    isCalled = true;
                    protection.WithPassphrase("correct horse");
                }));
        Assert.IsType<FileTokenStore>(application.Get<ITokenStore>());
        Assert.True(isCalled);
    }

    [Fact]
    public async Task Store_in_memory_is_logged_if_a_user_signs_in()
    {
        await using var application = await TestApplication.StartAsync(services =>
            services.AddOAuthMail(options => options.Accounts["support"] = Some.Account()));
        Assert.Contains(
            application.Log.Messages, message => message.StartsWith("Warning: Tokens are kept in memory", StringComparison.Ordinal));
    }

    private static Task<TestApplication> StartAsync(params (string Key, string Value)[] store) =>
        TestApplication.StartAsync(services =>
            services.AddOAuthMail(new TestConfiguration([.. TestConfiguration.Account("alerts"), .. store]).Section));
}
