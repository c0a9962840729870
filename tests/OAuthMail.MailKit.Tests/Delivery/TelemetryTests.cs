using System.Diagnostics;
using System.Diagnostics.Metrics;
using OAuthMail.Testing;
using OAuthMail.Tests;

namespace OAuthMail.MailKit.Tests.Delivery;

public sealed class TelemetryTests : SenderTest
{
    private readonly string _name = $"t{Guid.NewGuid():N}";

    protected override IEnumerable<MailAccount> CreateAccounts() =>
    [
        Account,
        CreateAccount(_name, AliceAddress),
        CreateAccount(_name + "-unsigned", AliceAddress, flow: OAuthFlow.AuthorizationCode, backup: _name),
    ];

    [Fact]
    public async Task Documented_metrics_and_activities_are_recorded()
    {
        var counted = new List<string>();
        var traced = new List<Activity>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == "OAuthMail") self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) =>
        {
            var named = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value as string);
            if (named.GetValueOrDefault("oauthmail.account") is not { } account || !account.StartsWith(_name, StringComparison.Ordinal))
            {
                return;
            }
            lock (counted)
            {
                counted.Add(
                    $"{instrument.Name} {account[_name.Length..]} {named.GetValueOrDefault("oauthmail.problem")}".Replace(
                        "  ", " ", StringComparison.Ordinal).TrimEnd());
            }
        });
        listener.Start();
        using var tracer = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "OAuthMail",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.GetTagItem("oauthmail.account") is not string account || !account.StartsWith(_name, StringComparison.Ordinal))
                {
                    return;
                }
                lock (traced) traced.Add(activity);
            },
        };
        ActivitySource.AddActivityListener(tracer);

        Host.Smtp.Faults.On("MAIL", MailFault.Reply("451 4.7.0 Temporary server error. PRX4"));
        await PassAsync(SendAsync(account: _name));
        await SendAsync(account: _name + "-unsigned");
        Host.Smtp.Faults.On("RCPT", MailFault.Reply("550 5.1.1 No such mailbox"));
        await Assert.ThrowsAsync<MailServerException>(() => SendAsync(account: _name));

        Assert.Equal(
            [
                "oauthmail.mail.retried mail-server-busy", "oauthmail.mail.sent", "oauthmail.mail.failed_over -unsigned not-signed-in",
                "oauthmail.mail.sent", "oauthmail.mail.failed recipient-refused",
            ],
            counted);
        Assert.Equal([2, 2, null], traced.Select(activity => activity.GetTagItem("oauthmail.attempts")));
        Assert.Equal([null, _name, null], traced.Select(activity => activity.GetTagItem("oauthmail.backup")));
        Assert.Equal("recipient-refused", traced[2].GetTagItem("oauthmail.problem"));
        var page = await File.ReadAllTextAsync(SourceTree.PathOf("docs", "telemetry.md"));
        string[] others =
        [
            "oauthmail.mail.send", "oauthmail.mail.send.duration", "oauthmail.smtp.connections", "oauthmail.attempts", "oauthmail.backup",
        ];
        foreach (var name in counted.Select(one => one.Split(' ')[0]).Concat(others))
        {
            Assert.Contains($"`{name}`", page, StringComparison.Ordinal);
        }
    }
}
