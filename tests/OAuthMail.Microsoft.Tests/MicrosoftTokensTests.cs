using OAuthMail.Testing;


namespace OAuthMail.Microsoft.Tests;

/// <summary>One line for a program that has its clients already.</summary>
public sealed class MicrosoftTokensTests
{
    [Fact]
    public async Task One_provider_serves_every_mailbox_and_protocol()
    {
        await using var entra = await EntraWorld.StartAsync();
        using var certificate = TestCertificateAuthority.CreateClientCertificate("alerts-app");
        entra.Server.AddClient(TestClient.WithCertificate("alerts-app", certificate));

        var tokens = MicrosoftTokens.ForApplication(EntraWorld.TenantId, "alerts-app", certificate, entra.Options);

        foreach (var mailbox in new[] { "alerts@test.example", "billing@test.example" })
        {
            entra.World.Host.AddMailbox(mailbox);
            var token = await tokens.GetAccessTokenAsync(new AccessTokenRequest(mailbox, MailProtocol.Smtp));
            Assert.Equal(TokenVerdict.Accepted, entra.Server.CheckAccessToken(token.Value, mailbox, MailProtocol.Smtp));
        }

        Assert.Single(entra.GrantTypes);
    }

    [Fact]
    public async Task A_refused_token_is_replaced()
    {
        await using var entra = await EntraWorld.StartAsync();
        entra.Server.AddClient(new TestClient("alerts-app").AddSecret("the-secret-value"));
        var tokens = MicrosoftTokens.ForApplication("contoso.onmicrosoft.com", "alerts-app", "the-secret-value", entra.Options);
        var first = await tokens.GetAccessTokenAsync();
        entra.World.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.NotEqual(first.Value, (await tokens.GetAccessTokenAsync(new AccessTokenRequest(rejectedToken: first))).Value);
    }

    [Fact]
    public void A_provider_without_such_applications_is_refused()
    {
        var failure = Assert.Throws<MailConfigurationException>(() => MicrosoftTokens.ForApplication(
            EntraWorld.TenantId, "app", "the-secret-value", new MicrosoftTokensOptions { Provider = MailProviders.OutlookCom }));

        Assert.Contains("Personal accounts have no tenant", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void An_empty_id_is_an_argument_error(string? clientId) =>
        Assert.ThrowsAny<ArgumentException>(() => MicrosoftTokens.ForApplication(EntraWorld.TenantId, clientId!, "the-secret-value"));

    [Fact]
    public void Without_options_nothing_is_asked_until_a_token_is() =>
        Assert.NotNull(MicrosoftTokens.ForApplication(EntraWorld.TenantId, "app", "the-secret-value"));
}
