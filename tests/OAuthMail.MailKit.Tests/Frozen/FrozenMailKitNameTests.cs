using OAuthMail.MailKit.Delivery;
using OAuthMail.MailKit.Handling;
using OAuthMail.MailKit.Watching;
using OAuthMail.Tests.Frozen;

namespace OAuthMail.MailKit.Tests.Frozen;

/// <summary>Compares log events, instruments and activities of this package with the pinned ones.</summary>
public class FrozenMailKitNameTests : MailKitTest
{
    [Fact]
    public async Task Log_events_are_pinned()
    {
        var categories = new LogCategories();
        await using var sender = new MailSender(Factory, new MailSenderOptions { LoggerFactory = categories });
        _ = new MailWatcher(Factory, new MailWatcherOptions { LoggerFactory = categories });

        Assert.Equal(2, categories.Created.Count);
        FrozenFixture.AssertPinned("log-events-of-mailkit.txt", LogEvents.Describe(typeof(MailSender).Assembly, new Dictionary<Type, string>
        {
            [typeof(SendLog)] = categories.Created[0],
            [typeof(WatchLog)] = categories.Created[1],
            [typeof(HandlerLog)] = HandlerLog.Category,
        }));
    }

    [Fact]
    public void Meters_and_activities_are_pinned()
    {
        using var telemetry = new Telemetry("oauthmail.mail.", "oauthmail.smtp.", "oauthmail.watch.");
        using var metrics = new SendMetrics(null);
        metrics.Sent("account");
        metrics.Retried("account", Problems.TokenRefused);
        metrics.Failed("account", Problems.TokenRefused);
        metrics.FailedOver("account", Problems.TokenRefused);
        metrics.Took(TimeSpan.FromSeconds(1));
        metrics.Opened();
        metrics.Closed();
        WatchMetrics.Of(null).Begun("account");
        WatchMetrics.Of(null).Ended("account");
        WatchMetrics.Of(null).Arrived("account");
        WatchMetrics.Of(null).Reconnecting("account", "code");
        var sending = SendMetrics.StartSending("account");
        var failure = new OAuthMailException(Problems.TokenRefused, "detail");
        SendMetrics.End(sending, failure);
        var server = new MailEndpoint("smtp.frozen.example", 587, TlsMode.StartTls);
        SendMetrics.End(sending, new MailSendResult("id", "backup", server, firstFailure: failure));
        telemetry.Add(sending);

        FrozenFixture.AssertPinned("telemetry-of-mailkit.txt", telemetry.Lines);
    }
}
