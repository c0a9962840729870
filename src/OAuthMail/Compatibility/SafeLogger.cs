using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace OAuthMail.Compatibility;

/// <summary>
/// Passes log messages to the program's logger and ignores its exceptions. A log that fails must not change the result of an operation:
/// a token that was granted must be stored, and a message that was accepted must not be reported as failed.
/// </summary>
internal sealed class SafeLogger(ILogger inner) : ILogger
{
    /// <summary>Creates a logger of the program's factory, or one that discards messages if there is no factory.</summary>
    public static ILogger Create(ILoggerFactory? factory, string category) =>
        factory is null ? NullLogger.Instance : new SafeLogger(factory.CreateLogger(category));

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        try
        {
            return inner.BeginScope(state);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return null;
        }
    }

    public bool IsEnabled(LogLevel logLevel)
    {
        try
        {
            return inner.IsEnabled(logLevel);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
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
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // The message is lost.
        }
    }
}
