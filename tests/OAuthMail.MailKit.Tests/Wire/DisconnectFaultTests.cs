using OAuthMail.Tests.Shared;

namespace OAuthMail.MailKit.Tests.Wire;

/// <summary>A server that replies to QUIT or LOGOUT octet by octet. Disposal waits no longer than for a silent server.</summary>
public sealed class DisconnectFaultTests : MailKitTest
{
    [Theory]
    [InlineData(MailProtocol.Smtp, WireFault.Drip)]
    [InlineData(MailProtocol.Smtp, WireFault.Silence)]
    [InlineData(MailProtocol.Imap, WireFault.Drip)]
    [InlineData(MailProtocol.Imap, WireFault.Silence)]
    [InlineData(MailProtocol.Pop3, WireFault.Drip)]
    [InlineData(MailProtocol.Pop3, WireFault.Silence)]
    public async Task Disposal_of_a_lease_takes_at_most_five_seconds(MailProtocol protocol, WireFault fault)
    {
        await using var relay = RelayedAccount.RelayTo(Host, protocol, TlsMode.Implicit, Clock);
        var account = CreateAccount(
            "relayed", AliceAddress, options => RelayedAccount.Lead(options, protocol, TlsMode.Implicit, relay.Endpoint));
        IAsyncDisposable lease = protocol switch
        {
            MailProtocol.Smtp => await Factory.ConnectSmtpAsync(account),
            MailProtocol.Imap => await Factory.ConnectImapAsync(account),
            _ => await Factory.ConnectPop3Async(account),
        };
        relay.Fault = fault;
        var took = await new ClockDriver(Clock).EndAsync(lease.DisposeAsync().AsTask());
        Assert.Equal(TimeSpan.FromSeconds(5), took);
    }
}
