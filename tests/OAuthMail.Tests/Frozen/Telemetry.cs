using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace OAuthMail.Tests.Frozen;

/// <summary>Listens to the meter and the activity source of the library while a test records one measurement of each kind.</summary>
internal sealed class Telemetry : IDisposable
{
    private readonly SortedSet<string> _lines = new(StringComparer.Ordinal);
    private readonly MeterListener _meters = new();
    private readonly ActivityListener _activities;
    private readonly string _prefix;

    /// <param name="prefixes">The beginnings of the names that belong to the package under test.</param>
    public Telemetry(params string[] prefixes)
    {
        _prefix = string.Join("|", prefixes);
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name != "OAuthMail" || !IsOwn(instrument.Name)) return;
            Add($"{instrument.GetType().Name.Split('`')[0]} | {instrument.Name} | {instrument.Unit}");
            listener.EnableMeasurementEvents(instrument);
        };
        _meters.SetMeasurementEventCallback<long>((instrument, _, tags, _) => AddTags(instrument, tags));
        _meters.SetMeasurementEventCallback<double>((instrument, _, tags, _) => AddTags(instrument, tags));
        _meters.Start();
        _activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "OAuthMail",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(_activities);
    }

    /// <summary>The names and tags, sorted.</summary>
    public IReadOnlyCollection<string> Lines
    {
        get
        {
            lock (_lines) return [.. _lines];
        }
    }

    public void Add(Activity? activity)
    {
        Assert.NotNull(activity);
        Add($"Activity | {activity.OperationName} | {activity.Kind}");
        AddTags(activity.OperationName, activity.TagObjects.Select(tag => tag.Key));
        activity.Dispose();
    }

    public void Dispose()
    {
        _activities.Dispose();
        _meters.Dispose();
    }

    private bool IsOwn(string name) => _prefix.Split('|').Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    private void AddTags(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        AddTags(instrument.Name, tags.ToArray().Select(tag => tag.Key));

    private void AddTags(string name, IEnumerable<string> tags)
    {
        foreach (var tag in tags) Add($"Tag | {name} | {tag}");
    }

    private void Add(string line)
    {
        lock (_lines) _lines.Add(line);
    }
}
