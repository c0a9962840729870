using Microsoft.Extensions.Logging;

namespace OAuthMail.Tokens;

/// <summary>What the lifecycle logs. No message takes a token, a secret or a record.</summary>
internal static partial class TokenLog
{
    [LoggerMessage(1, LogLevel.Information, "Fetched a token for {Source} ({Key}), good until {ExpiresAt:u}.")]
    public static partial void Fetched(ILogger logger, string source, TokenKey key, DateTimeOffset expiresAt);

    [LoggerMessage(2, LogLevel.Debug, "Took over a token for {Source} ({Key}) that another process had stored, good until {ExpiresAt:u}.")]
    public static partial void Adopted(ILogger logger, string source, TokenKey key, DateTimeOffset expiresAt);

    [LoggerMessage(3, LogLevel.Warning, "No new token for {Source} ({Key}): {Reason}")]
    public static partial void Failed(ILogger logger, string source, TokenKey key, string reason);

    [LoggerMessage(
        4, LogLevel.Warning, "A token of {Source} lasts {Lifetime}, less than the {Asked} that was asked for; it is used all the same.")]
    public static partial void ShorterThanAsked(ILogger logger, string source, TimeSpan lifetime, TimeSpan asked);

    [LoggerMessage(5, LogLevel.Warning, "The mail server refused the token of {Source} ({Key}); a new one is fetched.")]
    public static partial void RenewingRefused(ILogger logger, string source, TokenKey key);

    [LoggerMessage(6, LogLevel.Error, "The token of {Source} ({Key}) is used, but could not be stored: {Reason}")]
    public static partial void NotStored(ILogger logger, string source, TokenKey key, string reason);

    [LoggerMessage(
        7, LogLevel.Warning, "The failure of {Source} ({Key}) could not be stored, so that other processes do not know of it: {Reason}")]
    public static partial void NotMarked(ILogger logger, string source, TokenKey key, string reason);
}
