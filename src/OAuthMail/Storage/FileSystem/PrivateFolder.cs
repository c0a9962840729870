namespace OAuthMail.Storage.FileSystem;

/// <summary>
/// Creates folders that only their owner can access. On Windows, they inherit their access control list, because no security descriptor
/// is specified: https://learn.microsoft.com/windows/win32/secauthz/dacl-for-a-new-object.
/// </summary>
internal static class PrivateFolder
{
    /// <summary>Creates the folder and its parents if they do not exist.</summary>
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
            // Another process has created the folder in the meantime.
        }
    }
}
