using System.Security.Cryptography.X509Certificates;
using OAuthMail.Flows.Requests;
using OAuthMail.Testing;
using OAuthMail.Tests;

namespace OAuthMail.Microsoft.Tests;

/// <summary>Tests credentials that are replaced in their files while the program runs.</summary>
public sealed class ReplacedCredentialTests
{
    [Fact]
    public async Task Certificate_that_was_replaced_on_disk_signs_the_next_request()
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

        // The new certificate is not registered for this application, so a request that is signed with it is rejected.
        entra.Server.AddClient(TestClient.WithCertificate("other-app", next));
        await WriteAsync(next);
        entra.PassHours(2);
        var rejected = await tokens.GetFailureAsync();
        Assert.Equal(Problems.ClientAssertionRefused, rejected.Problem);

        await WriteAsync(former);
        entra.PassHours(2);
        await entra.OpenMailboxAsync(account, tokens);

        async Task WriteAsync(X509Certificate2 certificate) =>
            await File.WriteAllBytesAsync(folder["alerts.pfx"], certificate.Export(X509ContentType.Pfx, "pfx password"));
    }

    [Fact]
    public async Task Secret_that_was_replaced_on_disk_is_sent_with_the_next_request()
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
    public async Task Secret_that_was_corrected_on_disk_is_used_at_once()
    {
        await using var entra = await EntraWorld.StartAsync();
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["secret"], "a mistake");
        var account = entra.CreateApplication(
            options => (options.ClientSecret, options.ClientSecretFile) = (null, folder["secret"]));
        var tokens = entra.TokensOf(account);
        for (var i = 0; i < 2; i++)
        {
            var rejected = await tokens.GetFailureAsync();
            Assert.Equal(Problems.ClientSecretWrong, rejected.Problem);
        }

        Assert.Single(entra.Server.Requests.Token);
        await File.WriteAllTextAsync(folder["secret"], EntraWorld.Secret);
        await entra.OpenMailboxAsync(account, tokens);
    }

    [Fact]
    public async Task File_of_a_federated_token_is_read_for_every_request()
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
        var failure = await tokens.GetFailureAsync();
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
    public async Task Named_account_of_Microsoft_uses_MSAL()
    {
        await using var entra = await EntraWorld.StartAsync();
        var account = entra.CreateApplication();

        var accounts = MicrosoftMailAccounts.Create([account], entra.World.Tokens, entra.World.Http);
        await entra.OpenMailboxAsync(account, accounts.GetTokens(accounts.Get("alerts")));

        Assert.Contains("client_info", Assert.Single(entra.Server.Requests.Token).Parameters.Keys);
    }
}
