using OAuthMail.Testing;
using OAuthMail.Tests.Shared;

namespace OAuthMail.MailKit.Tests.Wire;

/// <summary>
/// Network failures while the factory connects and logs in. They are reported correctly and within the limits, and a later attempt
/// succeeds.
/// </summary>
public sealed class ClientFaultTests : MailKitTest
{
    public static TheoryData<MailProtocol, WireFault, string> Logins
    {
        get
        {
            var data = new TheoryData<MailProtocol, WireFault, string>();
            foreach (var protocol in Enum.GetValues<MailProtocol>())
            {
                data.Add(protocol, WireFault.Drip, "mail-server-silent");
                data.Add(protocol, WireFault.Silence, "mail-server-silent");
                foreach (var fault in new[] { WireFault.Garbage, WireFault.HalfClose, WireFault.Close, WireFault.Reset })
                {
                    data.Add(protocol, fault, "login-interrupted");
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(MailServerFaults.Begins), MemberType = typeof(MailServerFaults))]
    public async Task Network_failure_before_the_login_ends_the_attempt_within_its_limit(
        MailProtocol protocol, TlsMode tls, WireFault fault, string code)
    {
        await using var relay = RelayedAccount.RelayTo(Host, protocol, tls, Clock);
        relay.Fault = fault;

        // A client that waits for a greeting sends nothing that could be lost.
        if (fault == WireFault.Silence && tls == TlsMode.StartTls) relay.Unharmed = 1;
        var account = CreateAccount("relayed", AliceAddress, options => RelayedAccount.Lead(options, protocol, tls, relay.Endpoint));
        var connecting = ConnectAsync(account, protocol);
        var took = await new ClockDriver(Clock).EndAsync(connecting, () => relay.Stuck);
        var failure = await Assert.ThrowsAsync<MailServerException>(() => connecting);
        Assert.Contains(failure.Code, code.Split(" or "));
        Assert.True(took <= account.Connection.ConnectTimeout, $"It took {took}.");
        Assert.Equal(1, relay.Connections);
        Assert.Empty(RelayedAccount.ServerOf(Host, protocol).Logins);

        relay.Fault = WireFault.None;
        await ConnectAsync(account, protocol);
    }

    [Theory]
    [MemberData(nameof(Logins))]
    public async Task Network_failure_during_the_login_ends_it_within_its_limit(MailProtocol protocol, WireFault fault, string code)
    {
        var gate = new MailGate();
        RelayedAccount.ServerOf(Host, protocol).Faults.At(MailStage.AuthMiddle, MailFault.Hold(gate));

        // Slow enough to exceed the limit of the whole login, and fast enough not to exceed the limit of a single read.
        await using var relay = RelayedAccount.RelayTo(Host, protocol, TlsMode.Implicit, Clock);
        relay.Wait = TimeSpan.FromSeconds(5);
        var account = CreateAccount(
            "relayed", AliceAddress, options => RelayedAccount.Lead(options, protocol, TlsMode.Implicit, relay.Endpoint));
        var connecting = ConnectAsync(account, protocol);
        await gate.Reached;
        relay.Fault = fault;
        gate.Open();
        var took = await new ClockDriver(Clock).EndAsync(connecting, () => fault == WireFault.Silence ? 1 : relay.Stuck);
        var failure = await Assert.ThrowsAsync<MailServerException>(() => connecting);
        Assert.Equal(code, failure.Code);
        Assert.True(took <= account.Connection.LoginTimeout, $"It took {took}.");
        Assert.Equal(1, relay.Connections);
        if (failure.Problem == Problems.MailServerSilent)
        {
            Assert.Contains("did not complete within 120 seconds", failure.Message, StringComparison.Ordinal);
        }

        relay.Fault = WireFault.None;
        await ConnectAsync(account, protocol);
    }

    [Theory]
    [InlineData(MailProtocol.Smtp)]
    [InlineData(MailProtocol.Imap)]
    [InlineData(MailProtocol.Pop3)]
    public async Task Server_that_was_down_is_reached_when_it_is_up(MailProtocol protocol)
    {
        await using var relay = RelayedAccount.RelayTo(Host, protocol, TlsMode.Implicit, Clock, isListening: false);
        var account = CreateAccount(
            "relayed", AliceAddress, options => RelayedAccount.Lead(options, protocol, TlsMode.Implicit, relay.Endpoint));
        Assert.Equal(
            Problems.HostUnreachable, (await Assert.ThrowsAsync<MailServerException>(() => ConnectAsync(account, protocol))).Problem);
        relay.Listen();
        await ConnectAsync(account, protocol);
    }

    private async Task ConnectAsync(MailAccount account, MailProtocol protocol)
    {
        IDisposable lease = protocol switch
        {
            MailProtocol.Smtp => await Factory.ConnectSmtpAsync(account),
            MailProtocol.Imap => await Factory.ConnectImapAsync(account),
            _ => await Factory.ConnectPop3Async(account),
        };
        lease.Dispose();
    }
}
