using Microsoft.Extensions.Logging;

namespace OAuthMail.EntityFrameworkCore.Tokens;

/// <summary>The log messages of the token store.</summary>
/// <remarks>Event ids and event names are frozen. A renamed method keeps its event name.</remarks>
internal static partial class StoreLog
{
    public const string Category = "OAuthMail.EntityFrameworkCore";

    [LoggerMessage(
        1, LogLevel.Warning,
        "A process that had begun to renew {Key} has not ended the renewal, and its lease has expired. This process renews it now. If the "
        + "authorization server had already answered, it may reject the stored refresh token, and a new sign-in is required.")]
    public static partial void TookOver(ILogger logger, TokenKey key);

    [LoggerMessage(2, LogLevel.Warning, "The renewed record {Key} cannot be written, and the write is repeated: {Code}: {Failure}")]
    public static partial void WriteFailed(ILogger logger, TokenKey key, string code, string failure);

    [LoggerMessage(3, LogLevel.Information, "The renewed record {Key} was written after the database had been unavailable.")]
    public static partial void WrittenLate(ILogger logger, TokenKey key);

    [LoggerMessage(
        4, LogLevel.Warning,
        "The renewed record {Key} was not written, because another process has changed the record or begun another renewal.")]
    public static partial void LateWriteRefused(ILogger logger, TokenKey key);

    [LoggerMessage(5, LogLevel.Warning, "The lease on {Key} was lost: {Reason}.")]
    public static partial void Lost(ILogger logger, TokenKey key, string reason);

    [LoggerMessage(6, LogLevel.Debug, "The lease on {Key} was not released, and expires: {Failure}")]
    public static partial void NotReleased(ILogger logger, TokenKey key, string failure);

    [LoggerMessage(7, LogLevel.Debug, "The context that was used to renew {Key} could not be disposed: {Failure}")]
    public static partial void NotClosed(ILogger logger, TokenKey key, string failure);

    [LoggerMessage(
        8, LogLevel.Warning,
        "The renewed record {Key} could not be written within {TimeLimit}. Its refresh token is lost with this process, and a new sign-in "
        + "may be required.")]
    public static partial void LateWriteEnded(ILogger logger, TokenKey key, TimeSpan timeLimit);
}
