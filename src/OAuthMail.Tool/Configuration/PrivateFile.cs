namespace OAuthMail.Tool.Configuration;

/// <summary>Files that only the current user can read, and that readers never see half-written.</summary>
internal static class PrivateFile
{
    /// <summary>Opens a file that no other process can open meanwhile.</summary>
    public static FileStream Open(string path, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }

    /// <summary>Writes a file to the disk, and replaces a previous one in one step.</summary>
    public static void Write(string path, byte[] content)
    {
        var next = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = Open(next, FileMode.CreateNew))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            File.Move(next, path, overwrite: true);
        }
        finally
        {
            File.Delete(next);
        }
    }
}
