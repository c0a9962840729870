namespace OAuthMail.Storage.FileSystem;

/// <summary>Makes folders that only their owner can enter; on Windows they inherit their access list.</summary>
internal static class PrivateFolder
{
    /// <summary>Creates the folder, and those above it, unless it is there already.</summary>
    public static void Create(string folder)
    {
        if (Directory.Exists(folder)) return;
        if (!UnixFiles.IsUnix)
        {
            Directory.CreateDirectory(folder);
            return;
        }

        if (Path.GetDirectoryName(folder) is { Length: > 0 } parent) Directory.CreateDirectory(parent);
        try
        {
            UnixFiles.CreateFolder(folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            // Another process was faster.
        }
    }
}
