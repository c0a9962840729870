using OAuthMail.MailKit.Tests.Delivery;
using OAuthMail.Testing;
using OAuthMail.Tests.Shared;

namespace OAuthMail.MailKit.Tests.Wire;

/// <summary>
/// Network failures during a send. A message that the server certainly did not accept is sent again. One that it may have accepted is
/// not.
/// </summary>
public sealed class SenderFaultTests : SenderTest
{
    private FaultRelay _relay = null!;

    public static TheoryData<WireFault, string> Faults => new()
    {
        { WireFault.Drip, "mail-server-silent" },
        { WireFault.Silence, "mail-server-silent" },
        { WireFault.Garbage, "connection-lost" },
        { WireFault.HalfClose, "connection-lost" },
        { WireFault.Close, "connection-lost" },
        { WireFault.Reset, "connection-lost" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Network_failure_before_the_message_is_retried_and_one_copy_arrives(WireFault fault, string code)
    {
        var gate = new MailGate();
        Host.Smtp.Faults.On("DATA", MailFault.Hold(gate));
        var sending = SendAsync(account: "relayed");
        await gate.Reached;
        _relay.Fault = fault;
        gate.Open();
        var driver = new ClockDriver(Clock);
        var took = await driver.UntilAsync(() => Log.Pauses.Any(), Stuck(fault));
        Assert.True(took <= CreateSenderOptions().TransferTimeout, $"It took {took}.");
        Assert.Contains(Log.Lines, line => line.Contains(code, StringComparison.Ordinal));

        _relay.Fault = WireFault.None;
        await driver.EndAsync(sending);
        Assert.Equal(2, (await sending).Attempts);
        Assert.Equal(2, _relay.Connections);
        Assert.Equal(1, Arrived["Hello"]);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Network_failure_after_the_message_makes_the_delivery_unknown_and_the_sender_continues(WireFault fault, string code)
    {
        var gate = new MailGate();
        Host.Smtp.Faults.At(MailStage.DataTaken, MailFault.Hold(gate));
        var sending = SendAsync(account: "relayed");
        await gate.Reached;
        _relay.Fault = fault;
        gate.Open();
        var took = await new ClockDriver(Clock).EndAsync(sending, Stuck(fault));
        var failure = await Assert.ThrowsAsync<MailDeliveryUnknownException>(() => sending);
        Assert.Equal(code == "mail-server-silent", failure.Message.Contains("The wait for the reply timed out.", StringComparison.Ordinal));
        Assert.True(took <= CreateSenderOptions().TransferTimeout, $"It took {took}.");
        Assert.Equal(1, _relay.Connections);

        _relay.Fault = WireFault.None;
        await SendAsync("Next", "relayed");
        Assert.Equal((1, 1), (Arrived["Hello"], Arrived["Next"]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public async Task Idle_connection_that_does_not_reply_in_time_is_replaced(int octets)
    {
        await SendAsync("Before", "relayed");
        Clock.Advance(TimeSpan.FromSeconds(20));
        var gate = new MailGate();
        Host.Smtp.Faults.On("NOOP", MailFault.Hold(gate));
        var sending = SendAsync(account: "relayed");
        await gate.Reached;
        var began = Clock.GetUtcNow();
        (_relay.Wait, _relay.Drops, _relay.Fault) = (TimeSpan.FromSeconds(1), octets, WireFault.Drip);
        gate.Open();
        await new ClockDriver(Clock, _relay.Wait).UntilAsync(() => _relay.Stuck == 1);
        _relay.Fault = WireFault.None;
        var driver = new ClockDriver(Clock);
        await driver.UntilAsync(() => Log.Lines.Any(line => line.Contains("the server no longer replies on it", StringComparison.Ordinal)));
        Assert.Equal(TimeSpan.FromSeconds(10), Clock.GetUtcNow() - began);
        await driver.EndAsync(sending);
        Assert.Equal((1, 1), ((await sending).Attempts, Arrived["Hello"]));
    }

    protected override IEnumerable<MailAccount> CreateAccounts()
    {
        _relay = RelayedAccount.RelayTo(Host, MailProtocol.Smtp, TlsMode.Implicit, Clock);
        _relay.Wait = TimeSpan.FromSeconds(15);
        return [CreateAccount(
            "relayed", AliceAddress, options => RelayedAccount.Lead(options, MailProtocol.Smtp, TlsMode.Implicit, _relay.Endpoint))];
    }

    protected override async Task TearDownAsync()
    {
        await base.TearDownAsync();
        await _relay.DisposeAsync();
    }

    private Func<int> Stuck(WireFault fault) => () => fault == WireFault.Silence ? 1 : _relay.Stuck;
}
