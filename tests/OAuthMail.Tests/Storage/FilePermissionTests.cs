using System.Runtime.Versioning;
using OAuthMail.Storage;
using OAuthMail.Storage.FileSystem;
using OAuthMail.Storage.Protection;

namespace OAuthMail.Tests.Storage;

[UnsupportedOSPlatform("windows")]
public sealed class FilePermissionTests : FileTokenStoreTests
{
    private const uint Nobody = 65534;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [FactOnUnix]
    public async Task Created_files_are_accessible_only_to_their_owner()
    {
        await WriteAsync(Open(), Records.Full());
        Assert.Equal(OwnerOnly | UnixFileMode.UserExecute, File.GetUnixFileMode(Folder));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(KeyFile));
        Assert.All(Directory.GetFiles(Folder), file => Assert.Equal(OwnerOnly, File.GetUnixFileMode(file)));
    }

    [FactOnUnix]
    public void Folder_that_others_can_access_is_refused_with_the_command_to_run()
    {
        Open();
        File.SetUnixFileMode(Folder, OwnerOnly | UnixFileMode.UserExecute | UnixFileMode.GroupRead);
        AssertRefused(Problems.TokenStoreExposed, $"'chmod 700 {Folder}'");
    }

    [FactOnUnix]
    public async Task File_that_others_can_read_is_refused_with_the_command_to_run()
    {
        await WriteAsync(Open(), Records.Full());
        File.SetUnixFileMode(RecordFile, OwnerOnly | UnixFileMode.OtherRead);
        AssertRefused(Problems.TokenStoreExposed, $"'chmod 600 {RecordFile}'");
    }

    [FactOnUnix]
    public void Key_file_that_others_can_read_is_refused_with_the_command_to_run()
    {
        File.SetUnixFileMode(KeyFile, OwnerOnly | UnixFileMode.GroupRead);
        Open();
        File.SetUnixFileMode(KeyFile, OwnerOnly | UnixFileMode.OtherRead);
        AssertRefused(Problems.TokenStoreExposed, $"'chmod o=,g-w {KeyFile}'");
    }

    [FactAsRoot]
    public async Task Folder_of_another_user_is_refused_with_the_command_to_run()
    {
        await WriteAsync(Open(), Records.Full());
        GiveAccessToOtherUsers();
        using var worker = WorkerProcess.Start(WorkerArguments("open"), Nobody);
        var line = await worker.ReadLineAsync();
        Assert.StartsWith("token-store-owner: ", line, StringComparison.Ordinal);
        Assert.Matches("'sudo -u root [^ ]*/dotnet [^ ]*/OAuthMail.StoreWorker(.dll)? …'", line);
    }

    [FactAsRoot]
    public async Task Files_that_root_creates_belong_to_the_owner_of_the_folder()
    {
        UnixFiles.CreateFolder(Folder);
        UnixFiles.SetOwner(Folder, Nobody, Nobody);
        UnixFiles.SetOwner(KeyFile, Nobody, Nobody);
        GiveAccessToOtherUsers();
        await Records.IncrementAsync(Open(), Records.Key);
        Assert.All(Directory.GetFiles(Folder), file => Assert.Equal(Nobody, UnixFiles.GetStatus(file)!.Value.Owner));

        using var worker = WorkerProcess.Start(WorkerArguments("increment", "1"), Nobody);
        Assert.Equal("incremented", await worker.ReadLineAsync());
        Assert.Equal(2, await Records.CountAsync(Open(), Records.Key));
    }

    [FactAsRoot]
    public async Task File_of_root_in_the_folder_of_another_user_is_refused_with_the_command_to_run()
    {
        UnixFiles.CreateFolder(Folder);
        UnixFiles.SetOwner(Folder, Nobody, Nobody);
        await Records.IncrementAsync(Open(), Records.Key);
        UnixFiles.SetOwner(RecordFile, 0, 0);
        AssertRefused(Problems.TokenStoreNotPermitted, $"sudo chown {UnixFiles.GetUserName(Nobody)} {RecordFile}");
    }

    [FactAsRoot]
    public async Task Read_only_folder_is_reported_and_the_old_record_is_kept()
    {
        UnixFiles.CreateFolder(Folder);
        UnixFiles.SetOwner(Folder, Nobody, Nobody);
        UnixFiles.SetOwner(KeyFile, Nobody, Nobody);
        GiveAccessToOtherUsers();
        await Records.IncrementAsync(Open(), Records.Key);
        using var worker = WorkerProcess.Start(WorkerArguments("write-when-told"), Nobody);
        Assert.Equal("opened", await worker.ReadLineAsync());
        File.SetUnixFileMode(Folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await worker.ContinueAsync();
        Assert.StartsWith("token-store-not-permitted: ", await worker.ReadLineAsync(), StringComparison.Ordinal);

        File.SetUnixFileMode(Folder, OwnerOnly | UnixFileMode.UserExecute);
        Assert.Equal(1, await Records.CountAsync(Open(), Records.Key));
        Assert.Empty(Directory.GetFiles(Folder, "*.tmp"));
    }

    [FactWithMount]
    public async Task Full_disk_is_reported_and_the_old_record_is_kept()
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

    [FactOnUnix]
    public void Parent_folder_that_others_can_write_to_is_refused_unless_it_is_sticky()
    {
        var parent = Path.GetDirectoryName(Path.GetFullPath(Folder))!;
        Open();
        var all = OwnerOnly | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(parent, all);
        AssertRefused(Problems.TokenStoreExposed, $"'chmod o-w {parent}'");
        File.SetUnixFileMode(parent, all | UnixFileMode.StickyBit);
        Open();
        File.SetUnixFileMode(parent, OwnerOnly | UnixFileMode.UserExecute | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute);
        Open();
    }

    [FactAsRoot]
    public void Parent_folder_and_key_file_of_another_user_are_refused()
    {
        const uint user = 1234;
        Open();
        var parent = Path.GetDirectoryName(Path.GetFullPath(Folder))!;
        FolderPermissions.CheckParent(Folder, user);
        TokenKeyFile.RequireOwner(KeyFile, UnixFiles.GetStatus(KeyFile)!.Value, user);
        UnixFiles.SetOwner(parent, Nobody, Nobody);
        UnixFiles.SetOwner(KeyFile, Nobody, Nobody);
        FolderPermissions.CheckParent(Folder, Nobody);
        FolderPermissions.CheckParent(Folder, 0);
        TokenKeyFile.RequireOwner(KeyFile, UnixFiles.GetStatus(KeyFile)!.Value, Nobody);
        TokenKeyFile.RequireOwner(KeyFile, UnixFiles.GetStatus(KeyFile)!.Value, 0);
        var folder = Assert.Throws<TokenStoreException>(() => FolderPermissions.CheckParent(Folder, user));
        var key = Assert.Throws<TokenStoreException>(
            () => TokenKeyFile.RequireOwner(KeyFile, UnixFiles.GetStatus(KeyFile)!.Value, user));
        Assert.All([folder, key], failure =>
        {
            Assert.Equal(Problems.TokenStoreExposed, failure.Problem);
            Assert.Contains("chown", failure.Message, StringComparison.Ordinal);
        });
    }

    private void AssertRefused(Problem problem, string advice)
    {
        var error = Assert.Throws<TokenStoreException>(() => Open());
        Assert.Equal(problem, error.Problem);
        Assert.Contains(advice, error.Message, StringComparison.Ordinal);
    }

    /// <summary>Lets other users traverse the test's temporary folder. The permissions of its content do not change.</summary>
    private void GiveAccessToOtherUsers() =>
        File.SetUnixFileMode(Temporary.Path, OwnerOnly | UnixFileMode.UserExecute | UnixFileMode.OtherExecute);
}
