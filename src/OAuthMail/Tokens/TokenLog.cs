using Microsoft.Extensions.Logging;

namespace OAuthMail.Tokens;

/// <summary>The log messages of the token cache. No message contains a token, a secret or a record.</summary>
/// <remarks>Event ids and event names are frozen. A renamed method keeps its event name.</remarks>
internal static partial class TokenLog
{
    [LoggerMessage(1, LogLevel.Information, "Acquired a token for {Source} ({Key}). It expires at {ExpiresAt:u}.")]
    public static partial void Fetched(ILogger logger, string source, TokenKey key, DateTimeOffset expiresAt);

    [LoggerMessage(
        2, LogLevel.Debug, "Using a token for {Source} ({Key}) that another process has acquired and stored. It expires at {ExpiresAt:u}.")]
    public static partial void Adopted(ILogger logger, string source, TokenKey key, DateTimeOffset expiresAt);

    [LoggerMessage(3, LogLevel.Warning, "No new token could be acquired for {Source} ({Key}): {Reason}")]
    public static partial void Failed(ILogger logger, string source, TokenKey key, string reason);

    [LoggerMessage(
        4, LogLevel.Warning,
        "The token of {Source} expires in {Lifetime}, which is less than the requested {MinimumLifetime}. It is used anyway.",
        EventName = "ShorterThanAsked")]
    public static partial void ShorterThanRequested(ILogger logger, string source, TimeSpan lifetime, TimeSpan minimumLifetime);

    [LoggerMessage(
        5, LogLevel.Warning, "The mail server rejected the token of {Source} ({Key}). Acquiring a new one.", EventName = "RenewingRefused")]
    public static partial void RenewingRejected(ILogger logger, string source, TokenKey key);

    [LoggerMessage(6, LogLevel.Error, "The token of {Source} ({Key}) is used, but it could not be stored: {Reason}")]
    public static partial void NotStored(ILogger logger, string source, TokenKey key, string reason);

    [LoggerMessage(
        7, LogLevel.Warning, "The failure of {Source} ({Key}) could not be stored, so other processes do not know of it: {Reason}")]
    public static partial void NotMarked(ILogger logger, string source, TokenKey key, string reason);
}
