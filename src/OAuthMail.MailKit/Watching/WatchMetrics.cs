using System.Diagnostics.Metrics;
using OAuthMail.Tokens;

namespace OAuthMail.MailKit.Watching;

/// <summary>The instruments of all watches of the process.</summary>
internal static class WatchMetrics
{
    private const string AccountTag = "oauthmail.account";

    private static readonly Meter Meter = new(TokenMetrics.Name);
    private static readonly UpDownCounter<long> Active = Meter.CreateUpDownCounter<long>(
        "oauthmail.watch.active", "{watch}", "Watches that are under way.");
    private static readonly Counter<long> Arrivals = Meter.CreateCounter<long>(
        "oauthmail.watch.arrivals", "{message}", "Messages handed to watchers.");
    private static readonly Counter<long> Reconnects = Meter.CreateCounter<long>(
        "oauthmail.watch.reconnects", "{failure}", "Failures after which a watch began a new connection.");

    public static void Begun(string account) => Active.Add(1, new KeyValuePair<string, object?>(AccountTag, account));

    public static void Ended(string account) => Active.Add(-1, new KeyValuePair<string, object?>(AccountTag, account));

    public static void Arrived(string account)
    {
        if (Arrivals.Enabled) Arrivals.Add(1, new KeyValuePair<string, object?>(AccountTag, account));
    }

    public static void Reconnecting(string account, string code)
    {
        if (Reconnects.Enabled)
        {
            Reconnects.Add(
                1, new KeyValuePair<string, object?>(AccountTag, account), new KeyValuePair<string, object?>("oauthmail.problem", code));
        }
    }
}
