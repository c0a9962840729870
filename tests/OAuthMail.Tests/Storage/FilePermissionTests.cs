using System.Runtime.Versioning;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OAuthMail.Storage;
using OAuthMail.Storage.FileSystem;
using OAuthMail.Storage.Protection;
using OAuthMail.Tests.DependencyInjection;

namespace OAuthMail.Tests.Storage;

[UnsupportedOSPlatform("windows")]
public sealed class FilePermissionTests : FileTokenStoreTests
{
    private const uint Nobody = 65534;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode GroupAll = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute;
    private const UnixFileMode OtherAll = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

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
        File.SetUnixFileMode(Folder, OwnerOnly | UnixFileMode.UserExecute | UnixFileMode.OtherRead);
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
        Assert.Matches(
            FolderPermissions.HasSudo()
                ? "'sudo -u root [^ ]*/dotnet [^ ]*/OAuthMail.StoreWorker(.dll)? …'"
                : "as the user root \\(in Docker '--user 0', in Kubernetes 'runAsUser: 0'\\)",
            line);
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
        AssertRefused(Problems.TokenStoreNotPermitted, $"chown {UnixFiles.GetUserName(Nobody)} {RecordFile}");
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
        var store = UnixFiles.GetStatus(Folder)!.Value;
        CheckParent(user);
        TokenKeyFile.RequireOwner(KeyFile, UnixFiles.GetStatus(KeyFile)!.Value, user);
        UnixFiles.SetOwner(parent, Nobody, Nobody);
        UnixFiles.SetOwner(KeyFile, Nobody, Nobody);
        CheckParent(Nobody);
        CheckParent(0);
        TokenKeyFile.RequireOwner(KeyFile, UnixFiles.GetStatus(KeyFile)!.Value, Nobody);
        TokenKeyFile.RequireOwner(KeyFile, UnixFiles.GetStatus(KeyFile)!.Value, 0);
        var folder = Assert.Throws<TokenStoreException>(() => CheckParent(user));
        var key = Assert.Throws<TokenStoreException>(
            () => TokenKeyFile.RequireOwner(KeyFile, UnixFiles.GetStatus(KeyFile)!.Value, user));
        Assert.All([folder, key], failure =>
        {
            Assert.Equal(Problems.TokenStoreExposed, failure.Problem);
            Assert.Contains("'chown 1234 ", failure.Message, StringComparison.Ordinal);
        });

        void CheckParent(uint current) => FolderPermissions.CheckParent(Folder, store, current, NullLogger.Instance);
    }

    [FactOnUnix]
    public async Task Access_that_an_orchestrator_gives_to_a_group_is_removed_and_logged()
    {
        await WriteAsync(Open(), Records.Full());
        File.SetUnixFileMode(Folder, OwnerOnly | UnixFileMode.UserExecute | GroupAll | UnixFileMode.SetGroup);
        File.SetUnixFileMode(RecordFile, OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.GroupWrite);
        File.SetUnixFileMode(KeyFile, OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.GroupWrite);
        var log = new TestLog();
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(log));

        var store = Open(new FileTokenStoreOptions { LoggerFactory = factory });

        Records.AssertEqual(Records.Full(), (await store.ReadAsync(Records.Key))!.Record);
        Assert.Equal(OwnerOnly | UnixFileMode.UserExecute, File.GetUnixFileMode(Folder) & ~UnixFileMode.SetGroup);
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(RecordFile));
        Assert.Equal(OwnerOnly | UnixFileMode.GroupRead, File.GetUnixFileMode(KeyFile));
        Assert.Contains(
            log.Messages,
            line => line.Contains($"{Folder}, and", StringComparison.Ordinal) && line.Contains(RecordFile, StringComparison.Ordinal));
        Assert.Contains(log.Messages, line => line.Contains(KeyFile, StringComparison.Ordinal));
    }

    [FactOnUnix]
    public async Task All_files_that_others_can_access_are_named_in_one_message()
    {
        await WriteAsync(Open(), Records.Full());
        var files = Directory.GetFiles(Folder);
        foreach (var file in files) File.SetUnixFileMode(file, OwnerOnly | UnixFileMode.OtherRead);
        AssertRefused(Problems.TokenStoreExposed, [$"'chmod -R go= {Folder}'", .. files]);
    }

    [FactOnUnix]
    public async Task Link_in_the_folder_does_not_change_the_permissions_of_a_file_elsewhere()
    {
        await WriteAsync(Open(), Records.Full());
        var elsewhere = Temporary["elsewhere"];
        await File.WriteAllTextAsync(elsewhere, "");
        File.SetUnixFileMode(elsewhere, OwnerOnly | UnixFileMode.GroupRead);
        var link = Path.Combine(Folder, "link");
        File.CreateSymbolicLink(link, elsewhere);
        AssertRefused(Problems.TokenStoreExposed, link);
        Assert.Equal(OwnerOnly | UnixFileMode.GroupRead, File.GetUnixFileMode(elsewhere));
    }

    [FactWithMount]
    public async Task Store_in_a_volume_that_everybody_can_write_to_is_used_if_it_belongs_to_the_current_user()
    {
        var volume = Temporary["volume"];
        var folder = Path.Combine(volume, "tokens");
        using var disk = new SmallDisk(volume);
        GiveAccessToOtherUsers();
        File.SetUnixFileMode(volume, OwnerOnly | UnixFileMode.UserExecute | GroupAll | OtherAll);
        UnixFiles.SetOwner(KeyFile, Nobody, Nobody);
        using (var worker = WorkerProcess.Start(["open", folder, KeyFile, Records.Key.Value, ""], Nobody))
        {
            Assert.Equal("opened", await worker.ReadLineAsync());
        }

        // Root cannot know who created the folder.
        var failure = Assert.Throws<TokenStoreException>(() => FileTokenStore.Open(folder, protect => protect.WithKeyFile(KeyFile)));
        Assert.Equal(Problems.TokenStoreExposed, failure.Problem);

        UnixFiles.SetOwner(volume, 1234, 1234);
        using var again = WorkerProcess.Start(["open", folder, KeyFile, Records.Key.Value, ""], Nobody);
        Assert.Equal("opened", await again.ReadLineAsync());
    }

    [FactWithMount]
    public async Task Volume_of_root_as_the_store_itself_is_refused_with_a_folder_to_use()
    {
        using var disk = new SmallDisk(Folder);
        File.SetUnixFileMode(Folder, OwnerOnly | UnixFileMode.UserExecute | GroupAll | OtherAll);
        UnixFiles.SetOwner(KeyFile, Nobody, Nobody);
        GiveAccessToOtherUsers();
        using var worker = WorkerProcess.Start(WorkerArguments("open"), Nobody);
        var line = await worker.ReadLineAsync();
        Assert.StartsWith("token-store-owner: ", line, StringComparison.Ordinal);
        Assert.Contains($"Use a folder in it, such as {Path.Combine(Folder, "tokens")}", line, StringComparison.Ordinal);
        Assert.DoesNotContain("sudo", line, StringComparison.Ordinal);
    }

    private void AssertRefused(Problem problem, params string[] advice)
    {
        var error = Assert.Throws<TokenStoreException>(() => Open());
        Assert.Equal(problem, error.Problem);
        Assert.All(advice, text => Assert.Contains(text, error.Message, StringComparison.Ordinal));
    }

    /// <summary>Lets other users traverse the test's temporary folder. The permissions of its content do not change.</summary>
    private void GiveAccessToOtherUsers() =>
        File.SetUnixFileMode(Temporary.Path, OwnerOnly | UnixFileMode.UserExecute | UnixFileMode.OtherExecute);
}
