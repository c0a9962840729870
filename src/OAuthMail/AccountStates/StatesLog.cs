using Microsoft.Extensions.Logging;

namespace OAuthMail.AccountStates;

/// <summary>The log messages about the states of accounts. No message contains a secret or the address of a sign-in.</summary>
internal static partial class StatesLog
{
    public const string Category = "OAuthMail.AccountStates";

    [LoggerMessage(1, LogLevel.Warning, "The state of the account {Account} could not be recorded: {Reason}")]
    public static partial void NotRecorded(ILogger logger, string account, string reason);

    [LoggerMessage(2, LogLevel.Warning, "The notice {Notice} did not reach {Observer} ({Reason}). The next attempt is in {Pause}.")]
    public static partial void NotDelivered(ILogger logger, string notice, string observer, string reason, TimeSpan pause);

    [LoggerMessage(3, LogLevel.Error, "The notice {Notice} did not reach {Observer} within {Limit}, and is dropped.")]
    public static partial void Dropped(ILogger logger, string notice, string observer, TimeSpan limit);

    [LoggerMessage(4, LogLevel.Warning, "The notices in the token store could not be read: {Reason}")]
    public static partial void NotListed(ILogger logger, string reason);

    [LoggerMessage(5, LogLevel.Information, "{Notice}")]
    public static partial void Connected(ILogger logger, string notice);

    [LoggerMessage(6, LogLevel.Warning, "{Notice}")]
    public static partial void Problem(ILogger logger, string notice);

    [LoggerMessage(7, LogLevel.Warning, "The expiration dates of credentials could not be checked: {Reason}")]
    public static partial void NotChecked(ILogger logger, string reason);

    [LoggerMessage(8, LogLevel.Warning, "The unused sign-in of the account {Account} could not be renewed: {Reason}")]
    public static partial void NotKept(ILogger logger, string account, string reason);

    [LoggerMessage(9, LogLevel.Warning, "No sign-in could be begun for the account {Account}, so that its notice has no address: {Reason}")]
    public static partial void NoSignIn(ILogger logger, string account, string reason);

    [LoggerMessage(10, LogLevel.Warning, "Unused sign-ins could not be renewed: {Reason}")]
    public static partial void NotListedSignIns(ILogger logger, string reason);
}
