using Microsoft.Extensions.Logging;

namespace OAuthMail.Microsoft.Storage;

/// <summary>The log messages of the operating system's secret storage. They contain no key.</summary>
internal static partial class StorageLog
{
    public const string Category = "OAuthMail.Microsoft.Storage";

    [LoggerMessage(
        1, LogLevel.Warning,
        "The operating system's secret storage cannot be used. The key of the token store is in the file {File}, which only its "
        + "permissions protect. {Reason}")]
    public static partial void Unprotected(ILogger logger, string file, string reason);

    [LoggerMessage(
        2, LogLevel.Warning,
        "The previous key '{Name}' in the operating system's secret storage cannot be read. Records that are protected with it cannot "
        + "be read either. {Reason}")]
    public static partial void PreviousUnavailable(ILogger logger, string name, string reason);

    [LoggerMessage(
        3, LogLevel.Warning,
        "The key file that once replaced the operating system's secret storage is not used. Records that are protected with it cannot be "
        + "read. {Reason}")]
    public static partial void KeyFileUnusable(ILogger logger, string reason);
}
