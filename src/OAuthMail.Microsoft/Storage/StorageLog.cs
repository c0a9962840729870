using Microsoft.Extensions.Logging;

namespace OAuthMail.Microsoft.Storage;

/// <summary>What the protection by the operating system logs. Nothing of a key is in it.</summary>
internal static partial class StorageLog
{
    public const string Category = "OAuthMail.Microsoft.Storage";

    [LoggerMessage(
        1, LogLevel.Warning,
        "The token store's key is in the unprotected file {File}, which only its permissions guard, because the system's storage cannot be used. {Reason}")]
    public static partial void Unprotected(ILogger logger, string file, string reason);

    [LoggerMessage(
        2, LogLevel.Warning,
        "The former key '{Name}' in the system's storage cannot be read; records that need it cannot be either. {Reason}")]
    public static partial void PreviousUnavailable(ILogger logger, string name, string reason);
}
