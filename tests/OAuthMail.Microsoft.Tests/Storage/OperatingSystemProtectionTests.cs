using System.Text;
using OAuthMail.Microsoft.Storage;
using OAuthMail.Storage;
using OAuthMail.Tests;
using OAuthMail.Tests.Storage;

namespace OAuthMail.Microsoft.Tests.Storage;

/// <summary>
/// Tests the operating system's secret storage itself. The tests without a keyring always run. The tests with a keyring run only if
/// they may change it.
/// </summary>
public sealed class OperatingSystemProtectionTests : IDisposable
{
    private static readonly (string Name, string Value) NoBus = ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus");

    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        foreach (var name in new[] { "Test mail", "Other mail" })
        {
            if (Environment.GetEnvironmentVariable("OAUTHMAIL_TEST_KEYRING") == "1") CreateSecret(name).Clear();
        }

        _folder.Dispose();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" mail")]
    [InlineData("../mail")]
    [InlineData("Müller")]
    [InlineData("mail\n")]
    public void Name_that_not_every_system_supports_is_rejected(string? name)
    {
        var failure = Assert.Throws<MailConfigurationException>(
            () => new TokenRecordCodec(protect => protect.WithOperatingSystemStorage(CreateOptions(name))));
        Assert.Contains("letters, digits", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_folder_is_created_before_a_store_is_opened()
    {
        Assert.Throws<TokenStoreException>(
            () => new TokenRecordCodec(protect => protect.WithOperatingSystemStorage(CreateOptions("Test mail")).AllowUnprotected()));

        Assert.False(Directory.Exists(_folder["keys"]));
    }

    [FactOnLinux]
    public async Task Store_is_not_opened_without_a_keyring_and_the_error_contains_the_remedy()
    {
        using var worker = MicrosoftWorker.Start(["system-key", _folder["store"], _folder["keys"], "Test mail", "false", "a"], NoBus);
        await worker.WaitForReadyAsync();
        await worker.ContinueAsync();
        var (exitCode, output) = await worker.WaitForExitAsync();

        Assert.Equal(1, exitCode);
        Assert.StartsWith("secret-storage-unavailable: ", output, StringComparison.Ordinal);
        foreach (var text in new[] { "Secret Service", "'Test mail'", "libsecret-1-0", "gnome-keyring", "D-Bus", "WithKeyFile" })
        {
            Assert.Contains(text, output, StringComparison.Ordinal);
        }
        Assert.Single(output.Trim().Split('\n'));
        Assert.Empty(Directory.EnumerateFiles(_folder["keys"], "*.key"));
        Assert.Empty(Directory.EnumerateFiles(_folder["store"], "*.token"));
    }

    [FactOnLinux]
    public async Task Concurrent_processes_create_one_key_file()
    {
        await RunConcurrentlyAsync(allowKeyFile: true, NoBus);

        var store = await FileTokenStore.OpenAsync(
            _folder["store"], protect => protect.WithKeyFile(_folder["keys/oauthmail-Test mail.key"]));
        await AssertAllReadableAsync(store);
    }

    [FactWithKeyring]
    public async Task Concurrent_processes_create_one_key_in_the_keyring()
    {
        await RunConcurrentlyAsync(allowKeyFile: false, environment: null);

        await AssertAllReadableAsync(await OpenAsync("Test mail"));
        Assert.Empty(Directory.EnumerateFiles(_folder["keys"], "*.key"));
        Assert.Empty(new OperatingSystemSecret(KeyLocation.Create("Test mail", _folder["keys"]), isCheck: true).Read());
    }

    [FactWithKeyring]
    public async Task Record_of_a_previous_key_can_be_read_only_if_that_key_is_configured()
    {
        await WriteAsync(await OpenAsync("Test mail"), "a");

        var failure = await Assert.ThrowsAsync<TokenStoreException>(
            async () => await (await OpenAsync("Other mail")).ReadAsync(new TokenKey("a")));
        Assert.Equal("token-key-unknown", failure.Code);

        var both = await FileTokenStore.OpenAsync(
            _folder["store"], protect => protect.WithOperatingSystemStorage(CreateOptions("Other mail"))
                .WithPreviousOperatingSystemStorage(CreateOptions("Test mail")));
        Assert.Equal("of a", (await both.ReadAsync(new TokenKey("a")))!.Record.RefreshToken);
    }

    [FactWithKeyring]
    public async Task Foreign_entry_in_the_keyring_is_rejected_and_not_overwritten()
    {
        var foreign = Encoding.ASCII.GetBytes("another program's");
        CreateSecret("Test mail").Write(foreign);

        var failure = await Assert.ThrowsAsync<TokenStoreException>(() => OpenAsync("Test mail"));

        Assert.Equal("secret-storage-damaged", failure.Code);
        Assert.Equal(foreign, CreateSecret("Test mail").Read());
    }

    [FactWithKeyring]
    public async Task Same_name_in_another_folder_is_another_key()
    {
        await WriteAsync(await OpenAsync("Test mail"), "a");
        var options = new OperatingSystemStorageOptions { Name = "Test mail", Folder = _folder["others"] };

        var store = await FileTokenStore.OpenAsync(_folder["store"], protect => protect.WithOperatingSystemStorage(options));

        Assert.Equal(
            "token-key-unknown",
            (await Assert.ThrowsAsync<TokenStoreException>(async () => await store.ReadAsync(new TokenKey("a")))).Code);
        new OperatingSystemSecret(KeyLocation.Create("Test mail", _folder["others"]), isCheck: false).Clear();
    }

    private static async Task WriteAsync(FileTokenStore store, string record)
    {
        await using var lease = await store.AcquireAsync(new TokenKey(record));
        await lease.WriteAsync(new TokenRecord { RefreshToken = "of " + record });
    }

    private static async Task AssertAllReadableAsync(FileTokenStore store)
    {
        var found = new List<string?>();
        await foreach (var entry in store.ListAsync()) found.Add(entry.Record.RefreshToken);
        Assert.Equal(["of a", "of b", "of c"], found.Order(StringComparer.Ordinal));
    }

    /// <summary>Opens three stores with one key in three processes, and moves their records to one store.</summary>
    private async Task RunConcurrentlyAsync(bool allowKeyFile, (string Name, string Value)? environment)
    {
        var records = new[] { "a", "b", "c" };
        var workers = records.Select(record => MicrosoftWorker.Start(
            ["system-key", _folder["store-" + record], _folder["keys"], "Test mail", allowKeyFile ? "true" : "false", record],
                environment)).ToList();
        try
        {
            foreach (var worker in workers) await worker.WaitForReadyAsync();
            foreach (var worker in workers) await worker.ContinueAsync();
            foreach (var worker in workers)
            {
                var (exitCode, output) = await worker.WaitForExitAsync();
                Assert.True(exitCode == 0, output);
            }
        }
        finally
        {
            workers.ForEach(worker => worker.Dispose());
        }

        await FileTokenStore.OpenAsync(_folder["store"], protect => protect.AllowUnprotected());
        foreach (var record in records) File.Move(_folder[$"store-{record}/{record}.token"], _folder[$"store/{record}.token"]);
    }

    private OperatingSystemSecret CreateSecret(string name) => new(KeyLocation.Create(name, _folder["keys"]), isCheck: false);

    private OperatingSystemStorageOptions CreateOptions(string? name) => new() { Name = name, Folder = _folder["keys"] };

    private Task<FileTokenStore> OpenAsync(string name) =>
        FileTokenStore.OpenAsync(_folder["store"], protect => protect.WithOperatingSystemStorage(CreateOptions(name)));
}
