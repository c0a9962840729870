using OAuthMail.Storage;

namespace OAuthMail.Tests.Storage;

public sealed class FileTokenStoreOpeningTests : FileTokenStoreTests
{
    [Theory]
    [InlineData(-120, true)]
    [InlineData(120, true)]
    [InlineData(0, false)]
    public async Task What_a_killed_writer_left_is_removed_when_it_is_old_by_a_clock_that_may_have_been_set(int minutes, bool removed)
    {
        await WriteAsync(Open(), Records.Full());
        var left = RecordFile + ".0123456789abcdef.tmp";
        await File.WriteAllTextAsync(left, "");
        File.SetLastWriteTimeUtc(left, DateTime.UtcNow.AddMinutes(minutes));
        Open();
        Assert.Equal(removed, !File.Exists(left));
    }

    [Fact]
    public async Task What_a_living_writer_has_open_is_not_removed_even_if_the_clock_says_that_it_is_old()
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
    public async Task A_folder_that_is_gone_is_an_error_and_not_an_empty_store()
    {
        var store = Open();
        Directory.Delete(Folder, recursive: true);
        await AssertFailsAsync(Problems.TokenStoreUnavailable, async () => await store.ReadAsync(Records.Key));
        await AssertFailsAsync(Problems.TokenStoreUnavailable, async () => await store.AcquireAsync(Records.Key));
        await AssertFailsAsync(Problems.TokenStoreUnavailable, () => store.ForEachAsync((_, _) => Task.CompletedTask));
    }

    [Fact]
    public async Task The_same_folder_is_meant_with_and_without_a_closing_separator()
    {
        var store = FileTokenStore.Open(
            Path.Combine(Temporary.Path, "a", "b", "tokens") + Path.DirectorySeparatorChar, protect => protect.WithKeyFile(KeyFile));
        Assert.Equal(Path.Combine(Temporary.Path, "a", "b", "tokens"), store.Folder);
        await WriteAsync(store, Records.Full());
        Assert.Contains(store.Folder, store.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_in_the_place_of_the_folder_is_an_error()
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
