using System.Runtime.InteropServices;

namespace OAuthMail.Storage.FileSystem;

/// <summary>
/// The C library. Paths are UTF-8 with a closing zero; variable arguments are avoided, since not every system passes them alike.
/// </summary>
#pragma warning disable SYSLIB1054 // The generator for LibraryImport does not exist for netstandard2.0; every argument here is blittable.
#pragma warning disable IDE1006 // Named as the C library names them.
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
    public static extern int rename(byte[] from, byte[] to);

    [DllImport("libc")]
    public static extern uint geteuid();

    [DllImport("libc")]
    public static extern IntPtr getpwuid(uint user);
}
