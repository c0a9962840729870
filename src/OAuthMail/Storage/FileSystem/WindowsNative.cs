using System.Runtime.InteropServices;

namespace OAuthMail.Storage.FileSystem;

/// <summary>A Windows function that has no equivalent in netstandard2.0.</summary>
#pragma warning disable SYSLIB1054 // LibraryImport is not available in netstandard2.0.
internal static class WindowsNative
{
    public const uint ReplaceExisting = 1;
    public const uint WriteThrough = 8;

    [DllImport("kernel32", EntryPoint = "MoveFileExW", CharSet = CharSet.Unicode, ExactSpelling = true, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static extern bool MoveFileEx(string from, string to, uint flags);
}
