using System.Runtime.Versioning;
using OAuthMail.Storage;
using OAuthMail.Storage.FileSystem;

namespace OAuthMail.Tests.Storage;

[UnsupportedOSPlatform("windows")]
public sealed class FilePermissionTests : FileTokenStoreTests
{
    private const uint Nobody = 65534;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [FactOnUnix]
    public async Task Only_the_owner_can_do_anything_with_what_is_created()
    {
        await WriteAsync(Open(), Records.Full());
        Assert.Equal(OwnerOnly | UnixFileMode.UserExecute, File.GetUnixFileMode(Folder));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(KeyFile));
        Assert.All(Directory.GetFiles(Folder), file => Assert.Equal(OwnerOnly, File.GetUnixFileMode(file)));
    }

    [FactOnUnix]
    public void A_folder_that_others_can_enter_is_refused_with_the_command_to_run()
    {
        Open();
        File.SetUnixFileMode(Folder, OwnerOnly | UnixFileMode.UserExecute | UnixFileMode.GroupRead);
        AssertRefused(Problems.TokenStoreExposed, $"'chmod 700 {Folder}'");
    }

    [FactOnUnix]
    public async Task A_file_that_others_can_read_is_refused_with_the_command_to_run()
    {
        await WriteAsync(Open(), Records.Full());
        File.SetUnixFileMode(RecordFile, OwnerOnly | UnixFileMode.OtherRead);
        AssertRefused(Problems.TokenStoreExposed, $"'chmod 600 {RecordFile}'");
    }

    [FactOnUnix]
    public void A_key_file_that_others_can_read_is_refused_with_the_command_to_run()
    {
        File.SetUnixFileMode(KeyFile, OwnerOnly | UnixFileMode.GroupRead);
        Open();
        File.SetUnixFileMode(KeyFile, OwnerOnly | UnixFileMode.OtherRead);
        AssertRefused(Problems.TokenStoreExposed, $"'chmod o=,g-w {KeyFile}'");
    }

    [FactAsRoot]
    public async Task A_folder_of_somebody_else_is_refused_with_the_command_to_run()
    {
        await WriteAsync(Open(), Records.Full());
        LetNobodyIn();
        using var worker = WorkerProcess.Start(WorkerArguments("open"), Nobody);
        var line = await worker.ReadLineAsync();
        Assert.StartsWith("token-store-owner: ", line, StringComparison.Ordinal);
        Assert.Matches("'sudo -u root [^ ]*/dotnet [^ ]*/OAuthMail.StoreWorker(.dll)? …'", line);
    }

    [FactAsRoot]
    public async Task What_root_writes_into_the_folder_of_another_user_belongs_to_that_user()
    {
        UnixFiles.CreateFolder(Folder);
        UnixFiles.SetOwner(Folder, Nobody, Nobody);
        UnixFiles.SetOwner(KeyFile, Nobody, Nobody);
        LetNobodyIn();
        await Records.IncrementAsync(Open(), Records.Key);
        Assert.All(Directory.GetFiles(Folder), file => Assert.Equal(Nobody, UnixFiles.GetStatus(file)!.Value.Owner));

        using var worker = WorkerProcess.Start(WorkerArguments("increment", "1"), Nobody);
        Assert.Equal("incremented", await worker.ReadLineAsync());
        Assert.Equal(2, await Records.CountAsync(Open(), Records.Key));
    }

    [FactAsRoot]
    public async Task A_file_of_root_in_the_folder_of_another_user_is_refused_with_the_command_to_run()
    {
        UnixFiles.CreateFolder(Folder);
        UnixFiles.SetOwner(Folder, Nobody, Nobody);
        await Records.IncrementAsync(Open(), Records.Key);
        UnixFiles.SetOwner(RecordFile, 0, 0);
        AssertRefused(Problems.TokenStoreNotPermitted, $"sudo chown {UnixFiles.GetUserName(Nobody)} {RecordFile}");
    }

    [FactAsRoot]
    public async Task A_folder_that_became_read_only_is_said_to_be_and_the_old_record_stays()
    {
        UnixFiles.CreateFolder(Folder);
        UnixFiles.SetOwner(Folder, Nobody, Nobody);
        UnixFiles.SetOwner(KeyFile, Nobody, Nobody);
        LetNobodyIn();
        await Records.IncrementAsync(Open(), Records.Key);
        using var worker = WorkerProcess.Start(WorkerArguments("write-when-told"), Nobody);
        Assert.Equal("opened", await worker.ReadLineAsync());
        File.SetUnixFileMode(Folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await worker.GoOnAsync();
        Assert.StartsWith("token-store-not-permitted: ", await worker.ReadLineAsync(), StringComparison.Ordinal);

        File.SetUnixFileMode(Folder, OwnerOnly | UnixFileMode.UserExecute);
        Assert.Equal(1, await Records.CountAsync(Open(), Records.Key));
        Assert.Empty(Directory.GetFiles(Folder, "*.tmp"));
    }

    [FactWithMount]
    public async Task A_full_disk_is_said_to_be_and_the_old_record_stays()
    {
        using var disk = new SmallDisk(Folder);
        var store = Open();
        await WriteAsync(store, Records.Full());
        var large = new TokenRecord();
        large.Properties["filler"] = new string('x', 256 * 1024);
        await using (var lease = await store.AcquireAsync(Records.Key))
        {
            await AssertFailsAsync(Problems.TokenStoreFull, async () => await lease.WriteAsync(large));
            await lease.WriteAsync(lease.Current!.Record);
        }

        Records.AssertEqual(Records.Full(), (await store.ReadAsync(Records.Key))!.Record);
        Assert.Empty(Directory.GetFiles(Folder, "*.tmp"));

        disk.SetReadOnly(true);
        await AssertFailsAsync(Problems.TokenStoreNotPermitted, async () => await store.AcquireAsync(Records.Key));
        Records.AssertEqual(Records.Full(), (await store.ReadAsync(Records.Key))!.Record);
    }

    private void AssertRefused(Problem problem, string advice)
    {
        var error = Assert.Throws<TokenStoreException>(() => Open());
        Assert.Equal(problem, error.Problem);
        Assert.Contains(advice, error.Message, StringComparison.Ordinal);
    }

    /// <summary>The test's own folder can be passed through; what is inside keeps its permissions.</summary>
    private void LetNobodyIn() => File.SetUnixFileMode(Temporary.Path, OwnerOnly | UnixFileMode.UserExecute | UnixFileMode.OtherExecute);
}
