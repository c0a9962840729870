using Microsoft.Extensions.Logging;

namespace OAuthMail.MailKit.Delivery;

/// <summary>
/// The log messages of the sender. They contain no token and no part of a message. Replies of a server can contain recipients, so they
/// are logged only at the level Debug.
/// </summary>
internal static partial class SendLog
{
    public const string Category = "OAuthMail.MailKit.Sending";

    [LoggerMessage(1, LogLevel.Debug, "Sent {MessageId} for {Account} through {Server} at attempt {Attempt}: {Reply}")]
    public static partial void Sent(ILogger logger, string messageId, string account, MailEndpoint server, int attempt, string reply);

    [LoggerMessage(
        2, LogLevel.Information, "{MessageId} of {Account} was not accepted ({Problem}). Attempt {Attempt} follows in {Delay}.")]
    public static partial void Retrying(ILogger logger, string messageId, string account, string problem, int attempt, TimeSpan delay);

    [LoggerMessage(3, LogLevel.Warning, "{Account} could not send {MessageId} ({Problem}). Trying its backup {Backup}.")]
    public static partial void FailingOver(ILogger logger, string account, string messageId, string problem, string backup);

    [LoggerMessage(4, LogLevel.Warning, "{MessageId} of {Account} was not sent ({Problem}).")]
    public static partial void Failed(ILogger logger, string messageId, string account, string problem);

    [LoggerMessage(
        5, LogLevel.Error,
        "{MessageId} of {Account} was sent to {Server}, but no reply arrived. It is unknown whether the server accepted it, so it is not "
            + "sent again.")]
    public static partial void Unknown(ILogger logger, string messageId, string account, MailEndpoint server);

    [LoggerMessage(
        6, LogLevel.Warning,
        "{Server} rejected a connection for {Account} because there are too many. The limit is {Limit} for five minutes.")]
    public static partial void LimitLowered(ILogger logger, MailEndpoint server, string account, int limit);

    [LoggerMessage(7, LogLevel.Debug, "Connected to {Server} for {Account}.")]
    public static partial void Opened(ILogger logger, string account, MailEndpoint server);

    [LoggerMessage(8, LogLevel.Debug, "Replacing a connection of {Account} to {Server}: {Reason}")]
    public static partial void Replaced(ILogger logger, string account, MailEndpoint server, string reason);

    [LoggerMessage(9, LogLevel.Debug, "{MessageId} of {Account}: {Detail}")]
    public static partial void Detail(ILogger logger, string messageId, string account, string detail);
}
