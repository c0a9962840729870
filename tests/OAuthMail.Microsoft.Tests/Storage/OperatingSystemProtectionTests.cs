using System.Text;
using OAuthMail.Microsoft.Storage;
using OAuthMail.Storage;
using OAuthMail.Tests;
using OAuthMail.Tests.Storage;

namespace OAuthMail.Microsoft.Tests.Storage;

/// <summary>The real thing: without a keyring always, and with one where the tests may write into it.</summary>
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
    public void A_name_that_not_every_system_takes_is_refused(string? name)
    {
        var failure = Assert.Throws<MailConfigurationException>(
            () => new TokenRecordCodec(protect => protect.WithOperatingSystemStorage(CreateOptions(name))));
        Assert.Contains("letters, digits", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_happens_before_a_store_is_opened()
    {
        Assert.Throws<TokenStoreException>(
            () => new TokenRecordCodec(protect => protect.WithOperatingSystemStorage(CreateOptions("Test mail")).AllowUnprotected()));

        Assert.False(Directory.Exists(_folder["keys"]));
    }

    [FactOnLinux]
    public async Task Without_a_keyring_a_store_is_not_opened_and_the_error_says_what_to_do()
    {
        using var worker = MicrosoftWorker.Start(["system-key", _folder["store"], _folder["keys"], "Test mail", "false", "a"], NoBus);
        await worker.AwaitReadyAsync();
        await worker.GoOnAsync();
        var (exitCode, output) = await worker.EndAsync();

        Assert.Equal(1, exitCode);
        Assert.StartsWith("secret-storage-unavailable: ", output, StringComparison.Ordinal);
        foreach (var words in new[] { "Secret Service", "'Test mail'", "libsecret-1-0", "gnome-keyring", "D-Bus", "WithKeyFile" })
        {
            Assert.Contains(words, output, StringComparison.Ordinal);
        }
        Assert.Single(output.Trim().Split('\n'));
        Assert.Empty(Directory.EnumerateFiles(_folder["keys"], "*.key"));
        Assert.Empty(Directory.EnumerateFiles(_folder["store"], "*.token"));
    }

    [FactOnLinux]
    public async Task Processes_that_need_the_first_key_file_at_once_get_one()
    {
        await RaceAsync(allowKeyFile: true, NoBus);

        var store = await FileTokenStore.OpenAsync(
            _folder["store"], protect => protect.WithKeyFile(_folder["keys/oauthmail-Test mail.key"]));
        await AssertAllThereAsync(store);
    }

    [FactWithKeyring]
    public async Task Processes_that_need_the_first_key_of_the_keyring_at_once_get_one()
    {
        await RaceAsync(allowKeyFile: false, environment: null);

        await AssertAllThereAsync(await OpenAsync("Test mail"));
        Assert.Empty(Directory.EnumerateFiles(_folder["keys"], "*.key"));
        Assert.Empty(new OperatingSystemSecret(KeyLocation.Create("Test mail", _folder["keys"]), isCheck: true).Read());
    }

    [FactWithKeyring]
    public async Task A_record_of_another_key_of_the_keyring_is_refused_until_that_is_named_as_previous()
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
    public async Task Something_else_in_the_keyring_is_refused_and_stays()
    {
        var foreign = Encoding.ASCII.GetBytes("another program's");
        CreateSecret("Test mail").Write(foreign);

        var failure = await Assert.ThrowsAsync<TokenStoreException>(() => OpenAsync("Test mail"));

        Assert.Equal("secret-storage-damaged", failure.Code);
        Assert.Equal(foreign, CreateSecret("Test mail").Read());
    }

    [FactWithKeyring]
    public async Task Another_folder_has_another_key()
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

    private static async Task AssertAllThereAsync(FileTokenStore store)
    {
        var found = new List<string?>();
        await foreach (var entry in store.ListAsync()) found.Add(entry.Record.RefreshToken);
        Assert.Equal(["of a", "of b", "of c"], found.Order(StringComparer.Ordinal));
    }

    /// <summary>Three processes open three stores over one key; their records are then put into one.</summary>
    private async Task RaceAsync(bool allowKeyFile, (string Name, string Value)? environment)
    {
        var records = new[] { "a", "b", "c" };
        var workers = records.Select(record => MicrosoftWorker.Start(
            ["system-key", _folder["store-" + record], _folder["keys"], "Test mail", allowKeyFile ? "true" : "false", record],
                environment)).ToList();
        try
        {
            foreach (var worker in workers) await worker.AwaitReadyAsync();
            foreach (var worker in workers) await worker.GoOnAsync();
            foreach (var worker in workers)
            {
                var (exitCode, output) = await worker.EndAsync();
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
