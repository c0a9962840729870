using System.Security.Cryptography;

namespace OAuthMail.Storage.FileSystem;

/// <summary>
/// A private file beside the one whose place it is to take. It can be made, and given room, before its content is known: then a full
/// disk or a folder that may not be written shows in time, and little is left to do when the content is there.
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

    /// <summary>Makes the file, and holds it open so that nobody takes it for what a killed process left.</summary>
    /// <param name="path">What is to be replaced.</param>
    /// <param name="room">How many bytes it shall have room for at once.</param>
    /// <param name="owner">Whom it is given to.</param>
    public static Replacement Create(string path, long room, FileOwner? owner)
    {
        var random = Hex.ToText(RandomNumberGenerator.GetBytes(8));
        var temporary = $"{path}.{random}{PrivateFile.TemporarySuffix}";
        FileStream? file = null;
        try
        {
            if (UnixFiles.IsUnix) UnixFiles.CreateFile(temporary);
            file = new FileStream(
                temporary, UnixFiles.IsUnix ? FileMode.Open : FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1);
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

    /// <summary>Puts the content in the place of the old one, in one step and durably.</summary>
    public void Replace(byte[] content, CancellationToken cancellationToken)
    {
        Fill(content);
        cancellationToken.ThrowIfCancellationRequested();
        PrivateFile.Move(_temporary, _path);
        _isInPlace = true;
        PrivateFile.Flush(_path);
    }

    /// <summary>Puts the content where nothing is yet.</summary>
    /// <returns>False if something was there.</returns>
    public bool PutNew(byte[] content)
    {
        Fill(content);
        try
        {
            File.Move(_temporary, _path);
        }
        catch (IOException) when (File.Exists(_path))
        {
            return false;
        }

        _isInPlace = true;
        PrivateFile.Flush(_path);
        return true;
    }

    /// <summary>Removes the file, unless it has taken its place.</summary>
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

        // Windows moves no file that is held open.
        _file.Dispose();
    }
}
