using System.Runtime.InteropServices;

namespace OAuthMail.Storage.FileSystem;

/// <summary>A Windows function that has no equivalent in netstandard2.0.</summary>
#pragma warning disable SYSLIB1054 // LibraryImport is not available in netstandard2.0.
internal static class WindowsNative
{
    /// <summary>MOVEFILE_REPLACE_EXISTING, which is possible for files only.</summary>
    public const uint ReplaceExisting = 1;

    /// <summary>
    /// MOVEFILE_WRITE_THROUGH: the function does not return until the file is moved on the disk. Windows cannot flush a folder.
    /// </summary>
    public const uint WriteThrough = 8;

    // https://learn.microsoft.com/windows/win32/api/winbase/nf-winbase-movefileexw. The path may be longer than 260 characters only if
    // the program and the system permit it: https://learn.microsoft.com/windows/win32/fileio/maximum-file-path-limitation.

    [DllImport("kernel32", EntryPoint = "MoveFileExW", CharSet = CharSet.Unicode, ExactSpelling = true, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static extern bool MoveFileEx(string from, string to, uint flags);
}
