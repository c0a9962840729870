using OAuthMail.Testing;

namespace OAuthMail.MailKit.Tests.Delivery;

/// <summary>A log, a meter listener or an activity listener that throws affects neither results nor the pool.</summary>
public sealed class BrokenTelemetryTests : SenderTest
{
    private readonly BrokenTelemetry _telemetry = new();

    public static TheoryData<string> Kinds => [.. BrokenTelemetry.Kinds];

    private protected override MailSenderOptions CreateSenderOptions() =>
        new() { LoggerFactory = _telemetry.CreateLoggers(), TimeProvider = Clock };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Accepted_message_is_reported_as_sent(string kind)
    {
        using var listeners = _telemetry.Break(kind);
        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => SendAsync($"Number {i}")));
        Assert.All(results, result => Assert.Equal(1, result.Attempts));
        Assert.Equal(10, Arrived.Count);
        Assert.All(Arrived.Values, copies => Assert.Equal(1, copies));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Unknown_delivery_has_its_own_exception(string kind)
    {
        using var listeners = _telemetry.Break(kind);
        Host.Smtp.Faults.At(MailStage.DataTaken, MailFault.Cut());
        await Assert.ThrowsAsync<MailDeliveryUnknownException>(() => SendAsync());
        await SendAsync("next");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Rejection_has_its_own_exception(string kind)
    {
        using var listeners = _telemetry.Break(kind);
        Host.Smtp.Faults.On("RCPT", MailFault.Reply("550 5.1.1 No such mailbox"));
        Assert.Equal(Problems.RecipientRefused, (await Assert.ThrowsAsync<MailServerException>(() => SendAsync())).Problem);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task No_place_of_the_pool_is_lost(string kind)
    {
        using var listeners = _telemetry.Break(kind);
        for (var i = 1; i <= 5; i++)
        {
            await SendAsync().WaitAsync(TimeSpan.FromSeconds(30));
            Clock.Advance(TimeSpan.FromMinutes(1));
            await UntilAsync(() => Host.Smtp.OpenConnections == 0 && Sender.PoolCount == 0);
            Assert.Equal(i, Host.Smtp.Connections);
        }
    }

    [Fact]
    public async Task Handler_of_MessageSent_that_throws_does_not_make_an_accepted_message_look_failed()
    {
        var factory = CreateFactory(options => options.ConfigureClient = (_, client) =>
        {
            ((global::MailKit.Net.Smtp.SmtpClient)client).MessageSent += (_, _) => throw new IOException("The handler has failed.");
            client.Disconnected += (_, _) => throw new IOException("The handler has failed.");
        });
        var sender = new MailSender(factory, CreateSenderOptions());
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(1, (await sender.SendAsync("alice", NewMessage($"Handled {i}"))).Attempts);
        }
        await sender.DisposeAsync();
        Assert.Equal(3, Arrived.Count);
        Assert.Equal(1, Host.Smtp.Connections);
    }
}
