using Microsoft.Extensions.Logging;

namespace OAuthMail.MailKit.Watching;

/// <summary>
/// The log messages of watches. They contain no token, no subject, and no address of a sender or recipient. Programs may filter by event
/// names, so a renamed method keeps its <c>EventName</c>.
/// </summary>
internal static partial class WatchLog
{
    [LoggerMessage(1, LogLevel.Information, "Watching {Account} {Folder}.")]
    public static partial void Watching(ILogger logger, string account, string folder);

    [LoggerMessage(2, LogLevel.Information, "Stopped watching {Account} {Folder}.")]
    public static partial void Stopped(ILogger logger, string account, string folder);

    [LoggerMessage(3, LogLevel.Debug, "Connected for {Account} {Folder}. Waiting by {Method}.")]
    public static partial void Connected(ILogger logger, string account, string folder, string method);

    [LoggerMessage(
        4, LogLevel.Warning, "The watch of {Account} {Folder} failed. It continues in {Delay}: {Reason}", EventName = "GoesOn")]
    public static partial void Retrying(ILogger logger, string account, string folder, TimeSpan delay, string reason);

    [LoggerMessage(
        5, LogLevel.Warning,
        "The UIDVALIDITY of {Account} {Folder} has changed. The last delivered message was found. {Uncertain} messages before it may be "
            + "delivered twice.", EventName = "FoundAgain")]
    public static partial void Resynchronized(ILogger logger, string account, string folder, int uncertain);

    [LoggerMessage(
        6, LogLevel.Warning,
        "The UIDVALIDITY of {Account} {Folder} has changed, and the last delivered message was not searched for or not found. All messages "
            + "in the folder are delivered again.", EventName = "BeginsAnew")]
    public static partial void StartingOver(ILogger logger, string account, string folder);

    [LoggerMessage(
        7, LogLevel.Warning,
        "The server could not read message {Uid} of {Account} {Folder}: {Reason} It is delivered without its envelope.",
        EventName = "Untold")]
    public static partial void Unreadable(ILogger logger, uint uid, string account, string folder, string reason);

    [LoggerMessage(8, LogLevel.Debug, "Delivering message {Uid} of {Account} {Folder}.")]
    public static partial void Arrived(ILogger logger, string uid, string account, string folder);

    [LoggerMessage(9, LogLevel.Debug, "IDLE does not work at the server of {Account} {Folder}. Polling every {Interval} instead.")]
    public static partial void IdleFails(ILogger logger, string account, string folder, TimeSpan interval);

    [LoggerMessage(
        10, LogLevel.Warning,
        "The server did not delete message {Uid} of {Account}. The deletion is repeated in the next session: {Reason}")]
    public static partial void NotDeleted(ILogger logger, string uid, string account, string reason);

    [LoggerMessage(
        11, LogLevel.Warning,
        "The server ends the session whenever message {Uid} of {Account} is deleted. The deletion is not repeated before the next watch: "
            + "{Reason}")]
    public static partial void NeverDeleted(ILogger logger, string uid, string account, string reason);

    [LoggerMessage(12, LogLevel.Debug, "The server ended the session of {Account} {Folder}, because its token has expired.")]
    public static partial void TokenExpired(ILogger logger, string account, string folder);

    [LoggerMessage(13, LogLevel.Information, "Listing {Account} {Folder}: {Count} messages so far.")]
    public static partial void Listing(ILogger logger, string account, string folder, int count);

    [LoggerMessage(
        14, LogLevel.Warning,
        "The server no longer knows the position in {Account} {Folder}. The folder is listed again, and messages since {Since} are "
            + "delivered that were not delivered lately.")]
    public static partial void ListingAgain(ILogger logger, string account, string folder, DateTimeOffset? since);
}
