using OAuthMail.Storage;

namespace OAuthMail.Tests.Storage;

public sealed class TokenProtectionTests : FileTokenStoreTests
{
    private const string Passphrase = "correct horse battery secret";

    private static readonly byte[] Salt = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    [Fact]
    public void Missing_protection_is_reported_with_the_valid_methods()
    {
        var error = Assert.Throws<TokenStoreException>(() => FileTokenStore.Open(Folder, _ => { }));
        Assert.Equal(Problems.TokenProtectionMissing, error.Problem);
        foreach (var choice in new[] { "WithKeyFile", "WithPassphrase", "WithDataProtectionApi", "WithProtector", "AllowUnprotected" })
        {
            Assert.Contains(choice, error.Message, StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists(Folder));
        var onlyPrevious = Assert.Throws<TokenStoreException>(
            () => FileTokenStore.Open(Folder, protect => protect.WithPreviousKeyFile(KeyFile)));
        Assert.Equal(Problems.TokenProtectionMissing, onlyPrevious.Problem);
    }

    [Fact]
    public void Two_protections_are_refused() => Assert.Equal(
        Problems.TokenProtectionInvalid,
        Assert.Throws<TokenStoreException>(
            () => FileTokenStore.Open(Folder, protect => protect.WithKeyFile(KeyFile).AllowUnprotected())).Problem);

    [Fact]
    public async Task Files_contain_no_plain_text_of_a_record()
    {
        await WriteAsync(Open(), Records.Full());
        foreach (var file in Directory.GetFiles(Folder))
        {
            var text = System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file));
            Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
            Assert.DoesNotContain("example", text, StringComparison.Ordinal);
            Assert.DoesNotContain("offline_access", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Unprotected_records_are_read_only_if_allowed()
    {
        var open = FileTokenStore.Open(Folder, protect => protect.AllowUnprotected());
        await WriteAsync(open, Records.Full());
        Assert.Contains(
            "refresh-secret", System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(RecordFile)), StringComparison.Ordinal);

        await AssertFailsAsync(Problems.TokenKeyUnknown, async () => await Open().ReadAsync(Records.Key));
        var moved = FileTokenStore.Open(Folder, protect => protect.WithKeyFile(KeyFile).WithPreviousUnprotected());
        await WriteAsync(moved, (await moved.ReadAsync(Records.Key))!.Record);
        Records.AssertEqual(Records.Full(), (await Open().ReadAsync(Records.Key))!.Record);
    }

    [Fact]
    public async Task Wrong_key_is_not_reported_as_damage_and_the_record_is_kept()
    {
        await WriteAsync(Open(), Records.Full());
        var before = await File.ReadAllBytesAsync(RecordFile);
        TokenProtection.CreateKeyFile(Temporary["other"]);
        var other = FileTokenStore.Open(Folder, protect => protect.WithKeyFile(Temporary["other"]));

        await AssertFailsAsync(Problems.TokenKeyUnknown, async () => await other.ReadAsync(Records.Key));
        await AssertFailsAsync(Problems.TokenKeyUnknown, async () => await other.AcquireAsync(Records.Key));
        Assert.Equal(before, await File.ReadAllBytesAsync(RecordFile));
        Records.AssertEqual(Records.Full(), (await Open().ReadAsync(Records.Key))!.Record);
    }

    [Fact]
    public async Task Previous_key_reads_and_new_key_writes()
    {
        await WriteAsync(Open(), Records.Full());
        TokenProtection.CreateKeyFile(Temporary["new"]);
        var both = FileTokenStore.Open(Folder, protect => protect.WithKeyFile(Temporary["new"]).WithPreviousKeyFile(KeyFile));
        var onlyNew = FileTokenStore.Open(Folder, protect => protect.WithKeyFile(Temporary["new"]));

        Records.AssertEqual(Records.Full(), (await both.ReadAsync(Records.Key))!.Record);
        await AssertFailsAsync(Problems.TokenKeyUnknown, async () => await onlyNew.ReadAsync(Records.Key));
        await WriteAsync(both, Records.Full());
        Records.AssertEqual(Records.Full(), (await onlyNew.ReadAsync(Records.Key))!.Record);
    }

    [Fact]
    public async Task Passphrase_opens_the_store_again_and_another_does_not()
    {
        await WriteAsync(FileTokenStore.Open(Folder, protect => protect.WithPassphrase(Passphrase)), Records.Full());
        var again = FileTokenStore.Open(Folder, protect => protect.WithPassphrase(Passphrase));
        Records.AssertEqual(Records.Full(), (await again.ReadAsync(Records.Key))!.Record);

        var changed = FileTokenStore.Open(
            Folder, protect => protect.WithPassphrase("another passphrase").WithPreviousPassphrase(Passphrase));
        await WriteAsync(changed, (await changed.ReadAsync(Records.Key))!.Record);
        await AssertFailsAsync(Problems.TokenKeyUnknown, async () => await again.ReadAsync(Records.Key));
    }

    [Fact]
    public void Passphrase_of_a_codec_requires_a_salt()
    {
        Assert.Throws<ArgumentException>(() => new TokenRecordCodec(protect => protect.WithPassphrase("short")));
        Assert.Equal(
            Problems.TokenProtectionInvalid,
            Assert.Throws<TokenStoreException>(
                () => new TokenRecordCodec(protect => protect.WithPassphrase(Passphrase), new byte[15])).Problem);
        var entry = new TokenStoreEntry(Records.Key, "v", Records.Full());
        var data = new TokenRecordCodec(protect => protect.WithPassphrase(Passphrase), Salt).Encode(entry);
        Records.AssertEqual(
            Records.Full(), new TokenRecordCodec(protect => protect.WithPassphrase(Passphrase), Salt).Decode(Records.Key, data).Record);
    }

    [Fact]
    public void Equal_records_are_encrypted_differently_each_time()
    {
        var codec = new TokenRecordCodec(protect => protect.WithKeyFile(KeyFile));
        var entry = new TokenStoreEntry(Records.Key, "v", Records.Full());
        Assert.NotEqual(codec.Encode(entry), codec.Encode(entry));
    }

    [Fact]
    public void Key_file_is_never_overwritten()
    {
        var before = File.ReadAllText(KeyFile);
        Assert.Equal(32, Convert.FromBase64String(before.Trim()).Length);
        Assert.Throws<TokenStoreException>(() => TokenProtection.CreateKeyFile(KeyFile));
        Assert.Equal(before, File.ReadAllText(KeyFile));
        Assert.Throws<TokenStoreException>(() => TokenProtection.CreateKeyFile(Temporary["none/key"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("c2VjcmV0")]
    [InlineData("secret, not base64")]
    public void Invalid_key_file_is_refused_without_quoting_it(string content)
    {
        File.WriteAllText(KeyFile, content);
        var error = Assert.Throws<TokenStoreException>(() => Open());
        Assert.Equal(Problems.TokenKeyFileInvalid, error.Problem);
        Assert.True(content.Length == 0 || !error.ToString().Contains(content, StringComparison.Ordinal));

        File.WriteAllText(KeyFile, new string('A', 1000));
        Assert.Equal(Problems.TokenKeyFileInvalid, Assert.Throws<TokenStoreException>(() => Open()).Problem);
        File.Delete(KeyFile);
        Assert.Equal(Problems.TokenKeyFileInvalid, Assert.Throws<TokenStoreException>(() => Open()).Problem);
    }

    [Fact]
    public async Task Data_protection_api_works_on_Windows_and_is_refused_elsewhere()
    {
        foreach (var scope in new[] { DataProtectionApiScope.CurrentUser, DataProtectionApiScope.LocalMachine })
        {
            if (OperatingSystem.IsWindows())
            {
                var store = FileTokenStore.Open(Folder, protect => protect.WithDataProtectionApi(scope).WithPreviousDataProtectionApi());
                await WriteAsync(store, Records.Full());
                Records.AssertEqual(Records.Full(), (await store.ReadAsync(Records.Key))!.Record);
            }
            else
            {
                var error = Assert.Throws<TokenStoreException>(
                    () => FileTokenStore.Open(Folder, protect => protect.WithDataProtectionApi(scope)));
                Assert.Equal(Problems.DataProtectionApiMissing, error.Problem);
            }
        }
    }

    [Fact]
    public async Task Custom_protector_receives_the_record_and_its_context()
    {
        var first = new Reversing("first");
        await WriteAsync(FileTokenStore.Open(Folder, protect => protect.WithProtector(first)), Records.Full());
        Assert.Contains(Records.Key.Value, System.Text.Encoding.ASCII.GetString(first.Context!), StringComparison.Ordinal);

        var second = FileTokenStore.Open(Folder, protect => protect.WithProtector(new Reversing("second")));
        await AssertFailsAsync(Problems.TokenKeyUnknown, async () => await second.ReadAsync(Records.Key));
        var both = FileTokenStore.Open(Folder, protect => protect.WithProtector(new Reversing("second")).WithPreviousProtector(first));
        Records.AssertEqual(Records.Full(), (await both.ReadAsync(Records.Key))!.Record);
    }

    [Fact]
    public async Task Failing_protector_is_reported_and_the_record_is_kept()
    {
        var failing = new Reversing("failing");
        var store = FileTokenStore.Open(Folder, protect => protect.WithProtector(failing));
        await WriteAsync(store, Records.Full());
        failing.Failure = new TimeoutException("no key service");
        await AssertFailsAsync(Problems.TokenProtectorFailed, async () => await store.ReadAsync(Records.Key));
        failing.Failure = null;
        await using var lease = await store.AcquireAsync(Records.Key);
        failing.Failure = new System.Security.Cryptography.CryptographicException("no key");
        await AssertFailsAsync(
            Problems.TokenProtectorFailed,
            () => Task.Run(() => new TokenRecordCodec(protect => protect.WithProtector(failing)).Encode(lease.Current!)));
        failing.Failure = null;
        Assert.NotNull(await store.ReadAsync(Records.Key));
    }

    private sealed class Reversing(string keyId) : ITokenProtector
    {
        public string KeyId => keyId;

        public byte[]? Context { get; private set; }

        public Exception? Failure { get; set; }

        public byte[] Protect(byte[] record, byte[] context)
        {
            if (Failure is not null) throw Failure;
            Context = context;
            return [.. record.Reverse()];
        }

        public byte[] Unprotect(byte[] data, byte[] context)
        {
            if (Failure is not null) throw Failure;
            return Context is null || Context.SequenceEqual(context)
                ? [.. data.Reverse()]
                : throw new System.Security.Cryptography.CryptographicException();
        }
    }
}
