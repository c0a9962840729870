using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using OAuthMail.Storage.FileSystem;

namespace OAuthMail.Storage.Protection;

/// <summary>Creates and reads key files. A key file contains a master key: one line with 32 random bytes in base64.</summary>
internal static class TokenKeyFile
{
    private const int MaximumLength = 256;

    public static void Create(string path)
    {
        var full = Path.GetFullPath(path);
        var key = RandomNumberGenerator.GetBytes(AesTokenProtector.MasterKeyLength);
        var content = Encoding.ASCII.GetBytes(Convert.ToBase64String(key) + "\n");
        bool created;
        try
        {
            created = PrivateFile.CreateNew(full, content, owner: null);
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            throw FileErrors.Wrap(e, full, "Creating the key file");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
            CryptographicOperations.ZeroMemory(content);
        }

        if (!created)
        {
            throw new TokenStoreException(Problems.TokenKeyFileInvalid, $"The key file {full} already exists. It was not changed.");
        }
    }

    public static byte[] Read(string path, ILogger logger)
    {
        var full = Path.GetFullPath(path);
        byte[] content;
        try
        {
            CheckPermissions(full, logger);
            using var file = new FileStream(full, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (file.Length > MaximumLength) throw Invalid(full, "is too long");
            content = new byte[(int)file.Length];
            var read = 0;
            while (read < content.Length && file.Read(content, read, content.Length - read) is > 0 and var count) read += count;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Invalid(full, "does not exist", e);
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            throw FileErrors.Wrap(e, full, "Reading the key file");
        }

        try
        {
            var key = Convert.FromBase64String(Encoding.ASCII.GetString(content).Trim());
            return key.Length == AesTokenProtector.MasterKeyLength
                ? key
                : throw Invalid(full, $"contains {key.Length} bytes instead of {AesTokenProtector.MasterKeyLength}");
        }
        catch (FormatException)
        {
            // The exception is not passed on, because no part of a key may be logged.
            throw Invalid(full, "is not valid base64");
        }
    }

    private static void CheckPermissions(string path, ILogger logger)
    {
        if (UnixFiles.GetStatus(path) is not { } status) return;
        RequireOwner(path, status, UnixFiles.EffectiveUser);
        const uint forbidden = UnixFileStatus.Others | UnixFileStatus.GroupWrite;
        if ((status.Mode & forbidden) == 0) return;
        if (TryTighten(path, status))
        {
            PermissionLog.KeyFileTightened(logger, path);
            return;
        }

        throw new TokenStoreException(
            Problems.TokenStoreExposed,
            $"The key file {path} has mode {status.OctalMode}, so that other users can read or replace it. "
            + $"Run 'chmod o=,g-w {ShellText.Quote(path)}'. In Kubernetes, set 'defaultMode: 0440' in the volume of the secret.");
    }

    /// <summary>
    /// Removes the write permission of the group, which container orchestrators add to all files of a volume at each start
    /// (<c>fsGroup</c>). Others must not have had access.
    /// </summary>
    private static bool TryTighten(string path, UnixFileStatus status)
    {
        if ((status.Mode & UnixFileStatus.Others) != 0 || (!UnixFiles.IsRoot && status.Owner != UnixFiles.EffectiveUser)) return false;
        try
        {
            UnixFiles.SetMode(path, status.Mode & ~UnixFileStatus.GroupWrite);
            return UnixFiles.GetStatus(path) is not { } now || (now.Mode & UnixFileStatus.GroupWrite) == 0;
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            return false;
        }
    }

    /// <summary>The owner of a file can change its permissions and its content, so it must be the current user or root.</summary>
    internal static void RequireOwner(string path, UnixFileStatus status, uint user)
    {
        if (user == 0 || status.Owner == 0 || status.Owner == user) return;
        var name = UnixFiles.GetUserName(user);
        throw new TokenStoreException(
            Problems.TokenStoreExposed,
            $"The key file {path} belongs to the user {UnixFiles.GetUserName(status.Owner)}, who can read or replace it, instead of {name} "
            + $"or root. Have an administrator run 'chown {ShellText.Quote(UnixFiles.GetUserNameOrId(user))} {ShellText.Quote(path)}'.");
    }

    private static TokenStoreException Invalid(string path, string what, Exception? innerException = null) =>
        new(Problems.TokenKeyFileInvalid, $"The key file {path} {what}.", innerException);
}
