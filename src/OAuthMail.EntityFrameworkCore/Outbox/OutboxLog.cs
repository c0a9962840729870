using Microsoft.Extensions.Logging;

namespace OAuthMail.EntityFrameworkCore.Outbox;

/// <summary>The log messages of the outbox. They contain no part of a message.</summary>
/// <remarks>Event ids and event names are frozen. A renamed method keeps its event name.</remarks>
internal static partial class OutboxLog
{
    public const string Category = "OAuthMail.EntityFrameworkCore.Outbox";

    [LoggerMessage(1, LogLevel.Debug, "{MessageId} of {Account} was sent: {Id}.")]
    public static partial void Sent(ILogger logger, string messageId, string account, Guid id);

    [LoggerMessage(
        2, LogLevel.Warning, "{MessageId} of {Account} was not sent ({Problem}). The next attempt follows in {Delay}: {Id}.")]
    public static partial void Retrying(ILogger logger, string messageId, string account, string problem, TimeSpan delay, Guid id);

    [LoggerMessage(
        3, LogLevel.Error, "{MessageId} of {Account} was not sent ({Problem}), and there is no further attempt: {Id}.")]
    public static partial void Failed(ILogger logger, string messageId, string account, string problem, Guid id);

    [LoggerMessage(
        4, LogLevel.Error,
        "It is unknown whether {MessageId} of {Account} was sent. It is not sent again unless IMailOutbox.SendAgainAsync is called: {Id}.")]
    public static partial void Unknown(ILogger logger, string messageId, string account, Guid id);

    [LoggerMessage(
        5, LogLevel.Warning,
        "{MessageId} of {Account} no longer belonged to this process, because it was canceled or its claim had expired. This process did "
        + "not send it: {Id}.")]
    public static partial void ClaimLost(ILogger logger, string messageId, string account, Guid id);

    [LoggerMessage(6, LogLevel.Warning, "{Operation} of the outbox fails, and is repeated: {Code}: {Failure}")]
    public static partial void DatabaseFailed(ILogger logger, string operation, string code, string failure);

    [LoggerMessage(7, LogLevel.Information, "{Operation} of the outbox succeeds again.")]
    public static partial void DatabaseRecovered(ILogger logger, string operation);

    [LoggerMessage(
        8, LogLevel.Information, "{Count} messages wait again, because the claims of the process that wanted to send them have expired.")]
    public static partial void Returned(ILogger logger, int count);

    [LoggerMessage(
        9, LogLevel.Error,
        "The outcome of {MessageId} of {Account} could not be recorded before the application ended: {Id}. It was {Outcome}.")]
    public static partial void NotRecorded(ILogger logger, string messageId, string account, string outcome, Guid id);

    [LoggerMessage(
        10, LogLevel.Error,
        "{MessageId} of {Account} was {Outcome} by this process, but its row says otherwise, because its claim had expired and it was "
        + "changed meanwhile: {Id}.")]
    public static partial void OutcomeRefused(ILogger logger, string messageId, string account, string outcome, Guid id);

    [LoggerMessage(
        11, LogLevel.Error,
        "The sender {Sender} does not call MailSendOptions.BeforeTransfer. Transfers are now recorded earlier, so that more outcomes are "
        + "unknown after a crash. Pass the options on to the sender that sends.")]
    public static partial void SilentSender(ILogger logger, string sender);
}
