using System.ComponentModel;
using System.Runtime.InteropServices;

namespace OAuthMail.Storage.FileSystem;

/// <summary>Writes files that only their owner can read. A file is always complete or missing.</summary>
internal static class PrivateFile
{
    public const string TemporarySuffix = ".tmp";

    /// <summary>Creates a file if it does not exist.</summary>
    /// <returns><see langword="false"/> if the file exists.</returns>
    public static bool CreateNew(string path, byte[] content, FileOwner? owner)
    {
        if (File.Exists(path)) return false;
        using var replacement = Replacement.Create(path, room: 0, owner);
        return replacement.PutNew(content);
    }

    /// <summary>
    /// Returns whether a writer has the file open exclusively. Returns <see langword="false"/> if the file does not exist.
    /// </summary>
    public static bool IsHeldOpen(string path)
    {
        try
        {
            using var file = ExclusiveFile.Open(path, FileMode.Open, FileAccess.Write);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (IOException e) when (FileErrors.IsLocked(e))
        {
            return true;
        }
    }

    public static void Delete(string path)
    {
        File.Delete(path);
        Flush(path);
    }

    /// <summary>Replaces a file by another atomically.</summary>
    public static void Move(string from, string to)
    {
        if (UnixFiles.IsUnix)
        {
            UnixFiles.Rename(from, to);
            return;
        }

        // On Windows, the call fails while a reader or a virus scanner has the old file open, which takes milliseconds. Both files are in
        // one folder, so the file is renamed and not copied.
        // https://learn.microsoft.com/windows/win32/fileio/moving-and-replacing-files
        const int attempts = 200;
        for (var attempt = 1; !WindowsNative.MoveFileEx(from, to, WindowsNative.ReplaceExisting | WindowsNative.WriteThrough); attempt++)
        {
            const int accessDenied = 5;
            const int sharingViolation = 32;
            var error = Marshal.GetLastWin32Error();
            if (error is not (accessDenied or sharingViolation) || attempt == attempts)
            {
                var message = $"{to}: {new Win32Exception(error).Message}";
                throw error is accessDenied
                    ? new UnauthorizedAccessException(message)
                    : new IOException(message, unchecked((int)0x80070000) | error);
            }

            Thread.Sleep(10);
        }
    }

    /// <summary>Moves a file, unless the destination exists.</summary>
    /// <returns><see langword="false"/> if the destination exists.</returns>
    public static bool MoveNew(string from, string to)
    {
        // Mono checks whether the destination exists and then renames, which replaces a file that was created in between.
        if (UnixFiles.IsMono) return UnixFiles.TryMoveNew(from, to);
        try
        {
            File.Move(from, to);
            return true;
        }
        catch (IOException e) when (FileErrors.IsExisting(e) || File.Exists(to))
        {
            // The destination may have been deleted since.
            return false;
        }
    }

    /// <summary>Flushes the folder of a file to disk, so that a creation, renaming or deletion survives a power failure.</summary>
    public static void Flush(string path)
    {
        if (UnixFiles.IsUnix) UnixFiles.FlushFolder(Path.GetDirectoryName(path)!);
    }

    public static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The caller reports the previous error. Remaining files are deleted when the store is opened.
        }
    }
}
