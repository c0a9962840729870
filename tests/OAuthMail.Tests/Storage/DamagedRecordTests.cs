using OAuthMail.Storage;

namespace OAuthMail.Tests.Storage;

public sealed class DamagedRecordTests : FileTokenStoreTests
{
    private string[] RenamedFiles => Directory.GetFiles(Folder, "*.damaged-*");

    [Fact]
    public async Task Damaged_file_is_renamed_and_the_next_read_finds_no_record()
    {
        var store = Open();
        await WriteAsync(store, Records.Full());
        await File.WriteAllTextAsync(RecordFile, "no record");

        var error = await Assert.ThrowsAsync<TokenStoreException>(async () => await store.ReadAsync(Records.Key));
        Assert.Equal(Problems.TokenRecordDamaged, error.Problem);
        var renamed = Assert.Single(RenamedFiles);
        Assert.Contains(RecordFile, error.Message, StringComparison.Ordinal);
        Assert.Contains(renamed, error.Message, StringComparison.Ordinal);
        Assert.Equal("no record", await File.ReadAllTextAsync(renamed));
        Assert.Null(await store.ReadAsync(Records.Key));

        await WriteAsync(store, Records.Full());
        await File.WriteAllTextAsync(RecordFile, "");
        await AssertFailsAsync(Problems.TokenRecordDamaged, async () => await store.AcquireAsync(Records.Key));
        Assert.Equal(2, RenamedFiles.Length);
        await using var lease = await store.AcquireAsync(Records.Key);
        Assert.Null(lease.Current);
    }

    [Fact]
    public async Task Damaged_file_is_renamed_only_under_the_lease()
    {
        var store = Open();
        await WriteAsync(store, Records.Full());
        await using var lease = await store.AcquireAsync(Records.Key);
        await File.WriteAllTextAsync(RecordFile, "no record");
        await AssertFailsAsync(Problems.TokenRecordDamaged, async () => await store.ReadAsync(Records.Key));
        Assert.Empty(RenamedFiles);
        await AssertFailsAsync(Problems.TokenRecordDamaged, async () => await lease.WriteAsync(new TokenRecord()));
        Assert.Single(RenamedFiles);
    }

    [Fact]
    public async Task Every_flipped_bit_and_every_truncation_is_detected()
    {
        var store = Open();
        await WriteAsync(store, Records.Full());
        var good = await File.ReadAllBytesAsync(RecordFile);
        for (var offset = 0; offset < good.Length; offset++)
        {
            var flipped = (byte[])good.Clone();
            flipped[offset] ^= (byte)(1 << (offset % 8));
            await File.WriteAllBytesAsync(RecordFile, flipped);
            await AssertFailsAsync(Problems.TokenRecordDamaged, async () => await store.ReadAsync(Records.Key));

            await File.WriteAllBytesAsync(RecordFile, good[..offset]);
            await AssertFailsAsync(Problems.TokenRecordDamaged, async () => await store.ReadAsync(Records.Key));
        }

        Assert.Equal(2 * good.Length, RenamedFiles.Length);
        await File.WriteAllBytesAsync(RecordFile, [.. good, 0]);
        await AssertFailsAsync(Problems.TokenRecordDamaged, async () => await store.ReadAsync(Records.Key));
        await File.WriteAllBytesAsync(RecordFile, new byte[3 * 1024 * 1024]);
        await AssertFailsAsync(Problems.TokenRecordDamaged, async () => await store.ReadAsync(Records.Key));
    }

    [Fact]
    public async Task Record_in_the_file_of_another_key_is_refused_and_kept()
    {
        var store = Open();
        await WriteAsync(store, Records.Full());
        var other = new TokenKey("other");
        var copy = Path.Combine(Folder, "other.token");
        File.Copy(RecordFile, copy);

        var error = await Assert.ThrowsAsync<TokenStoreException>(async () => await store.ReadAsync(other));
        Assert.Equal(Problems.TokenRecordMisplaced, error.Problem);
        Assert.Contains(Records.Key.Value, error.Message, StringComparison.Ordinal);
        await AssertFailsAsync(Problems.TokenRecordMisplaced, async () => await store.AcquireAsync(other));
        Assert.True(File.Exists(copy));
        Assert.Empty(RenamedFiles);
    }

    [Fact]
    public async Task Record_with_a_forged_key_is_refused()
    {
        var store = Open();
        await WriteAsync(store, Records.Full());
        var data = await File.ReadAllBytesAsync(RecordFile);

        // account-1 becomes account-2. The checksum, which needs no key, is corrected.
        data[22 + 8] = (byte)'2';
        var body = data[..^16];
        byte[] forged = [.. body, .. System.Security.Cryptography.SHA256.HashData(body)[..16]];
        await File.WriteAllBytesAsync(Path.Combine(Folder, "account-2.token"), forged);
        await AssertFailsAsync(Problems.TokenRecordDamaged, async () => await store.ReadAsync(new TokenKey("account-2")));
    }

    [Fact]
    public async Task Foreign_files_are_not_listed_and_a_damaged_record_does_not_hide_others()
    {
        var store = Open();
        await WriteAsync(store, Records.Full());
        foreach (var foreign in new[] { "README", "Upper.token", ".token", "_a.token", "a b.token", "x.token.bak" })
        {
            File.Copy(RecordFile, Path.Combine(Folder, foreign));
        }

        var listed = new List<TokenKey>();
        await store.ForEachAsync(Collect);
        Assert.Equal([Records.Key], listed);

        await File.WriteAllTextAsync(Path.Combine(Folder, "a.token"), "");
        await File.WriteAllTextAsync(Path.Combine(Folder, "z.token"), "");
        listed.Clear();
        await AssertFailsAsync(Problems.TokenRecordDamaged, () => store.ForEachAsync(Collect));
        Assert.Equal([Records.Key], listed);

        Task Collect(TokenStoreEntry entry, CancellationToken cancellationToken)
        {
            listed.Add(entry.Key);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Missing_or_damaged_description_is_not_replaced()
    {
        await WriteAsync(Open(), Records.Full());
        var description = Path.Combine(Folder, "oauthmail-store.json");
        foreach (
            var content in new[]
            {
                "",
                "{}",
                "[]",
                "{\"v\":2}",
                "{\"v\":1,\"salt\":\"AA==\",\"iterations\":600000}",
                new string(' ', 5000),
            })
        {
            await File.WriteAllTextAsync(description, content);
            Assert.Equal(Problems.TokenStoreIncomplete, Assert.Throws<TokenStoreException>(() => Open()).Problem);
        }

        File.Delete(description);
        Assert.Equal(Problems.TokenStoreIncomplete, Assert.Throws<TokenStoreException>(() => Open()).Problem);
        Assert.False(File.Exists(description));
    }
}
