using OAuthMail.Testing;
using OAuthMail.Tests.Shared;

namespace OAuthMail.MailKit.Tests.Wire;

/// <summary>
/// What goes wrong on the way to a mail server while the factory connects and logs in: told as what it is, in time, and forgotten when
/// it has gone.
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
    public async Task A_way_that_fails_from_the_begin_ends_the_attempt_in_time(
        MailProtocol protocol, TlsMode tls, WireFault fault, string code)
    {
        await using var relay = RelayedAccount.RelayTo(Host, protocol, tls, Clock);
        relay.Fault = fault;

        // A client that waits for a greeting says nothing that could be swallowed.
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
    public async Task A_way_that_fails_in_the_login_ends_it_in_time(MailProtocol protocol, WireFault fault, string code)
    {
        var gate = new MailGate();
        RelayedAccount.ServerOf(Host, protocol).Faults.At(MailStage.AuthMiddle, MailFault.Hold(gate));

        // Slow enough to last for longer than the whole login may take, and faster than a single read may take.
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
            Assert.Contains("not over within 120 seconds", failure.Message, StringComparison.Ordinal);
        }

        relay.Fault = WireFault.None;
        await ConnectAsync(account, protocol);
    }

    [Theory]
    [InlineData(MailProtocol.Smtp)]
    [InlineData(MailProtocol.Imap)]
    [InlineData(MailProtocol.Pop3)]
    public async Task A_server_that_is_not_there_is_found_when_it_is_back(MailProtocol protocol)
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
