using System.Security.Cryptography;
using OAuthMail.Microsoft.Storage;
using OAuthMail.Storage;
using OAuthMail.Tests;

namespace OAuthMail.Microsoft.Tests.Storage;

/// <summary>Tests how the key is created and found, with a storage that fails like those of the three operating systems.</summary>
public sealed class OperatingSystemKeyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MemorySecretEntry _secret = new();
    private readonly MemorySecretEntry _check = new();
    private readonly LineLogger _log = new();

    private string KeyFile => _folder["keys/oauthmail-test.key"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Concurrent_threads_create_one_key()
    {
        const int threads = 16;
        using var start = new Barrier(threads);
        var keys = new string[threads];
        var all = Enumerable.Range(0, threads).Select(i => new Thread(() =>
        {
            start.SignalAndWait();
            keys[i] = CreateKey().OpenOrCreate().KeyId;
        })).ToList();
        all.ForEach(thread => thread.Start());
        all.ForEach(thread => thread.Join());

        Assert.Single(keys.Distinct());
        Assert.Equal(1, _secret.Writes);
        Assert.Equal(1, _check.Writes);
    }

    [Fact]
    public void Existing_key_is_used_and_nothing_is_written()
    {
        var first = CreateKey().OpenOrCreate();
        var content = _secret.Content;

        Assert.Equal(first.KeyId, CreateKey().OpenOrCreate().KeyId);
        Assert.Equal(content, _secret.Content);
        Assert.Equal(1, _secret.Writes);
        Assert.Empty(_check.Content);
        Assert.False(File.Exists(KeyFile));
    }

    [Fact]
    public void Key_of_a_keyring_that_was_locked_is_not_overwritten()
    {
        var first = CreateKey().OpenOrCreate();
        _secret.IsLocked = true;
        _check.AfterWrite = () => _secret.IsLocked = false;

        Assert.Equal(first.KeyId, CreateKey().OpenOrCreate().KeyId);
        Assert.Equal(1, _secret.Writes);
    }

    [Fact]
    public void No_second_key_is_created_while_the_keyring_with_the_first_is_locked()
    {
        CreateKey().OpenOrCreate();
        var content = _secret.Content;
        _secret.Content = [];

        var failure = Assert.Throws<TokenStoreException>(() => CreateKey().OpenOrCreate());

        Assert.Equal(Problems.SecretStorageUnavailable, failure.Problem);
        Assert.Equal(1, _secret.Writes);
        _secret.Content = content;
        CreateKey().OpenOrCreate();
    }

    [Fact]
    public void Storage_that_does_not_respond_is_given_up()
    {
        using var release = new ManualResetEventSlim();
        _secret.BeforeRead = release.Wait;

        var failure = Assert.Throws<TokenStoreException>(() => CreateKey(limit: TimeSpan.FromMilliseconds(50)).OpenOrCreate());
        var standIn = CreateKey(allowKeyFile: true, limit: TimeSpan.FromMilliseconds(50)).OpenOrCreate();

        release.Set();
        Assert.Contains("did not respond", failure.Message, StringComparison.Ordinal);
        Assert.NotEmpty(standIn.KeyId);
    }

    [Fact]
    public void Damaged_key_file_that_is_not_needed_is_ignored_with_a_warning()
    {
        CreateKey().OpenOrCreate();
        File.WriteAllText(KeyFile, "damaged");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        Assert.Single(CreateKey().FindAll());
        Assert.Contains(_log.Lines, line => line.Contains(KeyFile, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("short")]
    [InlineData("altered")]
    [InlineData("of another program")]
    [InlineData("not base64")]
    [InlineData("another user's")]
    public void Invalid_entry_is_rejected_and_not_overwritten(string defect)
    {
        CreateKey().OpenOrCreate();
        var content = _secret.Content;
        _secret.Content = defect switch
        {
            "short" => content[..^1],
            "altered" => [.. content[..20], (byte)(content[20] ^ 1), .. content[21..]],
            "of another program" => RandomNumberGenerator.GetBytes(content.Length),
            _ => content,
        };
        _secret.ReadFailure = defect switch
        {
            "not base64" => new FormatException("The input is not a valid Base-64 string."),
            "another user's" => new CryptographicException("Key not valid for use in specified state."),
            _ => null,
        };
        var before = _secret.Content;

        var failure = Assert.Throws<TokenStoreException>(() => CreateKey(allowKeyFile: true).OpenOrCreate());

        Assert.Equal("secret-storage-damaged", failure.Code);
        Assert.Contains("'test'", failure.Message, StringComparison.Ordinal);
        Assert.Equal(before, _secret.Content);
        Assert.Equal(1, _secret.Writes);
        Assert.False(File.Exists(KeyFile));
        Assert.Equal("secret-storage-damaged", Assert.Throws<TokenStoreException>(() => CreateKey(allowKeyFile: true).FindAll()).Code);
    }

    [Fact]
    public void Key_is_not_written_to_a_storage_that_loses_the_test_value()
    {
        _check.IsLocked = true;

        var failure = Assert.Throws<TokenStoreException>(() => CreateKey().OpenOrCreate());

        Assert.Equal("secret-storage-unavailable", failure.Code);
        Assert.Equal(0, _secret.Writes);
        Assert.Empty(_check.Content);
    }

    [Fact]
    public void Key_that_cannot_be_read_back_is_reported()
    {
        _secret.IsLocked = true;

        var failure = Assert.Throws<TokenStoreException>(() => CreateKey().OpenOrCreate());

        Assert.Equal("secret-storage-unavailable", failure.Code);
    }

    [Fact]
    public void Storage_that_cannot_encrypt_is_reported_as_unavailable()
    {
        _check.Failure = new CryptographicException("The user's profile is not loaded.");

        Assert.Equal("secret-storage-unavailable", Assert.Throws<TokenStoreException>(() => CreateKey().OpenOrCreate()).Code);
    }

    [Fact]
    public void Unavailable_storage_is_reported_with_its_innermost_message()
    {
        _secret.Failure = new InvalidOperationException("a stack trace", new InvalidOperationException("no bus\nhere\u001b[2J"));

        var failure = Assert.Throws<TokenStoreException>(() => CreateKey().OpenOrCreate());

        Assert.Equal("secret-storage-unavailable", failure.Code);
        Assert.Contains(
            "The storage of the test cannot store or return the key 'test': no bus here [2J.", failure.Message, StringComparison.Ordinal);
        Assert.Contains("WithKeyFile", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("stack trace", failure.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(KeyFile));
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public void Allowed_key_file_replaces_an_unavailable_storage_with_a_warning()
    {
        _secret.Failure = new InvalidOperationException("no bus here");

        var first = CreateKey(allowKeyFile: true).OpenOrCreate();
        var second = CreateKey(allowKeyFile: true).OpenOrCreate();

        Assert.Equal(first.KeyId, second.KeyId);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyFile));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder["keys"]));
        }

        Assert.Equal(2, _log.Lines.Count);
        Assert.All(_log.Lines, line =>
        {
            Assert.StartsWith("Warning: ", line, StringComparison.Ordinal);
            Assert.Contains(KeyFile, line, StringComparison.Ordinal);
            Assert.Contains("no bus here", line, StringComparison.Ordinal);
            Assert.DoesNotContain(File.ReadAllText(KeyFile).Trim(), line, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Record_of_the_key_file_changes_to_the_storages_key_when_it_is_written()
    {
        _secret.Failure = new InvalidOperationException("no bus here");
        await WriteAsync(await OpenAsync(allowKeyFile: true), "a", "b");
        _secret.Failure = null;

        var store = await OpenAsync(allowKeyFile: false);
        Assert.Equal("of a", (await store.ReadAsync(new TokenKey("a")))!.Record.RefreshToken);
        await WriteAsync(store, "a");
        Assert.Equal("of b", (await store.ReadAsync(new TokenKey("b")))!.Record.RefreshToken);

        File.Delete(KeyFile);
        var later = await OpenAsync(allowKeyFile: false);
        Assert.Equal("of a", (await later.ReadAsync(new TokenKey("a")))!.Record.RefreshToken);
        var failure = await Assert.ThrowsAsync<TokenStoreException>(async () => await later.ReadAsync(new TokenKey("b")));
        Assert.Equal("token-key-unknown", failure.Code);
    }

    [Fact]
    public void All_existing_previous_keys_are_found_and_none_is_created()
    {
        Assert.Empty(CreateKey().FindAll());
        Assert.Equal(0, _secret.Writes);

        var key = CreateKey().OpenOrCreate();
        Assert.Equal([key.KeyId], CreateKey().FindAll().Select(found => found.KeyId));

        _secret.Failure = new InvalidOperationException("no bus here");
        var file = CreateKey(allowKeyFile: true).OpenOrCreate();
        Assert.Equal("secret-storage-unavailable", Assert.Throws<TokenStoreException>(() => CreateKey().FindAll()).Code);
        Assert.Equal([file.KeyId], CreateKey(allowKeyFile: true).FindAll().Select(found => found.KeyId));

        _secret.Failure = null;
        Assert.Equal([key.KeyId, file.KeyId], CreateKey().FindAll().Select(found => found.KeyId));
    }

    private static async Task WriteAsync(FileTokenStore store, params string[] records)
    {
        foreach (var record in records)
        {
            await using var lease = await store.AcquireAsync(new TokenKey(record));
            await lease.WriteAsync(new TokenRecord { RefreshToken = "of " + record });
        }
    }

    private Task<FileTokenStore> OpenAsync(bool allowKeyFile)
    {
        var key = CreateKey(allowKeyFile);
        return FileTokenStore.OpenAsync(_folder["store"], protect => key.Protect(protect));
    }

    private OperatingSystemKey CreateKey(bool allowKeyFile = false, TimeSpan? limit = null) =>
        new(KeyLocation.Create("test", _folder["keys"]), _secret, _check, allowKeyFile, _log, limit);
}
