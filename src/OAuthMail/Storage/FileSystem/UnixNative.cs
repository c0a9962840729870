using System.Runtime.InteropServices;

namespace OAuthMail.Storage.FileSystem;

/// <summary>
/// Functions of the C library. Paths are UTF-8 and end with a zero byte. Functions with variable arguments are not used, because their
/// calling convention differs between systems.
/// </summary>
#pragma warning disable SYSLIB1054 // LibraryImport is not available in netstandard2.0. All arguments are blittable.
#pragma warning disable IDE1006 // The names are those of the C library.
internal static class UnixNative
{
    [DllImport("libc", SetLastError = true)]
    public static extern int statx(int folder, byte[] path, int flags, uint mask, byte[] buffer);

    [DllImport("libc", SetLastError = true)]
    public static extern int stat(byte[] path, byte[] buffer);

    [DllImport("libc", SetLastError = true)]
    public static extern int fstat(int descriptor, byte[] buffer);

    [DllImport("libc", SetLastError = true)]
    public static extern int creat(byte[] path, uint mode);

    [DllImport("libc", SetLastError = true)]
    public static extern int open(byte[] path, int flags);

    [DllImport("libc", SetLastError = true)]
    public static extern int close(int descriptor);

    [DllImport("libc", SetLastError = true)]
    public static extern int fsync(int descriptor);

    [DllImport("libc", SetLastError = true)]
    public static extern int mkdir(byte[] path, uint mode);

    [DllImport("libc", SetLastError = true)]
    public static extern int chown(byte[] path, uint owner, uint group);

    [DllImport("libc", SetLastError = true)]
    public static extern int chmod(byte[] path, uint mode);

    [DllImport("libc", SetLastError = true)]
    public static extern int rename(byte[] from, byte[] to);

    [DllImport("libc", SetLastError = true)]
    public static extern int flock(int descriptor, int operation);

    [DllImport("libc", SetLastError = true)]
    public static extern int link(byte[] from, byte[] to);

    [DllImport("libc")]
    public static extern IntPtr strerror(int error);

    [DllImport("libc")]
    public static extern uint geteuid();

    [DllImport("libc")]
    public static extern IntPtr getpwuid(uint user);
}
