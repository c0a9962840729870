using Microsoft.Extensions.Logging;

namespace OAuthMail.MailKit.Handling;

/// <summary>The log messages of mail handlers. No message contains a part of a mail.</summary>
internal static partial class HandlerLog
{
    public const string Category = "OAuthMail.MailKit.Handling";

    [LoggerMessage(1, LogLevel.Information, "Handling the messages of {Account} with {Handler}.")]
    public static partial void Started(ILogger logger, string account, string handler);

    [LoggerMessage(2, LogLevel.Information, "Stopped handling the messages of {Account} with {Handler}.")]
    public static partial void Stopped(ILogger logger, string account, string handler);

    [LoggerMessage(
        3, LogLevel.Warning, "Attempt {Attempt} at message {Message} of {Account} failed with {Reason}. The next attempt is in {Pause}.")]
    public static partial void Retrying(
        ILogger logger, Exception failure, int attempt, string message, string account, string reason, TimeSpan pause);

    [LoggerMessage(
        4, LogLevel.Error, "Message {Message} of {Account} failed after {Attempt} attempts, and is recorded as failed: {Reason}")]
    public static partial void Failed(ILogger logger, Exception? failure, string message, string account, int attempt, string reason);

    [LoggerMessage(5, LogLevel.Warning, "The failed message {Message} of {Account} could not be moved to {Folder}: {Reason}")]
    public static partial void NotMoved(ILogger logger, string message, string account, string folder, string reason);

    [LoggerMessage(6, LogLevel.Error, "The mailbox of {Account} cannot be handled: {Reason} The next attempt is in {Pause}.")]
    public static partial void Interrupted(ILogger logger, string account, string reason, TimeSpan pause);

    [LoggerMessage(7, LogLevel.Debug, "Another process handles the mailbox of {Account}.")]
    public static partial void Waiting(ILogger logger, string account);

    [LoggerMessage(8, LogLevel.Warning, "The account {Account} does not exist. Its messages are handled when it does.")]
    public static partial void NoAccount(ILogger logger, string account);

    [LoggerMessage(
        9, LogLevel.Warning, "The position in the mailbox of {Account} could not be stored ({Reason}). The next attempt is in {Pause}.")]
    public static partial void NotStored(ILogger logger, string account, string reason, TimeSpan pause);

    [LoggerMessage(
        10, LogLevel.Warning,
        "The process ended during attempt {Attempt} at message {Message} of {Account}. The next attempt is in {Pause}.")]
    public static partial void ProcessEnded(ILogger logger, int attempt, string message, string account, TimeSpan pause);
}
