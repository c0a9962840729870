namespace OAuthMail.Storage.FileSystem;

/// <summary>
/// Opens files exclusively: no other handle, in any process, opens such a file in this way until it is closed. .NET on Unix implements
/// <see cref="FileShare.None"/> by <c>flock(LOCK_EX | LOCK_NB)</c>. Mono checks <see cref="FileShare"/> only within the process, so its
/// files are locked here in the same way, and programs on Mono and .NET exclude each other.
/// </summary>
/// <remarks>
/// .NET: https://github.com/dotnet/corefx/commit/ec5640f. Windows: a handle without sharing excludes all others in all processes,
/// https://learn.microsoft.com/windows/win32/fileio/creating-and-opening-files. Mono: <c>.ci/mono</c> proves that its locks and those of
/// .NET exclude each other.
/// </remarks>
internal static class ExclusiveFile
{
    /// <summary>Opens a file.</summary>
    /// <exception cref="IOException">
    /// The file cannot be opened. <see cref="FileErrors.IsLocked"/> returns whether another handle has it open exclusively.
    /// </exception>
    public static FileStream Open(string path, FileMode mode, FileAccess access)
    {
        if (!UnixFiles.IsMono) return new FileStream(path, mode, access, FileShare.None, bufferSize: 1);

        // Mono's own check would refuse a second handle in this process with another error, and a deletion while the file is open.
        var file = new FileStream(path, mode, access, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);
        try
        {
            if (UnixFiles.TryLock(file.SafeFileHandle)) return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }

        file.Dispose();
        throw FileErrors.CreateLocked(path);
    }
}
