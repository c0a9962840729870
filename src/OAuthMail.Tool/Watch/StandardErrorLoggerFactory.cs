using Microsoft.Extensions.Logging;
using OAuthMail.Tool.CommandLine;

namespace OAuthMail.Tool.Watch;

/// <summary>Writes the warnings of the mail handler to standard error, and once that another process watches the mailbox.</summary>
internal sealed class StandardErrorLoggerFactory : ILoggerFactory
{
    private const string HandlerCategory = "OAuthMail.MailKit.Handling";

    public ILogger CreateLogger(string categoryName) => new StandardErrorLogger(categoryName == HandlerCategory);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
    }

    private sealed class StandardErrorLogger(bool isHandler) : ILogger
    {
        private int _saidWaiting;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => isHandler && logLevel >= LogLevel.Debug;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!isHandler) return;
            var isWaiting = eventId.Name == "Waiting" && Interlocked.Exchange(ref _saidWaiting, 1) == 0;
            if (logLevel < LogLevel.Warning && !isWaiting) return;
            var reason = exception is MessageCommandException failure ? $" {failure.Message}" : "";
            Terminal.Tell($"oauthmail: {formatter(state, exception)}{reason}");
        }
    }
}
