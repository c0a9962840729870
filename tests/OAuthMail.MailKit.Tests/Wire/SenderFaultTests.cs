using OAuthMail.MailKit.Tests.Sending;
using OAuthMail.Testing;
using OAuthMail.Tests.Shared;

namespace OAuthMail.MailKit.Tests.Wire;

/// <summary>
/// What goes wrong on the way while a message is handed over: what was certainly not taken is sent again, and what may have been is
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
    public async Task A_way_that_fails_before_the_message_is_tried_again_and_one_copy_arrives(WireFault fault, string code)
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
    public async Task A_way_that_fails_after_the_dot_leaves_it_open_and_the_sender_goes_on(WireFault fault, string code)
    {
        var gate = new MailGate();
        Host.Smtp.Faults.At(MailStage.DataTaken, MailFault.Hold(gate));
        var sending = SendAsync(account: "relayed");
        await gate.Reached;
        _relay.Fault = fault;
        gate.Open();
        var took = await new ClockDriver(Clock).EndAsync(sending, Stuck(fault));
        var failure = await Assert.ThrowsAsync<MailDeliveryUnknownException>(() => sending);
        Assert.Equal(code == "mail-server-silent", failure.Message.Contains("The server was silent.", StringComparison.Ordinal));
        Assert.True(took <= CreateSenderOptions().TransferTimeout, $"It took {took}.");
        Assert.Equal(1, _relay.Connections);

        _relay.Fault = WireFault.None;
        await SendAsync("Next", "relayed");
        Assert.Equal((1, 1), (Arrived["Hello"], Arrived["Next"]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public async Task A_kept_connection_that_does_not_answer_in_time_is_replaced(int octets)
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
        await driver.UntilAsync(() => Log.Lines.Any(line => line.Contains("it does not stand any more", StringComparison.Ordinal)));
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
