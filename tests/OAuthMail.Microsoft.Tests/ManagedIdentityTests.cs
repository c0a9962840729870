using OAuthMail.Testing;

namespace OAuthMail.Microsoft.Tests;

/// <summary>
/// Tests managed identities. Environment variables configure the endpoint, as in App Service. They apply to the whole process, so these
/// tests run one after another.
/// </summary>
[Collection(Environments)]
public sealed class ManagedIdentityTests : IDisposable
{
    /// <summary>The collection of all tests that set these variables.</summary>
    public const string Environments = "the environment variables of managed identities";

    private const string UserAssigned = "6f1e7b3a-1111-4c22-8d33-9e44aa55bb66";

    [Fact]
    public async Task Token_of_the_system_assigned_identity_opens_the_mailbox()
    {
        await using var entra = await StartAsync();
        var account = CreateAccount(entra, "alerts", clientId: null);

        await entra.OpenMailboxAsync(account, entra.TokensOf(account));

        var request = Assert.Single(entra.Server.Requests.To(ServerEndpoint.ManagedIdentity));
        Assert.Equal("https://outlook.office365.com", request.Parameters["resource"]);
        Assert.False(request.Parameters.ContainsKey("client_id"));
    }

    [Fact]
    public async Task Client_id_of_a_user_assigned_identity_is_sent()
    {
        await using var entra = await StartAsync();
        var account = CreateAccount(entra, "alerts", UserAssigned);

        await entra.OpenMailboxAsync(account, entra.TokensOf(account));

        Assert.Equal(UserAssigned, Assert.Single(entra.Server.Requests.To(ServerEndpoint.ManagedIdentity)).Parameters["client_id"]);
    }

    [Fact]
    public async Task Token_is_not_stored_because_each_machine_has_its_own_identity()
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
    public async Task Identity_for_sending_does_not_affect_how_the_token_for_reading_is_stored()
    {
        await using var entra = await StartAsync();
        entra.AddApplication();
        var account = entra.CreateAccount("alerts", OAuthFlow.ManagedIdentity, options =>
        {
            options.Flow = null;
            options.Outgoing = new OAuthClientOptions { Flow = OAuthFlow.ManagedIdentity };
            options.Incoming = new OAuthClientOptions
            {
                Flow = OAuthFlow.ClientCredentials,
                ClientId = EntraWorld.ApplicationId,
                ClientSecret = EntraWorld.Secret,
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
    public async Task Expired_token_is_replaced()
    {
        await using var entra = await StartAsync();
        var tokens = entra.TokensOf(CreateAccount(entra, "alerts", clientId: null));
        var first = await tokens.GetAccessTokenAsync();
        Assert.Equal(TimeSpan.FromHours(1).TotalSeconds, first.Lifetime.TotalSeconds, tolerance: 5);

        entra.World.Clock.Advance(TimeSpan.FromMinutes(61));

        Assert.NotEqual(first.Value, (await tokens.GetAccessTokenAsync()).Value);
    }

    [Fact]
    public async Task Identity_that_is_not_assigned_is_reported_as_rejected()
    {
        await using var entra = await StartAsync();
        var tokens = entra.TokensOf(CreateAccount(entra, "alerts", "00000000-2222-4c22-8d33-9e44aa55bb66"));

        var failure = await tokens.GetFailureAsync();

        Assert.Equal(Problems.ManagedIdentityRefused, failure.Problem);
        Assert.Contains("00000000-2222-4c22-8d33-9e44aa55bb66", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unreachable_endpoint_is_reported_as_a_transient_problem()
    {
        await using var entra = await StartAsync();
        Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", "https://localhost:1/msi/token");
        var tokens = entra.TokensOf(CreateAccount(entra, "alerts", clientId: null));

        var failure = await tokens.GetFailureAsync();

        Assert.Equal(Problems.ManagedIdentityUnreachable, failure.Problem);
    }

    [Theory]
    [InlineData("not an id")]
    [InlineData("/resourceGroups/x")]
    public void Invalid_identity_of_an_account_is_rejected(string clientId)
    {
        var failure = MicrosoftOptions.ManagedIdentity(options => options.ClientId = clientId).GetFailure();

        Assert.Contains($"ClientId: '{clientId}' isn't the GUID or the resource id", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not an id")]
    [InlineData("/resourceGroups/x")]
    public void Invalid_identity_without_an_account_is_rejected(string clientId)
    {
        var failure = Assert.Throws<MailConfigurationException>(() => MicrosoftTokens.ForManagedIdentity(clientId));

        Assert.Contains($"clientId: '{clientId}' isn't the GUID or the resource id", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://outlook.office365.com/SMTP.SendAsApp")]
    [InlineData("https://outlook.office365.com/.default https://ps.outlook.com/.default")]
    public void Scope_other_than_one_default_scope_is_rejected(string scope)
    {
        var failure = MicrosoftOptions.ManagedIdentity(options => options.Scope = scope).GetFailure();

        Assert.Contains("/.default", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Client_secret_of_a_managed_identity_is_rejected()
    {
        var failure = MicrosoftOptions.ManagedIdentity(options => options.ClientSecret = "value").GetFailure();

        Assert.Contains("a managed identity needs no credential", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Core_names_the_package_that_provides_the_flow()
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
