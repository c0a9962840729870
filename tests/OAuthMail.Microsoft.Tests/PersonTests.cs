using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using OAuthMail.Microsoft.Sources;
using OAuthMail.Testing;
using OAuthMail.Tests;
using OAuthMail.Tests.Flows;

namespace OAuthMail.Microsoft.Tests;

/// <summary>A person's consent: begun and completed by the core, renewed through MSAL.</summary>
public sealed class PersonTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_sign_in_with_a_browser_is_renewed_through_msal(bool confidential)
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
        Assert.Equal([false, true, true], entra.Server.Requests.Token.Select(IsMsals));
        Assert.Equal(2, entra.Server.Requests.RefreshTokens.Distinct().Count());
    }

    [Fact]
    public async Task A_sign_in_with_a_device_code_is_renewed_through_msal()
    {
        await using var entra = await EntraWorld.StartAsync(options => options.DeviceCodeInterval = TimeSpan.FromSeconds(1));
        var account = CreateAccount(entra, OAuthFlow.DeviceCode);
        var signIn = entra.World.SignIn(account);
        var begun = await signIn.BeginWithDeviceCodeAsync();
        Assert.True(entra.Server.ApproveDevice(begun.UserCode, account.Address));
        await Retries.PassAsync(entra.World.Clock, signIn.CompleteWithDeviceCodeAsync(begun.Id));

        entra.PassHours(2);
        await entra.OpenMailboxAsync(account, entra.TokensOf(account));

        Assert.True(IsMsals(entra.Server.Requests.Token[^1]));
    }

    [Fact]
    public async Task What_the_core_has_stored_msal_goes_on_with_and_the_reverse()
    {
        await using var entra = await EntraWorld.StartAsync();
        var account = CreateAccount(entra);
        await entra.World.SignInAsync(account);

        // A program without MSAL, then with it, then without it again, then with it: three restarts over one store.
        foreach (var withMsal in new[] { false, true, true, false, true })
        {
            entra.PassHours(2);
            using var program = new MailTokens(new MailTokensOptions { Store = entra.World.Store, TimeProvider = entra.World.Clock });
            var tokens = withMsal ? program.ForMicrosoft(account, entra.World.Http) : program.For(account, entra.World.Http);
            await entra.OpenMailboxAsync(account, tokens);
            Assert.Equal(withMsal, IsMsals(entra.Server.Requests.Token[^1]));
        }

        Assert.Equal(6, entra.GrantTypes.Count);
        Assert.Equal(entra.Server.Requests.RefreshTokens.Count, entra.Server.Requests.RefreshTokens.Distinct().Count());
    }

    [Fact]
    public async Task Another_sign_in_counts_for_more_than_the_cache_of_the_former_one()
    {
        await using var entra = await EntraWorld.StartAsync();
        var (account, tokens) = await SignInAsync(entra);
        entra.PassHours(2);
        await tokens.GetAccessTokenAsync();

        entra.Server.RevokeAll();
        entra.PassHours(2);
        await Assert.ThrowsAsync<SignInRequiredException>(async () => await tokens.GetAccessTokenAsync());

        // At once: MSAL would not repeat a request that was refused within two minutes.
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
    public async Task A_cache_that_cannot_be_read_is_made_anew_from_the_refresh_token(string cache)
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
    public async Task An_account_in_it_that_is_none_is_made_anew_as_well(string accountId)
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
    public async Task A_cache_without_a_refresh_token_is_made_anew_as_well()
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
    public async Task A_refresh_token_that_msal_could_not_take_up_is_the_next_one_all_the_same()
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
    public async Task A_personal_account_is_renewed_through_msal_and_two_of_them_are_kept_apart()
    {
        await using var entra = await EntraWorld.StartAsync(options => options.AccessTokenFormat = AccessTokenFormat.Opaque);
        entra.Server.AddClient(TestClient.Native("desktop"));
        var people = new[] { "ann", "bob" }.Select(name => entra.CreateAccount(name, OAuthFlow.AuthorizationCode, options =>
        {
            options.Provider = "OutlookCom";
            options.TenantId = null;
            options.ClientId = "desktop";
            options.TokenEndpoint = entra.Server.TokenEndpoint.AbsoluteUri.Replace(
                EntraWorld.TenantId, "consumers", StringComparison.Ordinal);
        })).ToList();
        foreach (var person in people) await entra.World.SignInAsync(person);

        for (var round = 0; round < 3; round++)
        {
            entra.PassHours(2);
            foreach (var person in people) await entra.OpenMailboxAsync(person, entra.TokensOf(person));
        }

        Assert.All(entra.Server.Requests.Token.Skip(2), request => Assert.True(IsMsals(request)));
        Assert.Equal(6, entra.Server.Requests.RefreshTokens.Distinct().Count());
    }

    [Fact]
    public async Task An_assertion_goes_to_the_address_for_which_it_was_made()
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

        Assert.Equal([false, true, true], entra.Server.Requests.Token.Select(IsMsals));
        Assert.All(entra.Server.Requests.Token, request => Assert.StartsWith("/organizations/", request.Path, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_request_ends_with_whoever_wanted_it()
    {
        await using var entra = await EntraWorld.StartAsync();
        var account = CreateAccount(entra);
        await entra.World.SignInAsync(account);
        var source = new MicrosoftSources(null)
            .TryCreate(account.Outgoing, account.Name, account.SignInName, entra.World.Http, entra.World.Clock)!;
        var gate = new FaultGate();
        entra.Server.Faults.Token.Next(ServerFault.Hold(gate));
        using var ending = new CancellationTokenSource();
        var record = (await entra.World.Store.ReadAsync(entra.World.SignIn(account).Key))!.Record;
        var asking = source.RequestTokenAsync(new TokenSourceContext(default, record), ending.Token).AsTask();
        await gate.WaitForArrivalAsync();

        await ending.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking.WaitAsync(TimeSpan.FromSeconds(30)));
        gate.Open();
    }

    [Fact]
    public async Task Nobody_has_signed_in()
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
    public async Task A_refusal_that_a_person_can_cure_asks_for_a_sign_in(int code)
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
    public async Task A_request_loop_keeps_the_refresh_token()
    {
        await using var entra = await EntraWorld.StartAsync();
        var (_, tokens) = await SignInAsync(entra);
        entra.PassHours(2);
        entra.Server.Faults.Token.Next(ServerFault.Entra(50196));
        var failure = await Assert.ThrowsAsync<TokenRequestException>(async () => await tokens.GetAccessTokenAsync());
        Assert.Equal(Problems.RequestLoop, failure.Problem);

        entra.PassHours(1);
        await tokens.GetAccessTokenAsync();

        var presented = entra.Server.Requests.RefreshTokens;
        Assert.Equal(presented[^2], presented[^1]);
    }

    [Fact]
    public async Task A_busy_server_is_asked_again_by_our_rules_and_not_by_msals()
    {
        await using var entra = await EntraWorld.StartAsync();
        var (account, tokens) = await SignInAsync(entra);
        entra.PassHours(2);
        entra.Server.Faults.Token.Next(ServerFault.Status(503));

        await Retries.PassAsync(entra.World.Clock, tokens.GetAccessTokenAsync().AsTask());

        Assert.Equal(["authorization_code", "refresh_token", "refresh_token"], entra.GrantTypes);
    }

    private static bool IsMsals(LoggedRequest request) => request.Parameters.ContainsKey("client_info");

    /// <summary>Changes what is stored of MSAL's cache, as another version or an accident would.</summary>
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
            confidential ? TestClient.Confidential("desktop", "the-secret-value", "http://localhost") : TestClient.Native("desktop"));
        return entra.CreateAccount("ann", flow, options =>
        {
            options.ClientId = "desktop";
            if (confidential) options.ClientSecret = "the-secret-value";
        });
    }
}
