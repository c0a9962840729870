using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace OAuthMail.EntityFrameworkCore.Database;

/// <summary>A logger whose failures are ignored: a token or the outcome of a message must not be lost because a log fails.</summary>
internal sealed class QuietLogger(ILogger inner) : ILogger
{
    /// <summary>Creates the logger of a category, which does nothing if there is no factory.</summary>
    public static ILogger Create(ILoggerFactory? factory, string category)
    {
        try
        {
            return factory is null ? NullLogger.Instance : new QuietLogger(factory.CreateLogger(category));
        }
        catch (Exception)
        {
            return NullLogger.Instance;
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel)
    {
        try
        {
            return inner.IsEnabled(logLevel);
        }
        catch (Exception)
        {
            return false;
        }
    }

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        try
        {
            inner.Log(logLevel, eventId, state, exception, formatter);
        }
        catch (Exception)
        {
            // There is nothing left to report the failure to.
        }
    }
}
