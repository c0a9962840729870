using System.Runtime.InteropServices;

namespace OAuthMail.Storage.FileSystem;

/// <summary>Classifies the exceptions of file operations.</summary>
internal static class FileErrors
{
    /// <summary>Returns whether another process or handle has the file open exclusively.</summary>
    public static bool IsLocked(IOException exception)
    {
        var error = exception.HResult & 0xFFFF;
        if (!UnixFiles.IsUnix) return error is 32 or 33;

        // EWOULDBLOCK. Linux and the BSD family use different numbers.
        return exception.HResult == (RuntimeInformation.IsOSPlatform(OSPlatform.Linux) ? 11 : 35);
    }

    public static bool IsFileError(Exception exception) => exception is IOException or UnauthorizedAccessException;

    public static TokenStoreException Wrap(Exception exception, string path, string doing)
    {
        var problem = exception switch
        {
            IOException full when IsFull(full) => Problems.TokenStoreFull,
            UnauthorizedAccessException => Problems.TokenStoreNotPermitted,
            IOException { HResult: 30 } when UnixFiles.IsUnix => Problems.TokenStoreNotPermitted,
            _ => Problems.TokenStoreUnavailable,
        };
        return new TokenStoreException(problem, $"{doing} {path} failed: {exception.Message}", exception);
    }

    private static bool IsFull(IOException exception)
    {
        if (!UnixFiles.IsUnix) return (exception.HResult & 0xFFFF) is 39 or 112;

        // ENOSPC and EDQUOT.
        return exception.HResult is 28 || exception.HResult == (RuntimeInformation.IsOSPlatform(OSPlatform.Linux) ? 122 : 69);
    }
}
