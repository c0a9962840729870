using OAuthMail.Testing;

namespace OAuthMail.Microsoft.Tests;

/// <summary>Tests providers that are created without an account.</summary>
public sealed class MicrosoftTokensTests
{
    [Fact]
    public async Task One_provider_is_valid_for_all_mailboxes()
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
    public async Task Rejected_token_is_replaced()
    {
        await using var entra = await EntraWorld.StartAsync();
        entra.AddApplication();
        var tokens = MicrosoftTokens.ForApplication(
            "contoso.onmicrosoft.com", EntraWorld.ApplicationId, EntraWorld.Secret, entra.Options);
        var first = await tokens.GetAccessTokenAsync();
        entra.World.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.NotEqual(first.Value, (await tokens.GetAccessTokenAsync(new AccessTokenRequest(rejectedToken: first))).Value);
    }

    [Fact]
    public void Provider_without_application_permissions_is_rejected()
    {
        var failure = Assert.Throws<MailConfigurationException>(() => MicrosoftTokens.ForApplication(
            EntraWorld.TenantId, "app", EntraWorld.Secret, new MicrosoftTokensOptions { Provider = MailProviders.OutlookCom }));

        Assert.Contains("Personal accounts have no tenant", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Empty_client_id_is_rejected(string? clientId) =>
        Assert.ThrowsAny<ArgumentException>(() => MicrosoftTokens.ForApplication(EntraWorld.TenantId, clientId!, EntraWorld.Secret));

    [Fact]
    public void Provider_without_options_can_be_created_without_a_request() =>
        Assert.NotNull(MicrosoftTokens.ForApplication(EntraWorld.TenantId, "app", EntraWorld.Secret));
}
