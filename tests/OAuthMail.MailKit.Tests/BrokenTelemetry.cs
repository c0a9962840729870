using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace OAuthMail.MailKit.Tests;

/// <summary>A log, and listeners of meters and activities, that throw.</summary>
internal sealed class BrokenTelemetry : ILogger
{
    /// <summary>Limits the faults to one test, because listeners are global.</summary>
    private static readonly AsyncLocal<bool> Fails = new();

    private bool _failsLog;
    private bool _failsIsEnabled;

    public static string[] Kinds { get; } = ["logger", "IsEnabled", "meter", "activity start", "activity stop"];

    /// <summary>Breaks one kind of telemetry until the result is disposed.</summary>
    public IDisposable Break(string kind)
    {
        Fails.Value = true;
        _failsIsEnabled = kind == "IsEnabled";
        _failsLog = kind == "logger";
        return new Listeners(kind);
    }

    /// <summary>Creates a factory of the log.</summary>
    public ILoggerFactory CreateLoggers() => new Loggers(this);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => _failsIsEnabled ? throw new IOException("The log has failed.") : true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (_failsLog) throw new AggregateException(new IOException("The log has failed."));
    }

    private static void Fail()
    {
        if (Fails.Value) throw new AggregateException(new IOException("The telemetry has failed."));
    }

    private sealed class Listeners : IDisposable
    {
        private readonly MeterListener _meter = new();
        private readonly ActivityListener _activity = new()
        {
            ShouldListenTo = source => source.Name == "OAuthMail",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        };

        public Listeners(string kind)
        {
            if (kind == "activity start") _activity.ActivityStarted = _ => Fail();
            if (kind == "activity stop") _activity.ActivityStopped = _ => Fail();
            if (kind.StartsWith("activity", StringComparison.Ordinal)) ActivitySource.AddActivityListener(_activity);
            if (kind != "meter") return;
            _meter.InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == "OAuthMail") self.EnableMeasurementEvents(instrument);
            };
            _meter.SetMeasurementEventCallback<long>((_, _, _, _) => Fail());
            _meter.SetMeasurementEventCallback<double>((_, _, _, _) => Fail());
            _meter.Start();
        }

        public void Dispose()
        {
            _meter.Dispose();
            _activity.Dispose();
            Fails.Value = false;
        }
    }

    private sealed class Loggers(ILogger log) : ILoggerFactory
    {
        public ILogger CreateLogger(string categoryName) => log;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
