using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace OAuthMail.Storage.Files;

/// <summary>Writes files that only their owner can read, and that are either whole or not there.</summary>
internal static class PrivateFile
{
    public const string TemporarySuffix = ".tmp";

    /// <summary>Puts a new content in the place of the old one, in one step and durably.</summary>
    public static void Replace(string path, byte[] content, FileOwner? owner, CancellationToken cancellationToken)
    {
        var temporary = WriteTemporary(path, content, owner);
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            Move(temporary, path);
        }
        catch
        {
            TryDelete(temporary);
            throw;
        }

        Flush(path);
    }

    /// <summary>Creates a file, unless it is there already.</summary>
    /// <returns>False if it was there.</returns>
    public static bool CreateNew(string path, byte[] content, FileOwner? owner)
    {
        if (File.Exists(path)) return false;
        var temporary = WriteTemporary(path, content, owner);
        try
        {
            File.Move(temporary, path);
        }
        catch (IOException) when (File.Exists(path))
        {
            TryDelete(temporary);
            return false;
        }
        catch
        {
            TryDelete(temporary);
            throw;
        }

        Flush(path);
        return true;
    }

    public static void Delete(string path)
    {
        File.Delete(path);
        Flush(path);
    }

    private static string WriteTemporary(string path, byte[] content, FileOwner? owner)
    {
        var random = Hex.ToText(RandomNumberGenerator.GetBytes(8));
        var temporary = $"{path}.{random}{TemporarySuffix}";
        try
        {
            if (UnixFiles.IsUnix) UnixFiles.CreateFile(temporary);
            using var file = new FileStream(temporary, UnixFiles.IsUnix ? FileMode.Open : FileMode.CreateNew, FileAccess.Write, FileShare.None);
            file.Write(content, 0, content.Length);
            file.Flush(flushToDisk: true);
            owner?.TakeOver(temporary);
            return temporary;
        }
        catch
        {
            TryDelete(temporary);
            throw;
        }
    }

    private static void Move(string from, string to)
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
                throw error is accessDenied ? new UnauthorizedAccessException(message) : new IOException(message, unchecked((int)0x80070000) | error);
            }

            Thread.Sleep(10);
        }
    }

    private static void Flush(string path)
    {
        if (UnixFiles.IsUnix) UnixFiles.FlushFolder(Path.GetDirectoryName(path)!);
    }

    private static void TryDelete(string path)
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
