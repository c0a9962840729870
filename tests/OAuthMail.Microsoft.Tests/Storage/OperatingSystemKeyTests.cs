using System.Security.Cryptography;
using OAuthMail.Microsoft.Storage;
using OAuthMail.Storage;
using OAuthMail.Tests;

namespace OAuthMail.Microsoft.Tests.Storage;

/// <summary>How the key is made and found, with a storage that fails as the three systems' do.</summary>
public sealed class OperatingSystemKeyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MemorySecretEntry _secret = new();
    private readonly MemorySecretEntry _check = new();
    private readonly LineLogger _log = new();

    private string KeyFile => _folder["keys/oauthmail-test.key"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Threads_that_need_the_first_key_at_once_get_one()
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
    public void A_key_that_is_there_is_used_and_nothing_is_written()
    {
        var first = CreateKey().OpenOrCreate();
        var kept = _secret.Content;

        Assert.Equal(first.KeyId, CreateKey().OpenOrCreate().KeyId);
        Assert.Equal(kept, _secret.Content);
        Assert.Equal(1, _secret.Writes);
        Assert.Empty(_check.Content);
        Assert.False(File.Exists(KeyFile));
    }

    [Fact]
    public void A_keyring_that_had_nothing_while_it_was_locked_keeps_its_key()
    {
        var first = CreateKey().OpenOrCreate();
        _secret.IsLocked = true;
        _check.Written = () => _secret.IsLocked = false;

        Assert.Equal(first.KeyId, CreateKey().OpenOrCreate().KeyId);
        Assert.Equal(1, _secret.Writes);
    }

    [Theory]
    [InlineData("short")]
    [InlineData("altered")]
    [InlineData("of another program")]
    [InlineData("not base64")]
    [InlineData("another user's")]
    public void What_is_no_whole_key_is_refused_and_stays(string what)
    {
        CreateKey().OpenOrCreate();
        var content = _secret.Content;
        _secret.Content = what switch
        {
            "short" => content[..^1],
            "altered" => [.. content[..20], (byte)(content[20] ^ 1), .. content[21..]],
            "of another program" => RandomNumberGenerator.GetBytes(content.Length),
            _ => content,
        };
        _secret.ReadFailure = what switch
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
    public void A_storage_that_forgets_is_not_given_a_key()
    {
        _check.IsLocked = true;

        var failure = Assert.Throws<TokenStoreException>(() => CreateKey().OpenOrCreate());

        Assert.Equal("secret-storage-unavailable", failure.Code);
        Assert.Equal(0, _secret.Writes);
        Assert.Empty(_check.Content);
    }

    [Fact]
    public void A_key_that_was_written_and_is_not_there_is_an_error()
    {
        _secret.IsLocked = true;

        var failure = Assert.Throws<TokenStoreException>(() => CreateKey().OpenOrCreate());

        Assert.Equal("secret-storage-unavailable", failure.Code);
    }

    [Fact]
    public void A_storage_that_cannot_encrypt_is_unavailable_and_not_damaged()
    {
        _check.Failure = new CryptographicException("The user's profile is not loaded.");

        Assert.Equal("secret-storage-unavailable", Assert.Throws<TokenStoreException>(() => CreateKey().OpenOrCreate()).Code);
    }

    [Fact]
    public void Without_the_system_s_storage_the_innermost_words_are_told_and_nothing_is_kept()
    {
        _secret.Failure = new InvalidOperationException("a stack trace", new InvalidOperationException("no bus\nhere\u001b[2J"));

        var failure = Assert.Throws<TokenStoreException>(() => CreateKey().OpenOrCreate());

        Assert.Equal("secret-storage-unavailable", failure.Code);
        Assert.Contains(
            "The storage of the test cannot keep or give the key 'test': no bus here [2J", failure.Message, StringComparison.Ordinal);
        Assert.Contains("WithKeyFile", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("stack trace", failure.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(KeyFile));
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public void A_key_file_stands_in_where_it_was_allowed_and_a_warning_says_so()
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
    public async Task What_was_written_with_the_key_file_is_read_and_moves_once_the_storage_works()
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
    public void A_previous_key_is_whatever_is_there_and_none_is_made()
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

    private OperatingSystemKey CreateKey(bool allowKeyFile = false) =>
        new(KeyLocation.Create("test", _folder["keys"]), _secret, _check, allowKeyFile, _log);
}
