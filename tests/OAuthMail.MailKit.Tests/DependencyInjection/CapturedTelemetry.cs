using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace OAuthMail.MailKit.Tests.DependencyInjection;

/// <summary>Collects all log entries with their values, measurements and activities of an application as text.</summary>
internal sealed class CapturedTelemetry : ILoggerProvider, ISupportExternalScope
{
    private readonly MeterListener _meters = new();
    private readonly ActivityListener _activities;
    private IExternalScopeProvider? _scopes;

    public CapturedTelemetry()
    {
        _activities = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => Activities.Enqueue(Describe(activity)),
        };
    }

    public ConcurrentQueue<string> Logs { get; } = new();

    public ConcurrentQueue<string> Measurements { get; } = new();

    public ConcurrentQueue<string> Activities { get; } = new();

    public IEnumerable<string> All => [.. Logs, .. Measurements, .. Activities];

    /// <summary>Starts to collect the measurements of one application's meters, and all activities.</summary>
    public void Start(IMeterFactory meters)
    {
        _meters.InstrumentPublished = (instrument, self) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, meters)) self.EnableMeasurementEvents(instrument);
        };
        _meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _meters.Start();
        ActivitySource.AddActivityListener(_activities);
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
        _meters.Dispose();
        _activities.Dispose();
    }

    private static string Describe(Activity activity) => string.Join(
        " ", [activity.Source.Name, activity.OperationName, activity.DisplayName, activity.StatusDescription,
            .. activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"), .. activity.Baggage.Select(item => $"{item.Key}={item.Value}"),
            .. activity.Events.Select(one => $"{one.Name} {string.Join(" ", one.Tags.Select(tag => $"{tag.Key}={tag.Value}"))}")]);

    private void Add<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        Measurements.Enqueue($"{instrument.Meter.Name} {instrument.Name} {value} "
            + string.Join(" ", tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}")));

    private sealed class Logger(CapturedTelemetry owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => owner._scopes?.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var values = state is IEnumerable<KeyValuePair<string, object?>> pairs
                ? string.Join(" ", pairs.Select(pair => $"{pair.Key}={pair.Value}"))
                : "";
            var scopes = new List<object?>();
            owner._scopes?.ForEachScope((scope, all) => all.Add(scope), scopes);
            owner.Logs.Enqueue(
                $"{logLevel} {category} {eventId.Id}: {formatter(state, exception)} {values} {exception} {string.Join(" ", scopes)}");
        }
    }
}
