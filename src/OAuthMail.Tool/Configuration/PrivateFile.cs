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

    /// <summary>Gives a file the permissions of another one.</summary>
    public static void CopyMode(string from, string to)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(to, File.GetUnixFileMode(from));
    }

    /// <summary>Writes a file to the disk, and replaces a previous one in one step.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">Its content.</param>
    /// <param name="prepare">Is called with the path of the new file before it replaces the previous one.</param>
    public static void Write(string path, byte[] content, Action<string>? prepare = null)
    {
        var next = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = Open(next, FileMode.CreateNew))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            prepare?.Invoke(next);
            File.Move(next, path, overwrite: true);
        }
        finally
        {
            File.Delete(next);
        }
    }
}
