using Microsoft.Extensions.Logging;

namespace OAuthMail.DependencyInjection;

/// <summary>The log messages about the accounts of an application. No message contains a secret.</summary>
internal static partial class AccountsLog
{
    public const string Category = "OAuthMail.Accounts";

    [LoggerMessage(
        1, LogLevel.Error, "The changed configuration is not used, and the last valid configuration stays in effect: {Errors}")]
    public static partial void InvalidReload(ILogger logger, string errors);

    [LoggerMessage(2, LogLevel.Information, "The accounts changed: {Added} added, {Changed} changed, {Removed} removed.")]
    public static partial void Changed(ILogger logger, int added, int changed, int removed);

    [LoggerMessage(3, LogLevel.Error, "The account {Account} of {Source} is not used: {Errors}")]
    public static partial void InvalidAccount(ILogger logger, string account, string source, string errors);

    [LoggerMessage(
        4, LogLevel.Error, "The accounts of {Source} cannot be read ({Reason}). They stay as they are. The next attempt is in {Pause}.")]
    public static partial void SourceFailed(ILogger logger, string source, string reason, TimeSpan pause);

    [LoggerMessage(
        5, LogLevel.Warning,
        "Tokens are kept in memory, so that users must sign in again after each restart. Set {Option} to the path of a folder.")]
    public static partial void StoreInMemory(ILogger logger, string option);

    [LoggerMessage(6, LogLevel.Warning, "A handler of the event that accounts changed failed with {Reason}.")]
    public static partial void HandlerFailed(ILogger logger, string reason);

    [LoggerMessage(
        7, LogLevel.Warning,
        "The accounts of {Source} have not been read within {Limit}. The application starts, and uses them when they have been read.")]
    public static partial void SourceIsSlow(ILogger logger, string source, TimeSpan limit);
}
