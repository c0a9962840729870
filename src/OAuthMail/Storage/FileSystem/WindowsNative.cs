using System.Runtime.InteropServices;

namespace OAuthMail.Storage.FileSystem;

/// <summary>The one Windows call that netstandard2.0 has no name for.</summary>
#pragma warning disable SYSLIB1054 // The generator for LibraryImport does not exist for netstandard2.0.
internal static class WindowsNative
{
    public const uint ReplaceExisting = 1;
    public const uint WriteThrough = 8;

    [DllImport("kernel32", EntryPoint = "MoveFileExW", CharSet = CharSet.Unicode, ExactSpelling = true, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static extern bool MoveFileEx(string from, string to, uint flags);
}
