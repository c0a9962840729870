using System.Runtime.InteropServices;

namespace OAuthMail.Storage.FileSystem;

/// <summary>Classifies the exceptions of file operations.</summary>
internal static class FileErrors
{
    /// <summary>EWOULDBLOCK. Linux and the BSD family use different numbers.</summary>
    public static readonly int WouldBlock = RuntimeInformation.IsOSPlatform(OSPlatform.Linux) ? 11 : 35;

    /// <summary>Returns whether another process or handle has the file open exclusively.</summary>
    public static bool IsLocked(IOException exception)
    {
        // ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION.
        // https://learn.microsoft.com/windows/win32/debug/system-error-codes--0-499-
        if (!UnixFiles.IsUnix) return GetWindowsCode(exception) is 32 or 33;
        return exception.HResult == WouldBlock;
    }

    /// <summary>Creates the exception for a file that another process or handle has open exclusively, on Unix.</summary>
    public static IOException CreateLocked(string path) =>
        new($"The process cannot access the file '{path}' because another process has it open.", WouldBlock);

    /// <summary>Returns whether a file could not be created or moved because the destination exists.</summary>
    public static bool IsExisting(IOException exception) =>
        // ERROR_FILE_EXISTS, ERROR_ALREADY_EXISTS, and EEXIST.
        GetWindowsCode(exception) is { } code ? code is 80 or 183 : UnixFiles.IsUnix && exception.HResult is 17;

    public static bool IsFileError(Exception exception) => exception is IOException or UnauthorizedAccessException;

    public static TokenStoreException Wrap(Exception exception, string path, string doing)
    {
        var problem = exception switch
        {
            IOException full when IsFull(full) => Problems.TokenStoreFull,
            UnauthorizedAccessException => Problems.TokenStoreNotPermitted,
            IOException fixedContent when IsReadOnly(fixedContent) => Problems.TokenStoreNotPermitted,
            _ => Problems.TokenStoreUnavailable,
        };
        return new TokenStoreException(problem, $"{doing} {path} failed: {exception.Message}", exception);
    }

    private static bool IsFull(IOException exception)
    {
        // ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL.
        if (GetWindowsCode(exception) is { } code) return code is 39 or 112;

        // ENOSPC and EDQUOT.
        return exception.HResult is 28 || exception.HResult == (RuntimeInformation.IsOSPlatform(OSPlatform.Linux) ? 122 : 69);
    }

    private static bool IsReadOnly(IOException exception)
    {
        // ERROR_WRITE_PROTECT, and EROFS.
        if (GetWindowsCode(exception) is { } code) return code is 19;
        return UnixFiles.IsUnix && exception.HResult is 30;
    }

    /// <summary>
    /// Returns the system error code of Windows, or <see langword="null"/> if the exception has another one. Mono reports these codes on
    /// Unix too, where .NET reports errno.
    /// </summary>
    private static int? GetWindowsCode(IOException exception) =>
        (exception.HResult >>> 16) == 0x8007 ? exception.HResult & 0xFFFF : null;
}
