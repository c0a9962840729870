using System.Diagnostics.Metrics;
using OAuthMail.Tokens;

namespace OAuthMail.MailKit.Watching;

/// <summary>The metrics of all watches in the process.</summary>
internal static class WatchMetrics
{
    private const string AccountTag = "oauthmail.account";

    private static readonly Meter Meter = new(TokenMetrics.Name);
    private static readonly UpDownCounter<long> Active = Meter.CreateUpDownCounter<long>(
        "oauthmail.watch.active", "{watch}", "Watches in progress.");
    private static readonly Counter<long> Arrivals = Meter.CreateCounter<long>(
        "oauthmail.watch.arrivals", "{message}", "Messages delivered to callers of watches.");
    private static readonly Counter<long> Reconnects = Meter.CreateCounter<long>(
        "oauthmail.watch.reconnects", "{failure}", "Failures after which a watch reconnected.");

    public static void Begun(string account) => Add(Active, 1, account);

    public static void Ended(string account) => Add(Active, -1, account);

    public static void Arrived(string account)
    {
        if (Arrivals.Enabled) SafeTelemetry.Record(() => Arrivals.Add(1, new KeyValuePair<string, object?>(AccountTag, account)));
    }

    public static void Reconnecting(string account, string code)
    {
        if (Reconnects.Enabled)
        {
            SafeTelemetry.Record(() => Reconnects.Add(
                1, new KeyValuePair<string, object?>(AccountTag, account), new KeyValuePair<string, object?>("oauthmail.problem", code)));
        }
    }

    private static void Add(UpDownCounter<long> counter, long change, string account) =>
        SafeTelemetry.Record(() => counter.Add(change, new KeyValuePair<string, object?>(AccountTag, account)));
}
