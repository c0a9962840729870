using OAuthMail.MailKit.Tests.Delivery;

namespace OAuthMail.MailKit.Tests.Pooling;

/// <summary>A server that requires a minimum token lifetime. High Volume Email requires ten minutes.</summary>
public sealed class TokenLifetimeTests : SenderTest
{
    private static readonly TimeSpan Least = TimeSpan.FromMinutes(10);

    protected override IEnumerable<MailAccount> CreateAccounts() => [Account, CreateVolumeAccount()];

    [Fact]
    public async Task Connection_with_less_than_the_required_token_lifetime_is_replaced()
    {
        await SendAsync("one", "volume");
        var end = TimeSpan.FromHours(1);   // the test server's tokens
        for (var passed = TimeSpan.Zero; passed < end - Least - TimeSpan.FromSeconds(59); passed += TimeSpan.FromSeconds(50))
        {
            Clock.Advance(TimeSpan.FromSeconds(50));
            await SendAsync("more", "volume");
            if (passed < end - Least - TimeSpan.FromMinutes(5)) Assert.Equal(1, Host.Smtp.Connections);
        }

        Clock.Advance(TimeSpan.FromSeconds(55));
        await SendAsync("last", "volume");
        Assert.Equal(2, Host.Smtp.Connections);
        Assert.NotEqual(Host.Smtp.Logins[0].Token, Host.Smtp.Logins[1].Token);
        Assert.Equal("QUIT", Host.Smtp.Transcripts[0].ClientLines[^1]);
        Assert.DoesNotContain("last", Host.Smtp.Transcripts[0].ToString(), StringComparison.Ordinal);
    }

    private MailAccount CreateVolumeAccount()
    {
        var provider = new MailProviderOptions
        {
            Id = "Volume",
            Smtp = Host.Smtp.StartTls,
            TokenEndpoint = Host.AuthorizationServer.TokenEndpoint.AbsoluteUri,
            MinimumTokenLifetime = Least,
        };
        provider.Mechanisms.Add(OAuthMechanism.XOAuth2);
        provider.Flows.Add(OAuthFlow.ClientCredentials);
        provider.Scopes[MailProtocol.Smtp] = Host.AuthorizationServer.GetMailScope(OAuthFlow.ClientCredentials);
        var options = new MailAccountOptions
        {
            Provider = provider.Id,
            Flow = OAuthFlow.ClientCredentials,
            Address = AliceAddress,
            ClientId = "service",
            ClientSecret = "a secret for tests",
        };
        return MailAccount.Create("volume", options, new MailProvider(provider));
    }
}
