using System.Security.Cryptography;

namespace OAuthMail.Storage.FileSystem;

/// <summary>
/// A private temporary file that replaces another file. It can be created, with reserved space, before its content is known. A full
/// disk or a folder without write permission is then detected early, and the later write is unlikely to fail.
/// </summary>
internal sealed class Replacement : IDisposable
{
    private static readonly byte[] Zeros = new byte[4096];

    private readonly string _path;
    private readonly string _temporary;
    private readonly FileStream _file;
    private bool _isInPlace;

    private Replacement(string path, string temporary, FileStream file)
    {
        _path = path;
        _temporary = temporary;
        _file = file;
    }

    /// <summary>
    /// Creates the file and keeps it open, so that other processes do not delete it as the remainder of a killed process.
    /// </summary>
    /// <param name="path">The file to replace.</param>
    /// <param name="room">The number of bytes to reserve.</param>
    /// <param name="owner">The owner of the file, or <see langword="null"/> for the current user.</param>
    public static Replacement Create(string path, long room, FileOwner? owner)
    {
        var random = Hex.ToText(RandomNumberGenerator.GetBytes(8));
        var temporary = $"{path}.{random}{PrivateFile.TemporarySuffix}";
        FileStream? file = null;
        try
        {
            if (UnixFiles.IsUnix) UnixFiles.CreateFile(temporary);
            file = ExclusiveFile.Open(
                temporary, UnixFiles.IsUnix ? FileMode.Open : FileMode.CreateNew, FileAccess.Write);
            owner?.TakeOver(temporary);
            for (var left = room; left > 0; left -= Zeros.Length) file.Write(Zeros, 0, Zeros.Length);
            return new Replacement(path, temporary, file);
        }
        catch
        {
            file?.Dispose();
            PrivateFile.TryDelete(temporary);
            throw;
        }
    }

    /// <summary>Writes the content and replaces the old file, atomically and durably.</summary>
    public void Replace(byte[] content, CancellationToken cancellationToken)
    {
        Fill(content);
        cancellationToken.ThrowIfCancellationRequested();
        PrivateFile.Move(_temporary, _path);
        _isInPlace = true;
        PrivateFile.Flush(_path);
    }

    /// <summary>Writes the content to a new file.</summary>
    /// <returns><see langword="false"/> if the file already exists.</returns>
    public bool PutNew(byte[] content)
    {
        Fill(content);
        if (!PrivateFile.MoveNew(_temporary, _path)) return false;
        _isInPlace = true;
        PrivateFile.Flush(_path);
        return true;
    }

    /// <summary>Deletes the temporary file if it has not replaced the other file.</summary>
    public void Dispose()
    {
        _file.Dispose();
        if (!_isInPlace) PrivateFile.TryDelete(_temporary);
    }

    private void Fill(byte[] content)
    {
        _file.Position = 0;
        _file.Write(content, 0, content.Length);
        _file.SetLength(content.Length);
        _file.Flush(flushToDisk: true);

        // Windows cannot move an open file.
        _file.Dispose();
    }
}
