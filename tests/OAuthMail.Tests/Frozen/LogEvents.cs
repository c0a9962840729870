using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Logging;

namespace OAuthMail.Tests.Frozen;

/// <summary>Lists the events that an assembly can log, by calling each generated log method once.</summary>
internal static class LogEvents
{
    /// <param name="assembly">The assembly under test.</param>
    /// <param name="categories">The category under which the methods of each class log.</param>
    /// <returns>One line for each event: category, id, name and level.</returns>
    public static IEnumerable<string> Describe(Assembly assembly, IReadOnlyDictionary<Type, string> categories)
    {
        foreach (var type in assembly.GetTypes())
        {
            const BindingFlags declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
            var methods = type.GetMethods(declared | BindingFlags.Static | BindingFlags.Instance);
            foreach (var method in methods.Where(method => method.GetCustomAttribute<LoggerMessageAttribute>() is not null))
            {
                Assert.True(categories.TryGetValue(type, out var category), $"{type} logs, but the test doesn't know its category.");
                yield return $"{category} | {Call(method)}";
            }
        }
    }

    private static string Call(MethodInfo method)
    {
        var log = new OneEvent();
        var parameters = method.GetParameters();
        method.Invoke(null, [.. parameters.Select(parameter => Argument(parameter.ParameterType, log))]);
        var level = parameters.Any(parameter => parameter.ParameterType == typeof(LogLevel)) ? "any level" : log.Level.ToString();
        return string.Create(CultureInfo.InvariantCulture, $"{log.Id.Id} | {log.Id.Name} | {level}");
    }

    private static object? Argument(Type type, OneEvent log) =>
        type == typeof(ILogger) ? log : type.IsValueType ? Activator.CreateInstance(type) : null;

    private sealed class OneEvent : ILogger
    {
        public EventId Id { get; private set; }

        public LogLevel Level { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            (Id, Level) = (eventId, logLevel);
    }
}
