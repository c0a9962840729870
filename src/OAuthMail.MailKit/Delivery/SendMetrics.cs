using System.Diagnostics;
using System.Diagnostics.Metrics;
using OAuthMail.Tokens;

namespace OAuthMail.MailKit.Delivery;

/// <summary>The metrics and activities of sending, in the library's meter and activity source.</summary>
internal sealed class SendMetrics : IDisposable
{
    private const string AccountTag = "oauthmail.account";
    private const string ProblemTag = "oauthmail.problem";

    private static readonly ActivitySource Activities = new(TokenMetrics.Name);

    private readonly Meter _meter;
    private readonly Counter<long>? _sent;
    private readonly Counter<long>? _retried;
    private readonly Counter<long>? _failed;
    private readonly Counter<long>? _failedOver;
    private readonly Histogram<double>? _duration;
    private readonly UpDownCounter<long>? _connections;

    /// <summary>Creates the instruments.</summary>
    /// <param name="factory">The factory of the meter, which then owns it, or <see langword="null"/>.</param>
    public SendMetrics(IMeterFactory? factory)
    {
        _meter = SafeTelemetry.CreateMeter(factory, TokenMetrics.Name);
        _sent = SafeTelemetry.Create(() => _meter.CreateCounter<long>(
            "oauthmail.mail.sent", "{message}", "Messages that a server has accepted."));
        _retried = SafeTelemetry.Create(() => _meter.CreateCounter<long>(
            "oauthmail.mail.retried", "{attempt}", "Attempts after a failed attempt with the same account."));
        _failed = SafeTelemetry.Create(() => _meter.CreateCounter<long>(
            "oauthmail.mail.failed", "{message}", "Messages that were not sent, or whose delivery is unknown."));
        _failedOver = SafeTelemetry.Create(() => _meter.CreateCounter<long>(
            "oauthmail.mail.failed_over", "{message}", "Messages that an account could not send and passed to its backup."));
        _duration = SafeTelemetry.Create(() => _meter.CreateHistogram<double>(
            "oauthmail.mail.send.duration", "s", "The duration of a send, including waits for a connection and delays between attempts."));
        _connections = SafeTelemetry.Create(() => _meter.CreateUpDownCounter<long>(
            "oauthmail.smtp.connections", "{connection}", "Open SMTP connections."));
    }

    public static Activity? StartSending(string account)
    {
        var activity = SafeTelemetry.Start(Activities, "oauthmail.mail.send", ActivityKind.Client);
        activity?.SetTag(AccountTag, account);
        return activity;
    }

    public static void End(Activity? activity, OAuthMailException failure)
    {
        activity?.SetTag(ProblemTag, failure.Code);
        activity?.SetStatus(ActivityStatusCode.Error, failure.Code);
    }

    public static void End(Activity? activity, MailSendResult result)
    {
        if (activity is null) return;
        activity.SetTag("server.address", result.Server.Host);
        activity.SetTag("server.port", result.Server.Port);
        activity.SetTag("oauthmail.attempts", result.Attempts);
        if (result.UsedBackup) activity.SetTag("oauthmail.backup", result.Account);
    }

    public void Sent(string account) => Add(_sent, account);

    public void Retried(string account, Problem problem) => Add(_retried, account, problem);

    public void Failed(string account, Problem problem) => Add(_failed, account, problem);

    public void FailedOver(string account, Problem problem) => Add(_failedOver, account, problem);

    public void Took(TimeSpan duration)
    {
        if (_duration is { Enabled: true }) SafeTelemetry.Record(() => _duration.Record(duration.TotalSeconds));
    }

    public void Opened() => SafeTelemetry.Record(() => _connections?.Add(1));

    public void Closed() => SafeTelemetry.Record(() => _connections?.Add(-1));

    public void Dispose() => SafeTelemetry.Record(_meter.Dispose);

    private static void Add(Counter<long>? counter, string account)
    {
        if (counter is { Enabled: true })
        {
            SafeTelemetry.Record(() => counter.Add(1, new KeyValuePair<string, object?>(AccountTag, account)));
        }
    }

    private static void Add(Counter<long>? counter, string account, Problem problem)
    {
        if (counter is { Enabled: true })
        {
            SafeTelemetry.Record(() => counter.Add(
                1, new KeyValuePair<string, object?>(AccountTag, account), new KeyValuePair<string, object?>(ProblemTag, problem.Code)));
        }
    }
}
