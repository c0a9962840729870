using Microsoft.Extensions.Logging;

namespace OAuthMail.Storage.FileSystem;

/// <summary>The log messages about permissions of the token store.</summary>
/// <remarks>Event ids and event names are frozen. A renamed method keeps its event name.</remarks>
internal static partial class PermissionLog
{
    public const string Category = "OAuthMail.Storage";

    [LoggerMessage(
        1, LogLevel.Warning,
        "The group had access to {Count} files and folders of the token store {Folder}, and the access was removed: {Files}.")]
    public static partial void Tightened(ILogger logger, int count, string folder, string files);

    [LoggerMessage(2, LogLevel.Warning, "The group could write to the key file {File}, and this permission was removed.")]
    public static partial void KeyFileTightened(ILogger logger, string file);

    [LoggerMessage(
        3, LogLevel.Information,
        "The token store {Folder} is in the mounted volume {Volume}, to which other users can write. They can remove the store, but not "
        + "read or replace it.")]
    public static partial void SharedVolume(ILogger logger, string folder, string volume);
}
