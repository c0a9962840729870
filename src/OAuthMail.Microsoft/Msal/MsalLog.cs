using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Abstractions;
using OAuthMail.Errors;

namespace OAuthMail.Microsoft.Msal;

/// <summary>
/// Forwards the log entries of MSAL. MSAL is configured to write entries without personal data, which therefore contain no tokens. They
/// may repeat a server's text, so control characters are replaced.
/// </summary>
internal sealed partial class MsalLog(ILogger logger) : IIdentityLogger
{
    private const int MaximumLength = 8000;

    public bool IsEnabled(EventLogLevel eventLogLevel) => logger.IsEnabled(Translate(eventLogLevel));

    public void Log(LogEntry entry)
    {
        var level = Translate(entry.EventLogLevel);
        if (logger.IsEnabled(level)) Write(logger, level, entry.Message is null ? null : ForeignText.Clean(entry.Message, MaximumLength));
    }

    [LoggerMessage(EventId = 1, EventName = "Say", Message = "{Message}")]
    private static partial void Write(ILogger logger, LogLevel level, string? message);

    private static LogLevel Translate(EventLogLevel level) => level switch
    {
        EventLogLevel.Critical => LogLevel.Critical,
        EventLogLevel.Error => LogLevel.Error,
        EventLogLevel.Warning => LogLevel.Warning,

        // MSAL logs the details of every call at this level, which is too much for the Information level of an application.
        EventLogLevel.Informational => LogLevel.Debug,
        _ => LogLevel.Trace,
    };
}
