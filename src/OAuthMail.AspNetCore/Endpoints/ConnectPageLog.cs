using Microsoft.Extensions.Logging;

namespace OAuthMail.AspNetCore.Endpoints;

/// <summary>The events of the connect page. They contain no code, token or link.</summary>
internal static partial class ConnectPageLog
{
    [LoggerMessage(1, LogLevel.Information, "A sign-in for {Account} began on the connect page.")]
    public static partial void Begun(ILogger logger, string account);

    [LoggerMessage(2, LogLevel.Information, "{Account} was connected on the connect page.")]
    public static partial void Connected(ILogger logger, string account);

    [LoggerMessage(3, LogLevel.Warning, "A sign-in for {Account} on the connect page failed ({Problem}).")]
    public static partial void Failed(ILogger logger, string account, string problem);

    [LoggerMessage(4, LogLevel.Information, "A redirect to the connect page was refused: {Reason}")]
    public static partial void Refused(ILogger logger, string reason);

    [LoggerMessage(6, LogLevel.Information, "{Account} was signed out on the connect page.")]
    public static partial void SignedOut(ILogger logger, string account);

    [LoggerMessage(7, LogLevel.Warning, "A request to the connect page failed ({Problem}).")]
    public static partial void RequestFailed(ILogger logger, string problem);

    [LoggerMessage(8, LogLevel.Error, "A request to the connect page failed unexpectedly.")]
    public static partial void Unexpected(ILogger logger, Exception failure);

    [LoggerMessage(9, LogLevel.Critical, "The application stops: {Reason}")]
    public static partial void Stopped(ILogger logger, string reason);
}
