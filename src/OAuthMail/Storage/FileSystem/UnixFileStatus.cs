namespace OAuthMail.Storage.FileSystem;

/// <summary>The status of a file or folder on Unix.</summary>
internal readonly struct UnixFileStatus(ulong device, ulong inode, uint owner, uint group, uint mode, bool isMountRoot = false)
{
    /// <summary>The permission bits of all users except the owner.</summary>
    public const uint GroupAndOthers = 0x3F;

    /// <summary>The permission bits of users that are neither the owner nor in the group.</summary>
    public const uint Others = 0x7;

    /// <summary>The write permission bit of users that are neither the owner nor in the group.</summary>
    public const uint OtherWrite = 0x2;

    /// <summary>The bit of a folder in which users can rename and delete only their own files.</summary>
    public const uint Sticky = 0x200;

    /// <summary>The write permission bit of the group.</summary>
    public const uint GroupWrite = 0x10;

    /// <summary>The permission bits of the group.</summary>
    public const uint GroupAccess = 0x38;

    public uint Owner { get; } = owner;

    public uint Group { get; } = group;

    /// <summary>Gets the permission bits.</summary>
    public uint Mode { get; } = mode & 0xFFF;

    /// <summary>Gets the permission bits as an octal number, as chmod accepts it.</summary>
    public string OctalMode => Convert.ToString((int)Mode, 8);

    /// <summary>Gets whether the system reports that this is the topmost folder of a mounted volume. Older systems do not.</summary>
    public bool IsMountRoot => isMountRoot;

    public bool IsSameFileAs(UnixFileStatus other) => device == other.Device && inode == other.Inode;

    public bool IsOnSameVolumeAs(UnixFileStatus other) => device == other.Device;

    private ulong Device => device;

    private ulong Inode => inode;
}
