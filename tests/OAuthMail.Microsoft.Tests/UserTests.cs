using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using OAuthMail.Microsoft.Sources;
using OAuthMail.Testing;
using OAuthMail.Tests;
using OAuthMail.Tests.Flows;

namespace OAuthMail.Microsoft.Tests;

/// <summary>Tests tokens of users, who sign in through the core and whose tokens are refreshed through MSAL.</summary>
public sealed class UserTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Token_of_a_browser_sign_in_is_refreshed_through_MSAL(bool confidential)
    {
        await using var entra = await EntraWorld.StartAsync();
        var account = CreateAccount(entra, confidential: confidential);
        await entra.World.SignInAsync(account);
        var tokens = entra.TokensOf(account);
        await entra.OpenMailboxAsync(account, tokens);

        entra.PassHours(2);
        await entra.OpenMailboxAsync(account, tokens);
        entra.PassHours(2);
        await entra.OpenMailboxAsync(account, tokens);

        Assert.Equal(["authorization_code", "refresh_token", "refresh_token"], entra.GrantTypes);
        Assert.Equal([false, true, true], entra.Server.Requests.Token.Select(IsFromMsal));
        Assert.Equal(2, entra.Server.Requests.RefreshTokens.Distinct().Count());
    }

    [Fact]
    public async Task Token_of_a_device_code_sign_in_is_refreshed_through_MSAL()
    {
        await using var entra = await EntraWorld.StartAsync(options => options.DeviceCodeInterval = TimeSpan.FromSeconds(1));
        var account = CreateAccount(entra, OAuthFlow.DeviceCode);
        var signIn = entra.World.SignIn(account);
        var pending = await signIn.BeginWithDeviceCodeAsync();
        Assert.True(entra.Server.ApproveDevice(pending.UserCode, account.Address));
        await Retries.PassAsync(entra.World.Clock, signIn.CompleteWithDeviceCodeAsync(pending.Id));

        entra.PassHours(2);
        await entra.OpenMailboxAsync(account, entra.TokensOf(account));

        Assert.True(IsFromMsal(entra.Server.Requests.Token[^1]));
    }

    [Fact]
    public async Task Programs_with_and_without_MSAL_use_the_same_record()
    {
        await using var entra = await EntraWorld.StartAsync();
        var account = CreateAccount(entra);
        await entra.World.SignInAsync(account);

        // Each round is a restart of the program with the same store, with or without MSAL.
        foreach (var withMsal in new[] { false, true, true, false, true })
        {
            entra.PassHours(2);
            using var program = new MailTokens(new MailTokensOptions { Store = entra.World.Store, TimeProvider = entra.World.Clock });
            var tokens = withMsal ? program.ForMicrosoft(account, entra.World.Http) : program.For(account, entra.World.Http);
            await entra.OpenMailboxAsync(account, tokens);
            Assert.Equal(withMsal, IsFromMsal(entra.Server.Requests.Token[^1]));
        }

        Assert.Equal(6, entra.GrantTypes.Count);
        Assert.Equal(entra.Server.Requests.RefreshTokens.Count, entra.Server.Requests.RefreshTokens.Distinct().Count());
    }

    [Fact]
    public async Task New_sign_in_replaces_the_cache_of_an_earlier_one()
    {
        await using var entra = await EntraWorld.StartAsync();
        var (account, tokens) = await SignInAsync(entra);
        entra.PassHours(2);
        await tokens.GetAccessTokenAsync();

        entra.Server.RevokeAll();
        entra.PassHours(2);
        await Assert.ThrowsAsync<SignInRequiredException>(async () => await tokens.GetAccessTokenAsync());

        // The user signs in within two minutes after the rejection. MSAL alone would repeat the cached error during this time.
        await entra.World.SignInAsync(account);
        entra.PassHours(2);
        await entra.OpenMailboxAsync(account, tokens);
    }

    [Theory]
    [InlineData("{ this is no cache")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("5")]
    [InlineData("""{"RefreshToken":5}""")]
    [InlineData("""{"RefreshToken":{"key":null}}""")]
    [InlineData("""{"RefreshToken":{"key":{"secret":5}}}""")]
    [InlineData("""{"Account":[]}""")]
    [InlineData("""{"Account":{"key":{"home_account_id":7}}}""")]
    [InlineData("""{"AccessToken":{"key":{"expires_on":"soon"}}}""")]
    [InlineData("""{"unknown":{"key":[1,2]}}""")]
    public async Task Unreadable_cache_is_recreated_from_the_refresh_token(string cache)
    {
        await using var entra = await EntraWorld.StartAsync();
        var (account, tokens) = await SignInAsync(entra);
        entra.PassHours(2);
        await tokens.GetAccessTokenAsync();
        await ChangeCacheAsync(entra, account, _ => cache);

        entra.PassHours(2);

        await entra.OpenMailboxAsync(account, tokens);
    }

    [Theory]
    [InlineData("")]
    [InlineData("!")]
    [InlineData("a.b.c")]
    public async Task Cache_with_an_unknown_account_is_recreated(string accountId)
    {
        await using var entra = await EntraWorld.StartAsync();
        var (account, tokens) = await SignInAsync(entra);
        entra.PassHours(2);
        await tokens.GetAccessTokenAsync();
        await ChangeAsync(entra, account, "msal-account", _ => accountId);

        entra.PassHours(2);

        await entra.OpenMailboxAsync(account, tokens);
    }

    [Fact]
    public async Task Cache_without_a_refresh_token_is_recreated()
    {
        await using var entra = await EntraWorld.StartAsync();
        var (account, tokens) = await SignInAsync(entra);
        entra.PassHours(2);
        await tokens.GetAccessTokenAsync();
        await ChangeCacheAsync(entra, account, text =>
        {
            var cache = JsonNode.Parse(text)!.AsObject();
            cache["RefreshToken"] = new JsonObject();
            return cache.ToJsonString();
        });

        entra.PassHours(2);

        await entra.OpenMailboxAsync(account, tokens);
    }

    [Fact]
    public async Task Refresh_token_of_a_response_that_MSAL_cannot_process_is_used()
    {
        await using var entra = await EntraWorld.StartAsync();
        var (_, tokens) = await SignInAsync(entra);
        entra.PassHours(2);
        await tokens.GetAccessTokenAsync();
        entra.PassHours(2);
        entra.Server.Faults.Token.Next(ServerFault.Member("client_info", "\"!\""));
        await tokens.GetAccessTokenAsync();

        entra.PassHours(2);
        await tokens.GetAccessTokenAsync();

        Assert.Equal(3, entra.Server.Requests.RefreshTokens.Distinct().Count());
        Assert.Equal(4, entra.GrantTypes.Count);
    }

    [Fact]
    public async Task Tokens_of_two_personal_accounts_are_refreshed_separately_through_MSAL()
    {
        await using var entra = await EntraWorld.StartAsync(options => options.AccessTokenFormat = AccessTokenFormat.Opaque);
        entra.Server.AddClient(TestClient.Native("desktop"));
        var accounts = new[] { "ann", "bob" }.Select(name => entra.CreateAccount(name, OAuthFlow.AuthorizationCode, options =>
        {
            options.Provider = "OutlookCom";
            options.TenantId = null;
            options.ClientId = "desktop";
            options.TokenEndpoint = entra.Server.TokenEndpoint.AbsoluteUri.Replace(
                EntraWorld.TenantId, "consumers", StringComparison.Ordinal);
        })).ToList();
        foreach (var account in accounts) await entra.World.SignInAsync(account);

        for (var round = 0; round < 3; round++)
        {
            entra.PassHours(2);
            foreach (var account in accounts) await entra.OpenMailboxAsync(account, entra.TokensOf(account));
        }

        Assert.All(entra.Server.Requests.Token.Skip(2), request => Assert.True(IsFromMsal(request)));
        Assert.Equal(6, entra.Server.Requests.RefreshTokens.Distinct().Count());
    }

    [Fact]
    public async Task Assertion_is_sent_only_to_its_audience()
    {
        await using var entra = await EntraWorld.StartAsync();
        using var certificate = TestCertificateAuthority.CreateClientCertificate("web");
        var client = TestClient.WithCertificate("web", certificate);
        client.RedirectUris.Add("http://localhost");
        entra.Server.AddClient(client);
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder["web.pfx"], certificate.Export(X509ContentType.Pfx, "pfx password"));
        var account = entra.CreateAccount("ann", OAuthFlow.AuthorizationCode, options =>
        {
            options.TenantId = null;
            options.ClientId = "web";
            options.Certificate = new CertificateOptions { File = folder["web.pfx"], Password = "pfx password" };
            options.TokenEndpoint = entra.Server.TokenEndpoint.AbsoluteUri.Replace(
                EntraWorld.TenantId, "organizations", StringComparison.Ordinal);
        });
        await entra.World.SignInAsync(account);
        var tokens = entra.TokensOf(account);

        for (var round = 0; round < 2; round++)
        {
            entra.PassHours(2);
            await tokens.GetAccessTokenAsync();
        }

        Assert.Equal([false, true, true], entra.Server.Requests.Token.Select(IsFromMsal));
        Assert.All(entra.Server.Requests.Token, request => Assert.StartsWith("/organizations/", request.Path, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Token_request_can_be_canceled()
    {
        await using var entra = await EntraWorld.StartAsync();
        var account = CreateAccount(entra);
        await entra.World.SignInAsync(account);
        var source = new MicrosoftSources(null)
            .TryCreate(account.Outgoing, account.Name, account.SignInName, entra.World.Http, entra.World.Clock)!;
        var gate = new FaultGate();
        entra.Server.Faults.Token.Next(ServerFault.Hold(gate));
        using var cancellation = new CancellationTokenSource();
        var record = (await entra.World.Store.ReadAsync(entra.World.SignIn(account).Key))!.Record;
        var request = source.RequestTokenAsync(new TokenSourceContext(default, record), cancellation.Token).AsTask();
        await gate.WaitForArrivalAsync();

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request.WaitAsync(TimeSpan.FromSeconds(30)));
        gate.Open();
    }

    [Fact]
    public async Task Missing_sign_in_is_reported_without_a_request()
    {
        await using var entra = await EntraWorld.StartAsync();

        var failure = await Assert.ThrowsAsync<SignInRequiredException>(
            async () => await entra.TokensOf(CreateAccount(entra)).GetAccessTokenAsync());

        Assert.Equal(Problems.NotSignedIn, failure.Problem);
        Assert.Empty(entra.GrantTypes);
    }

    [Theory]
    [InlineData(50173)]
    [InlineData(700082)]
    [InlineData(50076)]
    public async Task Rejection_that_a_sign_in_resolves_requires_a_sign_in(int code)
    {
        await using var entra = await EntraWorld.StartAsync();
        var (_, tokens) = await SignInAsync(entra);
        entra.PassHours(2);
        entra.Server.Faults.Token.Next(ServerFault.Entra(code, """{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"""));

        var failure = await Assert.ThrowsAsync<SignInRequiredException>(async () => await tokens.GetAccessTokenAsync());

        var cause = Assert.IsType<TokenRequestException>(failure.InnerException);
        Assert.Equal([code], cause.ErrorCodes);
        Assert.NotNull(cause.CorrelationId);
        Assert.NotNull(cause.Claims);
    }

    [Fact]
    public async Task Refresh_token_is_kept_after_a_request_loop_was_reported()
    {
        await using var entra = await EntraWorld.StartAsync();
        var (_, tokens) = await SignInAsync(entra);
        entra.PassHours(2);
        entra.Server.Faults.Token.Next(ServerFault.Entra(50196));
        var failure = await tokens.GetFailureAsync();
        Assert.Equal(Problems.RequestLoop, failure.Problem);

        entra.PassHours(1);
        await tokens.GetAccessTokenAsync();

        var presented = entra.Server.Requests.RefreshTokens;
        Assert.Equal(presented[^2], presented[^1]);
    }

    [Fact]
    public async Task Request_to_a_busy_server_is_retried_by_the_core_and_not_by_MSAL()
    {
        await using var entra = await EntraWorld.StartAsync();
        var (account, tokens) = await SignInAsync(entra);
        entra.PassHours(2);
        entra.Server.Faults.Token.Next(ServerFault.Status(503));

        await Retries.PassAsync(entra.World.Clock, tokens.GetAccessTokenAsync().AsTask());

        Assert.Equal(["authorization_code", "refresh_token", "refresh_token"], entra.GrantTypes);
    }

    /// <summary>Determines whether MSAL sent the request. Only MSAL adds <c>client_info</c>.</summary>
    private static bool IsFromMsal(LoggedRequest request) => request.Parameters.ContainsKey("client_info");

    /// <summary>Changes the stored cache of MSAL, as another version or a defect could.</summary>
    private static Task ChangeCacheAsync(EntraWorld entra, MailAccount account, Func<string, string> change) =>
        ChangeAsync(entra, account, "msal", change);

    private static async Task ChangeAsync(EntraWorld entra, MailAccount account, string property, Func<string, string> change)
    {
        await using var lease = await entra.World.Store.AcquireAsync(entra.World.SignIn(account).Key);
        var record = lease.Current!.Record.Clone();
        record.Properties[property] = change(record.Properties[property]);
        await lease.WriteAsync(record);
    }

    private static async Task<(MailAccount Account, IAccessTokenProvider Tokens)> SignInAsync(EntraWorld entra)
    {
        var account = CreateAccount(entra);
        await entra.World.SignInAsync(account);
        return (account, entra.TokensOf(account));
    }

    private static MailAccount CreateAccount(EntraWorld entra, OAuthFlow flow = OAuthFlow.AuthorizationCode, bool confidential = false)
    {
        entra.Server.AddClient(
            confidential ? TestClient.Confidential("desktop", EntraWorld.Secret, "http://localhost") : TestClient.Native("desktop"));
        return entra.CreateAccount("ann", flow, options =>
        {
            options.ClientId = "desktop";
            if (confidential) options.ClientSecret = EntraWorld.Secret;
        });
    }
}
