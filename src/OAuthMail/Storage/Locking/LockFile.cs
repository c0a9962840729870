using OAuthMail.Storage.FileSystem;

namespace OAuthMail.Storage.Locking;

/// <summary>
/// A lock in the form of an exclusively opened file, which the operating system releases when the process ends or crashes. Only the
/// process that holds the lock may delete the file: a process that has opened the file before it was deleted notices that when it gets the
/// lock (<see cref="IsInPlace"/>), and opens its successor instead.
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

    /// <summary>Locks the file, and creates it if necessary.</summary>
    /// <returns><see langword="null"/> if another process or thread holds the lock.</returns>
    public static LockFile? TryOpen(string path, FileOwner? owner)
    {
        // Another round is necessary only if the file was created or replaced in the meantime.
        const int rounds = 10;
        var isMissing = false;
        for (var round = 1; round <= rounds; round++)
        {
            LockFile? taken = null;
            try
            {
                if (isMissing) PrivateFile.CreateNew(path, [], owner);
                taken = new LockFile(path, ExclusiveFile.Open(path, FileMode.Open, FileAccess.ReadWrite));
                if (taken.IsInPlace()) return taken;
                taken.Dispose();
            }
            catch (FileNotFoundException)
            {
                isMissing = true;
            }
            catch (UnauthorizedAccessException) when (!UnixFiles.IsUnix && round < rounds)
            {
                // Windows reports a file that its holder is just deleting as access denied, until the last handle is closed.
                // https://learn.microsoft.com/windows/win32/fileio/closing-and-deleting-files
                Thread.Sleep(10);
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

    /// <summary>Waits until the file can be locked.</summary>
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

    /// <summary>
    /// Returns whether the path still refers to the locked file. On Windows it always does, because an open file cannot be moved.
    /// </summary>
    public bool IsInPlace()
    {
        lock (_sync) return !_disposed && IsSameFile(otherwise: true);
    }

    /// <summary>Deletes the file and releases the lock. A file that cannot be deleted remains.</summary>
    public void DisposeAndDelete()
    {
        lock (_sync)
        {
            if (_disposed) return;
            _disposed = true;
            if (UnixFiles.IsUnix && IsSameFile(otherwise: false)) PrivateFile.TryDelete(_path);
            _file.Dispose();

            // Windows deletes no file that is open without FILE_SHARE_DELETE, and a file that no process has open is not locked. A file
            // that another process has locked in the meantime remains.
            // https://learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-deletefilew
            if (!UnixFiles.IsUnix) PrivateFile.TryDelete(_path);
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

    /// <summary>Returns whether the path refers to the locked file. The caller holds the lock of this object.</summary>
    private bool IsSameFile(bool otherwise)
    {
        if (UnixFiles.GetStatus(_file.SafeFileHandle) is not { } held) return otherwise;
        return UnixFiles.GetStatus(_path) is { } standing && standing.IsSameFileAs(held);
    }
}
