using System.ComponentModel;
using System.Runtime.InteropServices;

namespace OAuthMail.Storage.FileSystem;

/// <summary>Writes files that only their owner can read, and that are either whole or not there.</summary>
internal static class PrivateFile
{
    public const string TemporarySuffix = ".tmp";

    /// <summary>Creates a file, unless it is there already.</summary>
    /// <returns>False if it was there.</returns>
    public static bool CreateNew(string path, byte[] content, FileOwner? owner)
    {
        if (File.Exists(path)) return false;
        using var replacement = Replacement.Create(path, room: 0, owner);
        return replacement.PutNew(content);
    }

    /// <summary>Whether somebody has the file open who lets nobody else, as a writer does; false where there is none.</summary>
    public static bool IsHeldOpen(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.None, bufferSize: 1);
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

    /// <summary>Puts a file in the place of another in one step.</summary>
    public static void Move(string from, string to)
    {
        if (UnixFiles.IsUnix)
        {
            UnixFiles.Rename(from, to);
            return;
        }

        // Windows refuses for as long as a reader or a virus scanner has the old file open, which is milliseconds.
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

    /// <summary>Makes what happened to a name in its folder survive a power failure.</summary>
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
            // What failed before is what the caller must hear of; leftovers are removed when the store is opened.
        }
    }
}
