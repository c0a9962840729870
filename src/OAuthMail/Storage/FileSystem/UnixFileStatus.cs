namespace OAuthMail.Storage.FileSystem;

/// <summary>What a Unix system tells about a file or folder.</summary>
internal readonly struct UnixFileStatus(ulong device, ulong inode, uint owner, uint group, uint mode)
{
    /// <summary>The bits that let anybody but the owner do anything.</summary>
    public const uint GroupAndOthers = 0x3F;

    /// <summary>The bits that let neither owner nor group do anything.</summary>
    public const uint Others = 0x7;

    /// <summary>The bit that lets the group write.</summary>
    public const uint GroupWrite = 0x10;

    public uint Owner { get; } = owner;

    public uint Group { get; } = group;

    /// <summary>The permission bits.</summary>
    public uint Mode { get; } = mode & 0xFFF;

    /// <summary>The permission bits as chmod takes them.</summary>
    public string OctalMode => Convert.ToString((int)Mode, 8);

    public bool IsSameFileAs(UnixFileStatus other) => device == other.Device && inode == other.Inode;

    private ulong Device => device;

    private ulong Inode => inode;
}
