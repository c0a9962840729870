using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Abstractions;
using OAuthMail.Errors;

namespace OAuthMail.Microsoft.Msal;

/// <summary>
/// Hands on what MSAL logs. It is asked for entries without personal data, which are without tokens as well; but they may repeat what a
/// server said, and so are cleaned.
/// </summary>
internal sealed partial class MsalLog(ILogger logger) : IIdentityLogger
{
    private const int MaximumEntry = 8000;

    public bool IsEnabled(EventLogLevel eventLogLevel) => logger.IsEnabled(Translate(eventLogLevel));

    public void Log(LogEntry entry)
    {
        var level = Translate(entry.EventLogLevel);
        if (logger.IsEnabled(level)) Say(logger, level, entry.Message is null ? null : ForeignText.Clean(entry.Message, MaximumEntry));
    }

    [LoggerMessage(EventId = 1, Message = "{Message}")]
    private static partial void Say(ILogger logger, LogLevel level, string? message);

    private static LogLevel Translate(EventLogLevel level) => level switch
    {
        EventLogLevel.Critical => LogLevel.Critical,
        EventLogLevel.Error => LogLevel.Error,
        EventLogLevel.Warning => LogLevel.Warning,

        // MSAL narrates every call at this level, which is more than an application's own log wants to hear.
        EventLogLevel.Informational => LogLevel.Debug,
        _ => LogLevel.Trace,
    };
}
