using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace OAuthMail.Tokens;

/// <summary>
/// The meter and the activity source of the token cache, both named <c>OAuthMail</c>. Returning a cached token uses neither.
/// </summary>
internal sealed class TokenMetrics : IDisposable
{
    public const string Name = "OAuthMail";

    private static readonly ActivitySource Activities = new(Name);

    private readonly Meter _meter;
    private readonly Counter<long>? _fetched;
    private readonly Counter<long>? _adopted;
    private readonly Counter<long>? _failed;
    private readonly Histogram<double>? _duration;

    /// <summary>Creates the instruments.</summary>
    /// <param name="factory">The factory of the meter, which then owns it, or <see langword="null"/>.</param>
    public TokenMetrics(IMeterFactory? factory)
    {
        _meter = SafeTelemetry.CreateMeter(factory, Name);
        _fetched = SafeTelemetry.Create(() => _meter.CreateCounter<long>(
            "oauthmail.token.fetched", "{token}", "Number of tokens acquired from token sources."));
        _adopted = SafeTelemetry.Create(() => _meter.CreateCounter<long>(
            "oauthmail.token.adopted", "{token}", "Number of tokens used from the store that another process had acquired."));
        _failed = SafeTelemetry.Create(() => _meter.CreateCounter<long>(
            "oauthmail.token.failed", "{renewal}", "Number of renewals that failed."));
        _duration = SafeTelemetry.Create(() => _meter.CreateHistogram<double>(
            "oauthmail.token.renewal.duration", "s", "Duration of renewals, including the wait for other processes."));
    }

    public static Activity? StartRenewal(string source)
    {
        var activity = SafeTelemetry.Start(Activities, "oauthmail.token.renew");
        activity?.SetTag("oauthmail.source", source);
        return activity;
    }

    public void Fetched(string source)
    {
        if (_fetched is { Enabled: true })
        {
            SafeTelemetry.Record(() => _fetched.Add(1, new KeyValuePair<string, object?>("oauthmail.source", source)));
        }
    }

    public void Adopted(string source)
    {
        if (_adopted is { Enabled: true })
        {
            SafeTelemetry.Record(() => _adopted.Add(1, new KeyValuePair<string, object?>("oauthmail.source", source)));
        }
    }

    public void Failed(string source, string code)
    {
        if (_failed is { Enabled: true })
        {
            SafeTelemetry.Record(() => _failed.Add(
                1, new KeyValuePair<string, object?>("oauthmail.source", source),
                new KeyValuePair<string, object?>("oauthmail.problem", code)));
        }
    }

    public void Took(TimeSpan duration)
    {
        if (_duration is { Enabled: true }) SafeTelemetry.Record(() => _duration.Record(duration.TotalSeconds));
    }

    public void Dispose() => SafeTelemetry.Record(_meter.Dispose);
}
