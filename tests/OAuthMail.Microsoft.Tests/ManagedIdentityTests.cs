using OAuthMail.Testing;


namespace OAuthMail.Microsoft.Tests;

/// <summary>
/// A managed identity is found by environment variables, as in App Service. They belong to the process, so these tests run one after
/// another.
/// </summary>
[Collection(Environments)]
public sealed class ManagedIdentityTests : IDisposable
{
    /// <summary>All tests that set such variables.</summary>
    public const string Environments = "the environment variables of managed identities";

    private const string UserAssigned = "6f1e7b3a-1111-4c22-8d33-9e44aa55bb66";

    [Fact]
    public async Task The_identity_that_the_system_assigned_opens_the_mailbox()
    {
        await using var entra = await StartAsync();
        var account = CreateAccount(entra, "alerts", clientId: null);

        await entra.OpenMailboxAsync(account, entra.TokensOf(account));

        var request = Assert.Single(entra.Server.Requests.To(ServerEndpoint.ManagedIdentity));
        Assert.Equal("https://outlook.office365.com", request.Parameters["resource"]);
        Assert.False(request.Parameters.ContainsKey("client_id"));
    }

    [Fact]
    public async Task An_identity_that_a_user_assigned_is_named()
    {
        await using var entra = await StartAsync();
        var account = CreateAccount(entra, "alerts", UserAssigned);

        await entra.OpenMailboxAsync(account, entra.TokensOf(account));

        Assert.Equal(UserAssigned, Assert.Single(entra.Server.Requests.To(ServerEndpoint.ManagedIdentity)).Parameters["client_id"]);
    }

    [Fact]
    public async Task Its_token_is_kept_in_no_store_as_another_machine_is_another_identity()
    {
        await using var entra = await StartAsync();
        var account = CreateAccount(entra, "alerts", clientId: null);
        using var otherMachine = new MailTokens(new MailTokensOptions { Store = entra.World.Store, TimeProvider = entra.World.Clock });

        await entra.TokensOf(account).GetAccessTokenAsync();
        await otherMachine.ForMicrosoft(account, entra.World.Http).GetAccessTokenAsync();

        Assert.Equal(2, entra.Server.Requests.To(ServerEndpoint.ManagedIdentity).Count);
        await foreach (var stored in entra.World.Store.ListAsync()) Assert.Fail($"{stored.Key} is stored.");
    }

    [Fact]
    public async Task Where_it_only_sends_the_token_that_reads_is_stored_as_ever()
    {
        await using var entra = await StartAsync();
        entra.Server.AddClient(new TestClient("alerts-app").AddSecret("the-secret-value"));
        var account = entra.CreateAccount("alerts", OAuthFlow.ManagedIdentity, options =>
        {
            options.Flow = null;
            options.Outgoing = new OAuthClientOptions { Flow = OAuthFlow.ManagedIdentity };
            options.Incoming = new OAuthClientOptions
            {
                Flow = OAuthFlow.ClientCredentials,
                ClientId = "alerts-app",
                ClientSecret = "the-secret-value",
            };
        });

        await entra.OpenMailboxAsync(account, entra.TokensOf(account));

        var stored = 0;
        await foreach (var _ in entra.World.Store.ListAsync()) stored++;
        Assert.Equal(1, stored);
        Assert.Single(entra.Server.Requests.To(ServerEndpoint.ManagedIdentity));
        Assert.Single(entra.Server.Requests.Token);
    }

    [Fact]
    public async Task Another_token_is_asked_for_before_one_ends()
    {
        await using var entra = await StartAsync();
        var tokens = entra.TokensOf(CreateAccount(entra, "alerts", clientId: null));
        var first = await tokens.GetAccessTokenAsync();
        Assert.Equal(TimeSpan.FromHours(1).TotalSeconds, first.Lifetime.TotalSeconds, tolerance: 5);

        entra.World.Clock.Advance(TimeSpan.FromMinutes(61));

        Assert.NotEqual(first.Value, (await tokens.GetAccessTokenAsync()).Value);
    }

    [Fact]
    public async Task An_identity_that_is_not_assigned_is_the_administrators_business()
    {
        await using var entra = await StartAsync();
        var tokens = entra.TokensOf(CreateAccount(entra, "alerts", "00000000-2222-4c22-8d33-9e44aa55bb66"));

        var failure = await Assert.ThrowsAsync<TokenRequestException>(async () => await tokens.GetAccessTokenAsync());

        Assert.Equal(Problems.ManagedIdentityRefused, failure.Problem);
        Assert.Contains("00000000-2222-4c22-8d33-9e44aa55bb66", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_answers_it_may_pass()
    {
        await using var entra = await StartAsync();
        Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", "https://localhost:1/msi/token");
        var tokens = entra.TokensOf(CreateAccount(entra, "alerts", clientId: null));

        var failure = await Assert.ThrowsAsync<TokenRequestException>(async () => await tokens.GetAccessTokenAsync());

        Assert.Equal(Problems.ManagedIdentityUnreachable, failure.Problem);
    }

    [Theory]
    [InlineData("not an id")]
    [InlineData("/resourceGroups/x")]
    public void An_id_that_is_none_is_named(string clientId)
    {
        var options = new MailAccountOptions
        {
            Provider = "Microsoft365",
            Address = "a@contoso.com",
            Flow = OAuthFlow.ManagedIdentity,
            ClientId = clientId,
        };

        var failure = Assert.Throws<MailConfigurationException>(() => MailAccount.Create("alerts", options));

        Assert.Contains($"ClientId: '{clientId}' isn't the GUID or the resource id", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not an id")]
    [InlineData("/resourceGroups/x")]
    public void An_id_that_is_none_is_named_without_an_account_too(string clientId)
    {
        var failure = Assert.Throws<MailConfigurationException>(() => MicrosoftTokens.ForManagedIdentity(clientId));

        Assert.Contains($"clientId: '{clientId}' isn't the GUID or the resource id", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://outlook.office365.com/SMTP.SendAsApp")]
    [InlineData("https://outlook.office365.com/.default https://ps.outlook.com/.default")]
    public void A_scope_that_names_no_resource_alone_is_refused(string scope)
    {
        var options = new MailAccountOptions
        {
            Provider = "Microsoft365",
            Address = "a@contoso.com",
            Flow = OAuthFlow.ManagedIdentity,
            Scope = scope,
        };

        var failure = Assert.Throws<MailConfigurationException>(() => MailAccount.Create("alerts", options));

        Assert.Contains("/.default", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_beside_it_is_refused()
    {
        var options = new MailAccountOptions
        {
            Provider = "Microsoft365",
            Address = "a@contoso.com",
            Flow = OAuthFlow.ManagedIdentity,
            ClientSecret = "value",
        };

        var failure = Assert.Throws<MailConfigurationException>(() => MailAccount.Create("alerts", options));

        Assert.Contains("a managed identity needs no credential", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_core_alone_says_which_package_is_missing()
    {
        await using var entra = await StartAsync();
        var account = CreateAccount(entra, "alerts", clientId: null);

        var failure = Assert.Throws<MailConfigurationException>(() => entra.World.TokensOf(account));

        Assert.Contains("OAuthMail.Microsoft", failure.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", null);
        Environment.SetEnvironmentVariable("IDENTITY_HEADER", null);
    }

    private static async Task<EntraWorld> StartAsync()
    {
        var entra = await EntraWorld.StartAsync();
        entra.Server.AddClient(TestClient.ManagedIdentity("the-machine", systemAssigned: true));
        entra.Server.AddClient(TestClient.ManagedIdentity(UserAssigned));
        Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", entra.Server.ManagedIdentityEndpoint!.AbsoluteUri);
        Environment.SetEnvironmentVariable("IDENTITY_HEADER", entra.Server.ManagedIdentityHeader);
        return entra;
    }

    private static MailAccount CreateAccount(EntraWorld entra, string name, string? clientId) =>
        entra.CreateAccount(name, OAuthFlow.ManagedIdentity, options => options.ClientId = clientId);
}
