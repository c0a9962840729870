using OAuthMail.Tests.Shared;

namespace OAuthMail.MailKit.Tests.Wire;

/// <summary>A server that drips at the goodbye: nobody waits for it longer than for one that is silent.</summary>
public sealed class GoodbyeFaultTests : MailKitTest
{
    [Theory]
    [InlineData(MailProtocol.Smtp, WireFault.Drip)]
    [InlineData(MailProtocol.Smtp, WireFault.Silence)]
    [InlineData(MailProtocol.Imap, WireFault.Drip)]
    [InlineData(MailProtocol.Imap, WireFault.Silence)]
    [InlineData(MailProtocol.Pop3, WireFault.Drip)]
    [InlineData(MailProtocol.Pop3, WireFault.Silence)]
    public async Task A_lease_that_is_disposed_is_over_after_five_seconds(MailProtocol protocol, WireFault fault)
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
