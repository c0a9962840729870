using Microsoft.Extensions.Logging;

namespace OAuthMail.MailKit.Sending;

/// <summary>
/// What the sender logs. No message takes a token or a part of a message; servers' words, which may name recipients, are for Debug
/// only.
/// </summary>
internal static partial class SendLog
{
    public const string Category = "OAuthMail.MailKit.Sending";

    [LoggerMessage(1, LogLevel.Debug, "Sent {MessageId} for {Account} through {Server}, at attempt {Attempt}: {Reply}")]
    public static partial void Sent(ILogger logger, string messageId, string account, MailEndpoint server, int attempt, string reply);

    [LoggerMessage(2, LogLevel.Information, "{MessageId} of {Account} was not taken ({Problem}); attempt {Attempt} follows in {Pause}.")]
    public static partial void Retrying(ILogger logger, string messageId, string account, string problem, int attempt, TimeSpan pause);

    [LoggerMessage(3, LogLevel.Warning, "{Account} cannot send {MessageId} ({Problem}); its backup {Backup} does.")]
    public static partial void FailingOver(ILogger logger, string account, string messageId, string problem, string backup);

    [LoggerMessage(4, LogLevel.Warning, "{MessageId} of {Account} was not sent ({Problem}).")]
    public static partial void Failed(ILogger logger, string messageId, string account, string problem);

    [LoggerMessage(
        5, LogLevel.Error,
        "{MessageId} of {Account} went out to {Server} without a reply: it may have been taken or not, and is not sent again.")]
    public static partial void Unknown(ILogger logger, string messageId, string account, MailEndpoint server);

    [LoggerMessage(6, LogLevel.Warning, "{Server} takes no more connections for {Account}; for five minutes there are {Limit} at most.")]
    public static partial void LimitLowered(ILogger logger, MailEndpoint server, string account, int limit);

    [LoggerMessage(7, LogLevel.Debug, "{Account} is connected to {Server}.")]
    public static partial void Opened(ILogger logger, string account, MailEndpoint server);

    [LoggerMessage(8, LogLevel.Debug, "A connection of {Account} to {Server} is replaced: {Reason}")]
    public static partial void Replaced(ILogger logger, string account, MailEndpoint server, string reason);

    [LoggerMessage(9, LogLevel.Debug, "{MessageId} of {Account}: {Detail}")]
    public static partial void Detail(ILogger logger, string messageId, string account, string detail);
}
