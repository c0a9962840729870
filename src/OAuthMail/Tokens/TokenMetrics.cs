using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace OAuthMail.Tokens;

/// <summary>
/// The meter and the activity source, both named <c>OAuthMail</c>. A token from memory touches neither.
/// </summary>
internal sealed class TokenMetrics : IDisposable
{
    public const string Name = "OAuthMail";

    private static readonly ActivitySource Activities = new(Name);

    private readonly Meter _meter = new(Name);
    private readonly Counter<long> _fetched;
    private readonly Counter<long> _adopted;
    private readonly Counter<long> _failed;
    private readonly Histogram<double> _duration;

    public TokenMetrics()
    {
        _fetched = _meter.CreateCounter<long>("oauthmail.token.fetched", "{token}", "Tokens fetched from an authorization server.");
        _adopted = _meter.CreateCounter<long>(
            "oauthmail.token.adopted", "{token}", "Tokens taken over from the store, fetched by another process.");
        _failed = _meter.CreateCounter<long>("oauthmail.token.failed", "{renewal}", "Renewals that failed.");
        _duration = _meter.CreateHistogram<double>(
            "oauthmail.token.renewal.duration", "s", "How long renewals took, waiting for other processes included.");
    }

    public static Activity? StartRenewal(string source)
    {
        var activity = Activities.StartActivity("oauthmail.token.renew");
        activity?.SetTag("oauthmail.source", source);
        return activity;
    }

    public void Fetched(string source)
    {
        if (_fetched.Enabled) _fetched.Add(1, new KeyValuePair<string, object?>("oauthmail.source", source));
    }

    public void Adopted(string source)
    {
        if (_adopted.Enabled) _adopted.Add(1, new KeyValuePair<string, object?>("oauthmail.source", source));
    }

    public void Failed(string source, string code)
    {
        if (_failed.Enabled)
        {
            _failed.Add(
                1, new KeyValuePair<string, object?>("oauthmail.source", source), new KeyValuePair<string,
                object?>("oauthmail.problem", code));
        }
    }

    public void Took(TimeSpan duration)
    {
        if (_duration.Enabled) _duration.Record(duration.TotalSeconds);
    }

    public void Dispose() => _meter.Dispose();
}
