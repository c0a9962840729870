using Microsoft.Extensions.Logging;

namespace OAuthMail.AccountStates;

/// <summary>Writes notices to the log. The address of a sign-in is not written: whoever reads the log could sign in.</summary>
internal sealed class LogObserver(ILoggerFactory? loggerFactory = null) : IMailAccountObserver
{
    private readonly ILogger _logger = SafeLogger.Create(loggerFactory, StatesLog.Category);

    public string Name => "log";

    public Task OnNoticeAsync(MailAccountNotice notice, CancellationToken cancellationToken = default)
    {
        if (notice.Kind == MailAccountNoticeKind.Connected) StatesLog.Connected(_logger, notice.ToString());
        else StatesLog.Problem(_logger, notice.ToString());
        return Task.CompletedTask;
    }
}
