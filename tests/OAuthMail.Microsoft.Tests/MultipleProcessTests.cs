using System.Globalization;
using OAuthMail.Testing;
using OAuthMail.Tests;

namespace OAuthMail.Microsoft.Tests;

/// <summary>Tests a store that several processes share.</summary>
public sealed class MultipleProcessTests
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
            flow == OAuthFlow.ClientCredentials ? new TestClient("shared").AddSecret(EntraWorld.Secret) : TestClient.Native("shared"));
        if (flow == OAuthFlow.AuthorizationCode) await SignInAsync(host, folder);
        var before = host.AuthorizationServer.Requests.Token.Count;

        string[] arguments =
        [
            folder["store"], folder["key"], host.AuthorizationServer.TokenEndpoint.AbsoluteUri, folder["root.cer"], flow.ToString(),
            Threads.ToString(CultureInfo.InvariantCulture),
        ];
        using var first = MicrosoftWorker.Start(arguments);
        using var second = MicrosoftWorker.Start(arguments);
        foreach (var worker in new[] { first, second }) await worker.WaitForReadyAsync();
        foreach (var worker in new[] { first, second }) await worker.ContinueAsync();
        var tokens = new List<string>();
        foreach (var worker in new[] { first, second })
        {
            var (exitCode, output) = await worker.WaitForExitAsync();
            Assert.True(exitCode == 0, output);
            tokens.AddRange(output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }

        Assert.Equal(2 * Threads, tokens.Count);
        Assert.Single(tokens.Distinct());
        Assert.Equal(before + 1, host.AuthorizationServer.Requests.Token.Count);
    }

    [Fact]
    public async Task Store_with_another_key_is_rejected_without_a_token_request()
    {
        await using var entra = await EntraWorld.StartAsync();
        using var folder = new TemporaryFolder();
        TokenProtection.CreateKeyFile(folder["key"]);
        TokenProtection.CreateKeyFile(folder["other"]);
        var account = entra.CreateApplication();
        using (var tokens = await OpenAsync("key"))
        {
            await tokens.ForMicrosoft(account, entra.World.Http).GetAccessTokenAsync();
        }

        using var others = await OpenAsync("other");
        var failure = await Assert.ThrowsAsync<TokenStoreException>(
            async () => await others.ForMicrosoft(account, entra.World.Http).GetAccessTokenAsync());

        Assert.Equal("token-key-unknown", failure.Code);
        Assert.Single(entra.GrantTypes);

        async Task<MailTokens> OpenAsync(string key)
        {
            var store = await FileTokenStore.OpenAsync(folder["store"], protect => protect.WithKeyFile(folder[key]));
            return new MailTokens(new MailTokensOptions { Store = store });
        }
    }

    /// <summary>Signs a user in two hours ago, so that the stored access token has expired.</summary>
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
        var pending = await signIn.BeginAsync();
        using var answer = await client.GetAsync(pending.Url);
        await signIn.CompleteAsync(answer.Headers.Location!.OriginalString);
    }
}
