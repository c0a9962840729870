using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace OAuthMail.Tests.Frozen;

/// <summary>Remembers the categories that loggers are created for.</summary>
internal sealed class LogCategories : ILoggerFactory
{
    public List<string> Created { get; } = [];

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public ILogger CreateLogger(string categoryName)
    {
        Created.Add(categoryName);
        return NullLogger.Instance;
    }

    public void Dispose()
    {
    }
}
