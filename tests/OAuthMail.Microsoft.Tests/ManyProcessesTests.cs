using OAuthMail.Testing;
using OAuthMail.Tests;

namespace OAuthMail.Microsoft.Tests;

/// <summary>One store, two processes, sixteen threads each: what MSAL alone would ask for a hundred times.</summary>
public sealed class ManyProcessesTests
{
    private const int Threads = 16;

    [Theory]
    [InlineData(OAuthFlow.ClientCredentials)]
    [InlineData(OAuthFlow.AuthorizationCode)]
    public async Task Two_processes_with_sixteen_threads_make_one_token_request(OAuthFlow flow)
    {
        await using var host = await MailTestHost.StartAsync(options => options.Authorization.Dialect = AuthorizationDialect.Entra);
        host.AddMailbox("ann@test.example");
        using var folder = new TemporaryFolder();
        TokenProtection.CreateKeyFile(folder["key"]);
        await File.WriteAllBytesAsync(folder["root.cer"], host.CertificateAuthority.Root.RawData);
        host.AuthorizationServer.AddClient(
            flow == OAuthFlow.ClientCredentials ? new TestClient("shared").AddSecret("the-secret-value") : TestClient.Native("shared"));
        if (flow == OAuthFlow.AuthorizationCode) await SignInAsync(host, folder);
        var before = host.AuthorizationServer.Requests.Token.Count;

        string[] arguments = [folder["store"], folder["key"], host.AuthorizationServer.TokenEndpoint.AbsoluteUri, folder["root.cer"], flow.ToString(), Threads.ToString(System.Globalization.CultureInfo.InvariantCulture)];
        using var first = MicrosoftWorker.Start(arguments);
        using var second = MicrosoftWorker.Start(arguments);
        foreach (var worker in new[] { first, second }) await worker.AwaitReadyAsync();
        foreach (var worker in new[] { first, second }) await worker.GoOnAsync();
        var tokens = new List<string>();
        foreach (var worker in new[] { first, second })
        {
            var (exitCode, output) = await worker.EndAsync();
            Assert.True(exitCode == 0, output);
            tokens.AddRange(output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }

        Assert.Equal(2 * Threads, tokens.Count);
        Assert.Single(tokens.Distinct());
        Assert.Equal(before + 1, host.AuthorizationServer.Requests.Token.Count);
    }

    [Fact]
    public async Task A_store_of_another_key_is_refused_and_says_so()
    {
        await using var entra = await EntraWorld.StartAsync();
        using var folder = new TemporaryFolder();
        TokenProtection.CreateKeyFile(folder["key"]);
        TokenProtection.CreateKeyFile(folder["other"]);
        entra.Server.AddClient(new TestClient("alerts-app").AddSecret("the-secret-value"));
        var account = entra.CreateAccount(
            "alerts", OAuthFlow.ClientCredentials,
            options => (options.ClientId, options.ClientSecret) = ("alerts-app", "the-secret-value"));
        using (
            var tokens = new MailTokens(
                new MailTokensOptions { Store = await FileTokenStore.OpenAsync(
                    folder["store"], protect => protect.WithKeyFile(folder["key"])) }))
        {
            await tokens.ForMicrosoft(account, entra.World.Http).GetAccessTokenAsync();
        }

        using var others = new MailTokens(
            new MailTokensOptions { Store = await FileTokenStore.OpenAsync(
                folder["store"], protect => protect.WithKeyFile(folder["other"])) });
        var failure = await Assert.ThrowsAsync<TokenStoreException>(
            async () => await others.ForMicrosoft(account, entra.World.Http).GetAccessTokenAsync());

        Assert.Equal("token-key-unknown", failure.Code);
        Assert.Single(entra.GrantTypes);
    }

    /// <summary>Signs in, and leaves a token that has nearly ended behind.</summary>
    private static async Task SignInAsync(MailTestHost host, TemporaryFolder folder)
    {
        var past = new ManualTimeProvider(DateTimeOffset.UtcNow - TimeSpan.FromHours(2));
        using var tokens = new MailTokens(new MailTokensOptions
        {
            Store = await FileTokenStore.OpenAsync(folder["store"], protect => protect.WithKeyFile(folder["key"])),
            TimeProvider = past,
        });
        using var client = host.CreateHttpClient();
        using var http = OAuthHttp.FromClientWithoutRedirects(client);
        var options = host.CreateAccountOptions("ann@test.example", OAuthFlow.AuthorizationCode);
        (options.Provider, options.Scope, options.ClientId, options.TenantId) = ("Microsoft365", null, "shared", EntraWorld.TenantId);
        var signIn = new MailSignIn(MailAccount.Create("ann", options), tokens, http);
        var begun = await signIn.BeginAsync();
        using var answer = await client.GetAsync(begun.Url);
        await signIn.CompleteAsync(answer.Headers.Location!.OriginalString);
    }
}
