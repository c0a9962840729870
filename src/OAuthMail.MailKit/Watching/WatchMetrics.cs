using System.Diagnostics.Metrics;
using OAuthMail.Tokens;

namespace OAuthMail.MailKit.Watching;

/// <summary>The metrics of watches, in the library's meter.</summary>
internal sealed class WatchMetrics
{
    private const string AccountTag = "oauthmail.account";

    // Watchers are not disposed, so that those without a factory share one meter.
    private static readonly Lazy<WatchMetrics> Shared = new(() => new WatchMetrics(null));

    private readonly UpDownCounter<long>? _active;
    private readonly Counter<long>? _arrivals;
    private readonly Counter<long>? _reconnects;

    private WatchMetrics(IMeterFactory? factory)
    {
        var meter = SafeTelemetry.CreateMeter(factory, TokenMetrics.Name);
        _active = SafeTelemetry.Create(() => meter.CreateUpDownCounter<long>(
            "oauthmail.watch.active", "{watch}", "Watches in progress."));
        _arrivals = SafeTelemetry.Create(() => meter.CreateCounter<long>(
            "oauthmail.watch.arrivals", "{message}", "Messages delivered to callers of watches."));
        _reconnects = SafeTelemetry.Create(() => meter.CreateCounter<long>(
            "oauthmail.watch.reconnects", "{failure}", "Failures after which a watch reconnected."));
    }

    /// <summary>Returns the metrics of a factory, which owns their meter, or those of the process.</summary>
    public static WatchMetrics Of(IMeterFactory? factory) => factory is null ? Shared.Value : new WatchMetrics(factory);

    public void Begun(string account) => Add(_active, 1, account);

    public void Ended(string account) => Add(_active, -1, account);

    public void Arrived(string account)
    {
        if (_arrivals is { Enabled: true })
        {
            SafeTelemetry.Record(() => _arrivals.Add(1, new KeyValuePair<string, object?>(AccountTag, account)));
        }
    }

    public void Reconnecting(string account, string code)
    {
        if (_reconnects is { Enabled: true })
        {
            SafeTelemetry.Record(() => _reconnects.Add(
                1, new KeyValuePair<string, object?>(AccountTag, account), new KeyValuePair<string, object?>("oauthmail.problem", code)));
        }
    }

    private static void Add(UpDownCounter<long>? counter, long change, string account) =>
        SafeTelemetry.Record(() => counter?.Add(change, new KeyValuePair<string, object?>(AccountTag, account)));
}
