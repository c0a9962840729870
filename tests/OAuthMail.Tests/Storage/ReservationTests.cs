using System.Runtime.Versioning;
using OAuthMail.Storage;
using OAuthMail.Storage.FileSystem;

namespace OAuthMail.Tests.Storage;

/// <summary>A reservation checks whether a record can be written before its content exists.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ReservationTests : FileTokenStoreTests
{
    private const uint Nobody = 65534;

    [FactWithMount]
    public async Task Write_with_reserved_space_succeeds_when_the_disk_is_full()
    {
        using var disk = new SmallDisk(Folder);
        var store = Open();
        await WriteAsync(store, Records.Full());
        await using var lease = await AcquireAsync(store);
        await lease.ReserveAsync();
        disk.Fill();
        var larger = Records.Full();
        larger.Properties["more"] = new string('x', 8 * 1024);
        await lease.WriteAsync(larger);
        Records.AssertEqual(larger, (await store.ReadAsync(Records.Key))!.Record);
    }

    [FactWithMount]
    public async Task Reservation_on_a_full_disk_fails()
    {
        using var disk = new SmallDisk(Folder);
        var store = Open();
        await WriteAsync(store, Records.Full());
        disk.Fill();
        await using var lease = await AcquireAsync(store);
        await AssertFailsAsync(Problems.TokenStoreFull, async () => await lease.ReserveAsync());
        Assert.Empty(Directory.GetFiles(Folder, "*.tmp"));

        disk.Clear();
        await lease.ReserveAsync();
    }

    [FactAsRoot]
    public async Task Reservation_fails_without_write_permission_and_succeeds_when_it_is_restored()
    {
        UnixFiles.CreateFolder(Folder);
        UnixFiles.SetOwner(Folder, Nobody, Nobody);
        UnixFiles.SetOwner(KeyFile, Nobody, Nobody);
        var mode = File.GetUnixFileMode(Temporary.Path);
        File.SetUnixFileMode(Temporary.Path, mode | UnixFileMode.OtherExecute);
        await Records.IncrementAsync(Open(), Records.Key);

        using var worker = WorkerProcess.Start(WorkerArguments("reserve-when-told"), Nobody);
        Assert.Equal("opened", await worker.ReadLineAsync());
        foreach (var lost in new[] { UnixFileMode.None, UnixFileMode.UserRead | UnixFileMode.UserExecute })
        {
            File.SetUnixFileMode(Folder, lost);
            await worker.ContinueAsync();
            Assert.StartsWith("token-store-not-permitted: ", await worker.ReadLineAsync(), StringComparison.Ordinal);

            File.SetUnixFileMode(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            await worker.ContinueAsync();
            Assert.Equal("reserved", await worker.ReadLineAsync());
        }

        Assert.Equal(1, await Records.CountAsync(Open(), Records.Key));
    }

    [Fact]
    public async Task Unused_reservation_is_released_with_the_lease()
    {
        var store = Open();
        await using (var lease = await AcquireAsync(store))
        {
            await lease.ReserveAsync();
            await lease.ReserveAsync();
            Assert.Single(Directory.GetFiles(Folder, "*.tmp"));
        }

        Assert.Empty(Directory.GetFiles(Folder, "*.tmp"));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await ReserveAfterDisposalAsync());

        async Task ReserveAfterDisposalAsync()
        {
            var lease = await AcquireAsync(store);
            await lease.DisposeAsync();
            await lease.ReserveAsync();
        }
    }

    [Fact]
    public async Task Reservation_is_used_once_and_released_by_a_deletion()
    {
        var store = Open();
        await using var lease = await AcquireAsync(store);
        await lease.ReserveAsync();
        await lease.WriteAsync(new TokenRecord { RefreshToken = "one" });
        await lease.WriteAsync(new TokenRecord { RefreshToken = "two" });
        Assert.Equal("two", (await store.ReadAsync(Records.Key))!.Record.RefreshToken);
        await lease.ReserveAsync();
        await lease.DeleteAsync();
        Assert.Empty(Directory.GetFiles(Folder, "*.tmp"));
        Assert.Null(await store.ReadAsync(Records.Key));
    }

    [Fact]
    public async Task Reserved_file_is_private_from_its_creation()
    {
        await using var lease = await AcquireAsync(Open());
        await lease.ReserveAsync();
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Assert.Single(Directory.GetFiles(Folder, "*.tmp"))));
        }
    }

    [Fact]
    public async Task Reservation_fails_if_the_record_was_changed_without_the_lease()
    {
        var store = Open();
        await WriteAsync(store, new TokenRecord { RefreshToken = "one" });
        await using var lease = await AcquireAsync(store);
        File.Delete(RecordFile);
        await AssertFailsAsync(Problems.TokenRecordConflict, async () => await lease.ReserveAsync());
    }

    [FactOnUnix]
    public async Task Reservation_fails_if_the_lease_was_lost()
    {
        await using var lease = await AcquireAsync(Open());
        File.Delete(Path.Combine(Folder, Records.Key + ".lock"));
        await AssertFailsAsync(Problems.TokenLeaseLost, async () => await lease.ReserveAsync());
    }

    private static async Task<IReservingTokenLease> AcquireAsync(FileTokenStore store) =>
        (IReservingTokenLease)await store.AcquireAsync(Records.Key);
}
