namespace OAuthMail.Storage.FileSystem;

/// <summary>Whom new files are given to: the folder's owner, where root writes into somebody else's folder.</summary>
internal sealed class FileOwner(uint user, uint group)
{
    public void TakeOver(string path) => UnixFiles.SetOwner(path, user, group);

    /// <summary>Null where new files already belong to the right user.</summary>
    public static FileOwner? For(UnixFileStatus? folder) =>
        folder is { Owner: not 0 } status && UnixFiles.IsRoot ? new FileOwner(status.Owner, status.Group) : null;
}
