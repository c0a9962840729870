using System.Security.Cryptography.X509Certificates;
using OAuthMail.Flows.Requests;
using OAuthMail.Testing;
using OAuthMail.Tests;

namespace OAuthMail.Microsoft.Tests;

/// <summary>Credentials that are replaced where they are kept, while the program runs.</summary>
public sealed class MovingCredentialTests
{
    [Fact]
    public async Task A_certificate_that_was_replaced_on_disk_signs_the_next_request()
    {
        await using var entra = await EntraWorld.StartAsync();
        using var folder = new TemporaryFolder();
        using var former = TestCertificateAuthority.CreateClientCertificate("former");
        using var next = TestCertificateAuthority.CreateClientCertificate("next");
        await WriteAsync(former);
        entra.Server.AddClient(TestClient.WithCertificate("alerts-app", former));
        var account = entra.CreateAccount("alerts", OAuthFlow.ClientCredentials, options =>
        {
            options.ClientId = "alerts-app";
            options.Certificate = new CertificateOptions { File = folder["alerts.pfx"], Password = "pfx password" };
        });
        var tokens = entra.TokensOf(account);
        await tokens.GetAccessTokenAsync();

        // The registration takes the new one alone: a request that is signed with the former is refused.
        entra.Server.AddClient(TestClient.WithCertificate("other-app", next));
        await WriteAsync(next);
        entra.PassHours(2);
        var refused = await Assert.ThrowsAsync<TokenRequestException>(async () => await tokens.GetAccessTokenAsync());
        Assert.Equal(Problems.ClientAssertionRefused, refused.Problem);

        await WriteAsync(former);
        entra.PassHours(2);
        await entra.OpenMailboxAsync(account, tokens);

        async Task WriteAsync(X509Certificate2 certificate) =>
            await File.WriteAllBytesAsync(folder["alerts.pfx"], certificate.Export(X509ContentType.Pfx, "pfx password"));
    }

    [Fact]
    public async Task A_secret_that_was_replaced_on_disk_is_sent_next()
    {
        await using var entra = await EntraWorld.StartAsync();
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["secret"], "the former value\n");
        var client = entra.Server.AddClient(
            new TestClient("alerts-app").AddSecret("the former value", entra.World.Clock.GetUtcNow().AddHours(1))
                .AddSecret("the next value"));
        var account = entra.CreateAccount(
            "alerts", OAuthFlow.ClientCredentials,
            options => (options.ClientId, options.ClientSecretFile) = (client.ClientId, folder["secret"]));
        var tokens = entra.TokensOf(account);
        await tokens.GetAccessTokenAsync();

        await File.WriteAllTextAsync(folder["secret"], "the next value\n");
        entra.PassHours(2);

        await entra.OpenMailboxAsync(account, tokens);
    }

    [Fact]
    public async Task A_secret_that_was_corrected_on_disk_is_tried_at_once()
    {
        await using var entra = await EntraWorld.StartAsync();
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["secret"], "a mistake");
        entra.Server.AddClient(new TestClient("alerts-app").AddSecret("the-secret-value"));
        var account = entra.CreateAccount(
            "alerts", OAuthFlow.ClientCredentials,
            options => (options.ClientId, options.ClientSecretFile) = ("alerts-app", folder["secret"]));
        var tokens = entra.TokensOf(account);
        for (var i = 0; i < 2; i++)
        {
            var refused = await Assert.ThrowsAsync<TokenRequestException>(async () => await tokens.GetAccessTokenAsync());
            Assert.Equal(Problems.ClientSecretWrong, refused.Problem);
        }

        Assert.Single(entra.Server.Requests.Token);
        await File.WriteAllTextAsync(folder["secret"], "the-secret-value");
        await entra.OpenMailboxAsync(account, tokens);
    }

    [Fact]
    public async Task A_federated_token_is_read_from_its_file_for_every_request()
    {
        await using var entra = await EntraWorld.StartAsync();
        using var folder = new TemporaryFolder();
        using var certificate = TestCertificateAuthority.CreateClientCertificate("workload");
        entra.Server.AddClient(TestClient.WithCertificate("workload", certificate));
        await WriteTokenAsync();
        var account = entra.CreateAccount(
            "alerts", OAuthFlow.ClientCredentials,
            options => (options.ClientId, options.FederatedTokenFile) = ("workload", folder["token"]));
        var tokens = entra.TokensOf(account);
        await entra.OpenMailboxAsync(account, tokens);

        entra.PassHours(2);
        await WriteTokenAsync();
        await entra.OpenMailboxAsync(account, tokens);

        File.Delete(folder["token"]);
        entra.PassHours(2);
        var failure = await Assert.ThrowsAsync<TokenRequestException>(async () => await tokens.GetAccessTokenAsync());
        Assert.Equal("client-assertion-missing", failure.Code);
        Assert.Contains(folder["token"], failure.Message, StringComparison.Ordinal);

        async Task WriteTokenAsync()
        {
            var request = new TokenRequest(entra.World.Clock, entra.Server.TokenEndpoint.AbsoluteUri);
            await PrivateKeyJwt.FromCertificate(certificate).ApplyAsync(request, "workload", CancellationToken.None);
            await File.WriteAllTextAsync(folder["token"], request.Form["client_assertion"] + "\n");
        }
    }

    [Fact]
    public async Task Accounts_by_name_go_through_msal_where_they_are_at_microsoft()
    {
        await using var entra = await EntraWorld.StartAsync();
        entra.Server.AddClient(new TestClient("alerts-app").AddSecret("the-secret-value"));
        var account = entra.CreateAccount(
            "alerts", OAuthFlow.ClientCredentials,
            options => (options.ClientId, options.ClientSecret) = ("alerts-app", "the-secret-value"));

        var accounts = MicrosoftMailAccounts.Create([account], entra.World.Tokens, entra.World.Http);
        await entra.OpenMailboxAsync(account, accounts.GetTokens(accounts.Get("alerts")));

        Assert.Contains("client_info", Assert.Single(entra.Server.Requests.Token).Parameters.Keys);
    }
}
