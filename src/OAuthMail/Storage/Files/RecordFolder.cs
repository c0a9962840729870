using OAuthMail.Storage.FileSystem;
using OAuthMail.Storage.Locking;
using OAuthMail.Storage.Protection;

namespace OAuthMail.Storage.Files;

/// <summary>Reads and writes the records of a folder.</summary>
internal sealed class RecordFolder(string path, TokenRecordCodec codec, FileOwner? owner)
{
    /// <summary>
    /// The additional space that is reserved for a new record. It may be larger than the previous record, for example because of longer
    /// tokens.
    /// </summary>
    private const int SpareRoom = 16 * 1024;

    public string Path => path;

    public FileOwner? Owner => owner;

    /// <summary>Returns the full path without a trailing separator. With it, the folder would be treated as its own parent.</summary>
    public static string Normalize(string folder)
    {
        var full = System.IO.Path.GetFullPath(folder);
        var trimmed = full.TrimEnd(System.IO.Path.DirectorySeparatorChar, System.IO.Path.AltDirectorySeparatorChar);
        return trimmed.Length < (System.IO.Path.GetPathRoot(full)?.Length ?? 0) ? full : trimmed;
    }

    public string RecordPath(TokenKey key) => RecordNames.Combine(path, key, RecordNames.Record);

    public string LockPath(TokenKey key) => RecordNames.Combine(path, key, RecordNames.Lock);

    public string LinePath(TokenKey key) => RecordNames.Combine(path, key, RecordNames.Line);

    public TokenStoreEntry? Read(TokenKey key)
    {
        var file = RecordPath(key);
        try
        {
            return ReadBytes(file) is { } data ? codec.Decode(key, data) : null;
        }
        catch (TokenStoreException e)
        {
            throw new TokenStoreException(e.Problem, $"{file}: {e.Detail}", e);
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            throw FileErrors.Wrap(e, file, "Reading");
        }
    }

    /// <summary>
    /// Reads a record under the lease. A damaged file is renamed, so that the next read finds no record. The error contains its new name.
    /// </summary>
    public TokenStoreEntry? ReadOrSetAside(TokenKey key)
    {
        try
        {
            return Read(key);
        }
        catch (TokenStoreException e) when (e.Problem == Problems.TokenRecordDamaged)
        {
            throw new TokenStoreException(e.Problem, $"{e.Detail} The file was renamed to {SetAside(key)}.", e);
        }
    }

    /// <summary>Reserves space for a record before its content is known.</summary>
    public Replacement Reserve(TokenKey key)
    {
        var file = RecordPath(key);
        try
        {
            var standing = new FileInfo(file);
            return Replacement.Create(file, (standing.Exists ? standing.Length : 0) + SpareRoom, owner);
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            throw FileErrors.Wrap(e, file, "Reserving space for");
        }
    }

    /// <summary>Writes a record.</summary>
    /// <param name="entry">The record.</param>
    /// <param name="reserved">
    /// The reserved space, which the method uses and disposes, or <see langword="null"/> if none was reserved.
    /// </param>
    /// <param name="cancellationToken">Cancels the write before the record is replaced.</param>
    public void Write(TokenStoreEntry entry, Replacement? reserved, CancellationToken cancellationToken)
    {
        var file = RecordPath(entry.Key);
        try
        {
            using var replacement = reserved ?? Replacement.Create(file, room: 0, owner);
            replacement.Replace(codec.Encode(entry), cancellationToken);
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            throw FileErrors.Wrap(e, file, "Writing");
        }
    }

    public void Delete(TokenKey key)
    {
        var file = RecordPath(key);
        try
        {
            PrivateFile.Delete(file);
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            throw FileErrors.Wrap(e, file, "Deleting");
        }
    }

    /// <summary>
    /// Releases the lock of a key without a record, and deletes its lock files. Otherwise each abandoned sign-in would leave two of them.
    /// </summary>
    public void RemoveLock(TokenKey key, LockFile held)
    {
        try
        {
            LockFile.TryOpen(LinePath(key), owner)?.DisposeAndDelete();
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            // The file remains. The lease must be released in any case.
        }
        finally
        {
            held.DisposeAndDelete();
        }
    }

    public LockFile? TryLock(TokenKey key)
    {
        try
        {
            return LockFile.TryOpen(LockPath(key), owner);
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            return null;
        }
    }

    public List<TokenKey> ListKeys(string prefix)
    {
        try
        {
            var keys = new List<TokenKey>();
            foreach (var file in Directory.EnumerateFiles(path, "*" + RecordNames.Record))
            {
                if (RecordNames.TryParse(System.IO.Path.GetFileName(file), out var key)
                    && key.Value.StartsWith(prefix, StringComparison.Ordinal)) keys.Add(key);
            }

            return keys;
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            throw FileErrors.Wrap(e, path, "Listing");
        }
    }

    private string SetAside(TokenKey key)
    {
        var file = RecordPath(key);
        try
        {
            for (var number = 1; ; number++)
            {
                var aside = $"{file}{RecordNames.Damaged}-{number}";
                if (File.Exists(aside)) continue;
                File.Move(file, aside);
                return aside;
            }
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            throw FileErrors.Wrap(e, file, "The file is damaged, and renaming");
        }
    }

    private static byte[]? ReadBytes(string file)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);
            if (stream.Length > RecordEnvelope.MaximumLength) return [];
            var data = new byte[(int)stream.Length];
            var length = 0;
            while (length < data.Length && stream.Read(data, length, data.Length - length) is > 0 and var count) length += count;
            return length == data.Length ? data : data.AsSpan(0, length).ToArray();
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
