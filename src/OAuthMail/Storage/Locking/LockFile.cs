using OAuthMail.Storage.FileSystem;

namespace OAuthMail.Storage.Locking;

/// <summary>
/// A file held open exclusively: the system gives it back when the process ends, however it ends. The file itself is never deleted,
/// since a waiter could then lock the deleted file while another locks its successor.
/// </summary>
internal sealed class LockFile : IDisposable
{
    private readonly string _path;
    private readonly FileStream _file;
    private readonly object _sync = new();
    private bool _disposed;

    private LockFile(string path, FileStream file)
    {
        _path = path;
        _file = file;
    }

    /// <summary>Locks the file, creating it if need be.</summary>
    /// <returns>Null if somebody else holds it.</returns>
    public static LockFile? TryOpen(string path, FileOwner? owner)
    {
        // A second round is needed only where the file came, or was replaced, in between.
        for (var round = 0; round < 10; round++)
        {
            LockFile? taken = null;
            try
            {
                taken = new LockFile(path, new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 1));
                if (taken.IsInPlace()) return taken;
                taken.Dispose();
            }
            catch (FileNotFoundException)
            {
                PrivateFile.CreateNew(path, [], owner);
            }
            catch (IOException e) when (FileErrors.IsLocked(e))
            {
                return null;
            }
            catch
            {
                taken?.Dispose();
                throw;
            }
        }

        return null;
    }

    /// <summary>Waits until nobody else holds the file.</summary>
    public static async ValueTask<LockFile> OpenAsync(
        string path, FileOwner? owner, LeaseWait wait, TimeSpan initialPause, TimeSpan maximumPause)
    {
        var pauses = Backoff.Exponential(initialPause, maximumPause).WithJitter(0.5, 1.5);
        for (var attempt = 1; ; attempt++)
        {
            wait.Token.ThrowIfCancellationRequested();
            if (TryOpen(path, owner) is { } taken) return taken;
            await wait.PauseAsync(pauses.Delay(attempt)).ConfigureAwait(false);
        }
    }

    /// <summary>Whether the path still leads to the file that is locked. On Windows nobody can move a file that is held open.</summary>
    public bool IsInPlace()
    {
        lock (_sync)
        {
            if (_disposed) return false;
            if (UnixFiles.GetStatus(_file.SafeFileHandle) is not { } held) return true;
            return UnixFiles.GetStatus(_path) is { } standing && standing.IsSameFileAs(held);
        }
    }

    public void Dispose()
    {
        lock (_sync)
        {
            if (_disposed) return;
            _disposed = true;
            _file.Dispose();
        }
    }
}
