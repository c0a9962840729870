using Microsoft.Extensions.Logging;

namespace OAuthMail.AspNetCore.Links;

/// <summary>The events of connect links, in the category of the connect page. They contain no link.</summary>
internal static partial class LinkLog
{
    public const string Category = "OAuthMail.ConnectPage";

    [LoggerMessage(5, LogLevel.Information, "A connect link for {Account} was created.")]
    public static partial void Created(ILogger logger, string account);

    [LoggerMessage(
        11, LogLevel.Warning,
        "The address of connect links, {Origin}, begins with http. Anyone who can read the network traffic can use a link. Use https in "
        + "production.")]
    public static partial void Unencrypted(ILogger logger, string origin);

    [LoggerMessage(10, LogLevel.Information, "A connect link for {Account} was revoked.")]
    public static partial void Revoked(ILogger logger, string account);
}
