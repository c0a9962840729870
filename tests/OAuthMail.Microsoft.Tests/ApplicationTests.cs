using OAuthMail.Providers;
using OAuthMail.Testing.Authorization;

namespace OAuthMail.Microsoft.Tests;

public sealed class ApplicationTests
{
    [Fact]
    public async Task A_secret_gets_a_token_that_opens_the_mailbox()
    {
        await using var entra = await EntraWorld.StartAsync();
        entra.Server.AddClient(new TestClient("alerts-app").AddSecret("the-secret-value"));
        var account = entra.CreateAccount("alerts", OAuthFlow.ClientCredentials, options =>
        {
            options.ClientId = "alerts-app";
            options.ClientSecret = "the-secret-value";
        });

        await entra.OpenMailboxAsync(account, entra.TokensOf(account));
    }

    [Fact]
    public async Task A_person_signs_in_and_is_renewed_through_msal()
    {
        await using var entra = await EntraWorld.StartAsync();
        entra.Server.AddClient(TestClient.Native("desktop"));
        var account = entra.CreateAccount("ann", OAuthFlow.AuthorizationCode, options => options.ClientId = "desktop");
        await entra.World.SignInAsync(account);
        var tokens = entra.TokensOf(account);
        var first = await tokens.GetAccessTokenAsync();
        for (var i = 0; i < 3; i++)
        {
            entra.World.Clock.Advance(TimeSpan.FromHours(2));
            var next = await tokens.GetAccessTokenAsync();
            Assert.NotEqual(first.Value, next.Value);
            first = next;
        }

        await entra.OpenMailboxAsync(account, tokens);
    }
}
