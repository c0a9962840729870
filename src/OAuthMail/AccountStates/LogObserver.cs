using Microsoft.Extensions.Logging;

namespace OAuthMail.AccountStates;

/// <summary>Writes notices to the log, without the address of a sign-in, which a reader of the log could use to sign in.</summary>
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
