using OAuthMail.Storage;

namespace OAuthMail.Tests.Storage;

public sealed class FileTokenStoreOpeningTests : FileTokenStoreTests
{
    [Theory]
    [InlineData(-120, true)]
    [InlineData(120, true)]
    [InlineData(0, false)]
    public async Task Temporary_file_of_a_killed_process_is_deleted_if_it_is_old(int minutes, bool removed)
    {
        await WriteAsync(Open(), Records.Full());
        var remaining = RecordFile + ".0123456789abcdef.tmp";
        await File.WriteAllTextAsync(remaining, "");
        File.SetLastWriteTimeUtc(remaining, DateTime.UtcNow.AddMinutes(minutes));
        Open();
        Assert.Equal(removed, !File.Exists(remaining));
    }

    [Fact]
    public async Task Temporary_file_of_a_running_process_is_not_deleted_even_if_it_is_old()
    {
        var store = Open();
        await using var lease = (IReservingTokenLease)await store.AcquireAsync(Records.Key);
        await lease.ReserveAsync();
        File.SetLastWriteTimeUtc(Assert.Single(Directory.GetFiles(Folder, "*.tmp")), DateTime.UtcNow.AddHours(-1));
        Open();
        await lease.WriteAsync(Records.Full());
        Records.AssertEqual(Records.Full(), (await store.ReadAsync(Records.Key))!.Record);
    }

    [Fact]
    public async Task Deleted_folder_is_an_error_and_not_an_empty_store()
    {
        var store = Open();
        Directory.Delete(Folder, recursive: true);
        await AssertFailsAsync(Problems.TokenStoreUnavailable, async () => await store.ReadAsync(Records.Key));
        await AssertFailsAsync(Problems.TokenStoreUnavailable, async () => await store.AcquireAsync(Records.Key));
        await AssertFailsAsync(Problems.TokenStoreUnavailable, () => store.ForEachAsync((_, _) => Task.CompletedTask));
    }

    [Fact]
    public async Task Trailing_separator_of_the_folder_is_ignored()
    {
        var store = FileTokenStore.Open(
            Path.Combine(Temporary.Path, "a", "b", "tokens") + Path.DirectorySeparatorChar, protect => protect.WithKeyFile(KeyFile));
        Assert.Equal(Path.Combine(Temporary.Path, "a", "b", "tokens"), store.Folder);
        await WriteAsync(store, Records.Full());
        Assert.Contains(store.Folder, store.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void File_with_the_name_of_the_folder_is_an_error()
    {
        File.WriteAllText(Folder, "");
        Assert.Equal(Problems.TokenStoreUnavailable, Assert.Throws<TokenStoreException>(() => Open()).Problem);
    }

    [Fact]
    public void Invalid_options_are_reported_together()
    {
        Assert.Throws<ArgumentException>(() => FileTokenStore.Open("", protect => protect.AllowUnprotected()));
        var options = new FileTokenStoreOptions { LeaseTimeout = TimeSpan.Zero, TimeProvider = null! };
        Assert.Equal(["LeaseTimeout", "TimeProvider"], Some.ErrorsOf(() => Open(options)).Select(error => error.Option));
    }
}
