namespace OAuthMail.Storage.FileSystem;

/// <summary>The owner of new files, if root writes to a folder of another user. It is the owner of the folder.</summary>
internal sealed class FileOwner(uint user, uint group)
{
    public void TakeOver(string path) => UnixFiles.SetOwner(path, user, group);

    /// <summary>Returns <see langword="null"/> if new files already belong to the right user.</summary>
    public static FileOwner? For(UnixFileStatus? folder) =>
        folder is { Owner: not 0 } status && UnixFiles.IsRoot ? new FileOwner(status.Owner, status.Group) : null;
}
