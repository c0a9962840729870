using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace OAuthMail.Storage.FileSystem;

/// <summary>
/// System calls that are not available in both target frameworks: owners, permissions at the creation of a file, and flushing a folder
/// to disk.
/// </summary>
internal static class UnixFiles
{
    private const int NoSuchFile = 2;
    private const int AtCurrentFolder = -100;
    private const int AtEmptyPath = 0x1000;
    private const uint StatxBasicStats = 0x7FF;
    private const ulong StatxMountRoot = 0x2000;

    public static bool IsUnix { get; } = !RuntimeInformation.IsOSPlatform(OSPlatform.Windows);

    /// <summary>Gets whether Mono runs the program on Unix. It maps errors to those of Windows.</summary>
    public static bool IsMono { get; } = IsUnix && MonoRuntime.IsUsed;

    private static bool IsLinux { get; } = RuntimeInformation.IsOSPlatform(OSPlatform.Linux);

    private static bool IsMac { get; } = RuntimeInformation.IsOSPlatform(OSPlatform.OSX);

    public static uint EffectiveUser => IsUnix ? UnixNative.geteuid() : uint.MaxValue;

    public static bool IsRoot => EffectiveUser == 0;

    /// <summary>
    /// Returns the status of a file or folder, or <see langword="null"/> if it does not exist or this system is not supported.
    /// </summary>
    public static UnixFileStatus? GetStatus(string path)
    {
        var buffer = new byte[256];
        try
        {
            if (IsLinux)
            {
                if (UnixNative.statx(AtCurrentFolder, ToNative(path), 0, StatxBasicStats, buffer) != 0) return NullOrThrow(path);
                return ParseStatx(buffer);
            }

            if (!IsMac) return null;
            return UnixNative.stat(ToNative(path), buffer) == 0 ? ParseMacStat(buffer) : NullOrThrow(path);
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Returns the status of an open file, or <see langword="null"/> if this system is not supported.</summary>
    public static UnixFileStatus? GetStatus(SafeFileHandle handle)
    {
        var buffer = new byte[256];
        var descriptor = handle.DangerousGetHandle().ToInt32();
        try
        {
            if (IsLinux) return UnixNative.statx(descriptor, [0], AtEmptyPath, StatxBasicStats, buffer) == 0 ? ParseStatx(buffer) : null;
            if (IsMac) return UnixNative.fstat(descriptor, buffer) == 0 ? ParseMacStat(buffer) : null;
            return null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Locks an open file with <c>flock</c>, until it is closed.</summary>
    /// <returns>
    /// <see langword="false"/> if another handle has locked it. A file system without locks counts as locked, as in .NET: the proof of
    /// locking at the opening of a store notices it.
    /// </returns>
    public static bool TryLock(SafeFileHandle handle)
    {
        const int exclusive = 2;
        const int nonBlocking = 4;
        const int interrupted = 4;
        while (UnixNative.flock(handle.DangerousGetHandle().ToInt32(), exclusive | nonBlocking) != 0)
        {
            var error = Marshal.GetLastWin32Error();
            if (error != interrupted) return error != FileErrors.WouldBlock;
        }

        return true;
    }

    /// <summary>Moves a file, unless the destination exists.</summary>
    /// <returns><see langword="false"/> if the destination exists.</returns>
    public static bool TryMoveNew(string from, string to)
    {
        const int fileExists = 17;
        if (UnixNative.link(ToNative(from), ToNative(to)) != 0)
        {
            if (Marshal.GetLastWin32Error() is fileExists) return false;
            throw Failure(to);
        }

        File.Delete(from);
        return true;
    }

    /// <summary>Creates an empty file that only its owner can open, from its creation.</summary>
    public static void CreateFile(string path)
    {
        var descriptor = UnixNative.creat(ToNative(path), 0x180 /* 0600 */);
        if (descriptor < 0) throw Failure(path);
        _ = UnixNative.close(descriptor);
    }

    /// <summary>Creates a folder that only its owner can access.</summary>
    public static void CreateFolder(string path) => Check(UnixNative.mkdir(ToNative(path), 0x1C0 /* 0700 */), path);

    public static void SetOwner(string path, uint owner, uint group) => Check(UnixNative.chown(ToNative(path), owner, group), path);

    /// <summary>Sets the permission bits of a file or folder.</summary>
    public static void SetMode(string path, uint mode) => Check(UnixNative.chmod(ToNative(path), mode), path);

    /// <summary>Returns whether a folder is the topmost folder of a mounted volume, such as a volume of a container.</summary>
    public static bool IsMountPoint(string folder, UnixFileStatus status)
    {
        if (status.IsMountRoot) return true;
        try
        {
            return GetStatus(folder + "/..") is { } above && !status.IsOnSameVolumeAs(above);
        }
        catch (UnauthorizedAccessException)
        {
            // The current user cannot enter the folder.
            return false;
        }
    }

    /// <summary>Replaces a file by another atomically.</summary>
    public static void Rename(string from, string to) => Check(UnixNative.rename(ToNative(from), ToNative(to)), to);

    /// <summary>
    /// Flushes a folder to disk, so that a renamed file survives a power failure. File systems that do not support this flush
    /// automatically.
    /// </summary>
    public static void FlushFolder(string path)
    {
        var descriptor = UnixNative.open(ToNative(path), 0);
        if (descriptor < 0) return;
        _ = UnixNative.fsync(descriptor);
        _ = UnixNative.close(descriptor);
    }

    /// <summary>Returns the name of a user, or <c>#</c> and the user ID, which sudo accepts as well.</summary>
    public static string GetUserName(uint user)
    {
        var entry = UnixNative.getpwuid(user);
        var name = entry == IntPtr.Zero ? null : Marshal.PtrToStringAnsi(Marshal.ReadIntPtr(entry));
        return string.IsNullOrEmpty(name) ? "#" + user : name!;
    }

    /// <summary>Returns the name of a user, or the user ID, which chown accepts as well.</summary>
    public static string GetUserNameOrId(uint user) => GetUserName(user).TrimStart('#');

    private static byte[] ToNative(string path)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(path) + 1];
        Encoding.UTF8.GetBytes(path, 0, path.Length, bytes, 0);
        return bytes;
    }

    // struct statx is the same on every architecture.
    private static UnixFileStatus ParseStatx(byte[] buffer) => new(
        ((ulong)BitConverter.ToUInt32(buffer, 136) << 32) | BitConverter.ToUInt32(buffer, 140),
        BitConverter.ToUInt64(buffer, 32),
        BitConverter.ToUInt32(buffer, 20),
        BitConverter.ToUInt32(buffer, 24),
        BitConverter.ToUInt16(buffer, 28),
        (BitConverter.ToUInt64(buffer, 8) & StatxMountRoot) != 0);

    private static UnixFileStatus ParseMacStat(byte[] buffer) => new(
        BitConverter.ToUInt32(buffer, 0),
        BitConverter.ToUInt64(buffer, 8),
        BitConverter.ToUInt32(buffer, 16),
        BitConverter.ToUInt32(buffer, 20),
        BitConverter.ToUInt16(buffer, 4));

    private static UnixFileStatus? NullOrThrow(string path) =>
        Marshal.GetLastWin32Error() is NoSuchFile ? null : throw Failure(path);

    private static void Check(int result, string path)
    {
        if (result != 0) throw Failure(path);
    }

    private static Exception Failure(string path)
    {
        const int notPermitted = 1;
        const int accessDenied = 13;
        var error = Marshal.GetLastWin32Error();
        var message = $"{path}: {GetText(error)}";
        return error is notPermitted or accessDenied ? new UnauthorizedAccessException(message) : new IOException(message, error);
    }

    /// <summary>Returns the system's text for an error. Mono's <see cref="Win32Exception"/> knows only errors of Windows.</summary>
    private static string GetText(int error) => IsMono
        ? Marshal.PtrToStringAnsi(UnixNative.strerror(error)) ?? "error " + error
        : new Win32Exception(error).Message;
}
