using System.Text;
using Microsoft.Win32.SafeHandles;
using OAuthMail.Storage.FileSystem;

namespace OAuthMail.Tests.Storage;

/// <summary>What the store does on Mono instead of what it does on .NET. The proof between both is <c>.ci/mono</c>.</summary>
public sealed class ExclusiveFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    private string Path => System.IO.Path.Combine(_folder, "file");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [FactOnUnix]
    public void Lock_of_Mono_excludes_an_exclusive_file_of_NET_and_is_released_with_the_file()
    {
        File.Create(Path).Dispose();
        using (var file = OpenWithoutLock())
        {
            Assert.True(UnixFiles.TryLock(file));
            var refused = Assert.ThrowsAny<IOException>(() => ExclusiveFile.Open(Path, FileMode.Open, FileAccess.ReadWrite));
            Assert.True(FileErrors.IsLocked(refused));
            using var second = OpenWithoutLock();
            Assert.False(UnixFiles.TryLock(second));
        }

        ExclusiveFile.Open(Path, FileMode.Open, FileAccess.ReadWrite).Dispose();
    }

    [FactOnUnix]
    public void Exclusive_file_of_NET_excludes_the_lock_of_Mono()
    {
        using var held = ExclusiveFile.Open(Path, FileMode.OpenOrCreate, FileAccess.ReadWrite);
        using var file = OpenWithoutLock();
        Assert.False(UnixFiles.TryLock(file));
        Assert.True(FileErrors.IsLocked(FileErrors.CreateLocked(Path)));
    }

    [FactOnUnix]
    public void Moved_file_replaces_no_other_one()
    {
        File.WriteAllText(Path, "first");
        File.WriteAllText(Path + ".new", "second");

        Assert.False(UnixFiles.TryMoveNew(Path + ".new", Path));
        Assert.Equal("first", File.ReadAllText(Path));
        Assert.True(File.Exists(Path + ".new"));

        File.Delete(Path);
        Assert.True(UnixFiles.TryMoveNew(Path + ".new", Path));
        Assert.Equal("second", File.ReadAllText(Path));
        Assert.False(File.Exists(Path + ".new"));
        Assert.ThrowsAny<IOException>(() => UnixFiles.TryMoveNew(Path + ".missing", Path + ".other"));
    }

    [Fact]
    public void File_that_exists_is_recognized_by_the_error()
    {
        File.WriteAllText(Path, "first");
        File.WriteAllText(Path + ".new", "second");

        Assert.True(FileErrors.IsExisting(Assert.ThrowsAny<IOException>(() => File.Move(Path + ".new", Path))));
        Assert.False(FileErrors.IsExisting(Assert.ThrowsAny<IOException>(() => File.Move(Path + ".missing", Path))));
    }

    [Theory]
    [InlineData(0x70, "token-store-full")]
    [InlineData(0x27, "token-store-full")]
    [InlineData(0x13, "token-store-not-permitted")]
    [InlineData(0x20, "token-store-unavailable")]
    public void Error_code_of_Windows_is_understood_on_every_system(int code, string problem)
    {
        var failure = new IOException("failed", unchecked((int)0x80070000) | code);
        Assert.Equal(problem, FileErrors.Wrap(failure, Path, "Writing").Code);
    }

    /// <summary>Opens the file as Mono does. .NET always locks a file that it opens, at least for sharing.</summary>
    private SafeFileHandle OpenWithoutLock() => new(UnixNative.open(Encoding.UTF8.GetBytes(Path + '\0'), 0), ownsHandle: true);
}
