using Microsoft.Extensions.Logging;

namespace OAuthMail.MailKit.Watching;

/// <summary>What watches log. No message takes a token, a subject, or the address of a sender or recipient.</summary>
internal static partial class WatchLog
{
    [LoggerMessage(1, LogLevel.Information, "Watching {Account} {Folder}.")]
    public static partial void Watching(ILogger logger, string account, string folder);

    [LoggerMessage(2, LogLevel.Information, "Stopped watching {Account} {Folder}.")]
    public static partial void Stopped(ILogger logger, string account, string folder);

    [LoggerMessage(3, LogLevel.Debug, "Connected for {Account} {Folder}; it waits by {Manner}.")]
    public static partial void Connected(ILogger logger, string account, string folder, string manner);

    [LoggerMessage(4, LogLevel.Warning, "The watch of {Account} {Folder} failed and goes on in {Pause}: {Reason}")]
    public static partial void GoesOn(ILogger logger, string account, string folder, TimeSpan pause, string reason);

    [LoggerMessage(
        5, LogLevel.Warning,
        "{Account} {Folder} was numbered anew; the last message that was seen was found again, and {Unsure} that may have been seen before are delivered.")]
    public static partial void FoundAgain(ILogger logger, string account, string folder, int unsure);

    [LoggerMessage(
        6, LogLevel.Warning,
        "{Account} {Folder} was numbered anew, and the last message that was seen is not looked for or not there any more: everything in the folder is delivered again.")]
    public static partial void BeginsAnew(ILogger logger, string account, string folder);

    [LoggerMessage(
        7, LogLevel.Warning,
        "The server does not tell about message {Uid} of {Account} {Folder}: {Reason} It is delivered without its envelope.")]
    public static partial void Untold(ILogger logger, uint uid, string account, string folder, string reason);

    [LoggerMessage(8, LogLevel.Debug, "Message {Uid} of {Account} {Folder} is delivered.")]
    public static partial void Arrived(ILogger logger, string uid, string account, string folder);

    [LoggerMessage(9, LogLevel.Debug, "IDLE does not work at the server of {Account} {Folder}; it is asked every {Interval} instead.")]
    public static partial void IdleFails(ILogger logger, string account, string folder, TimeSpan interval);

    [LoggerMessage(
        10, LogLevel.Warning, "The server does not delete message {Uid} of {Account}, and is asked again in the next session: {Reason}")]
    public static partial void NotDeleted(ILogger logger, string uid, string account, string reason);
}
