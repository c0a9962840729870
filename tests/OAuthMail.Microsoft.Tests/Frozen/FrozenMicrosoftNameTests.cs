using OAuthMail.Microsoft.Msal;
using OAuthMail.Microsoft.Sources;
using OAuthMail.Microsoft.Storage;
using OAuthMail.Providers;
using OAuthMail.Tests.Frozen;

namespace OAuthMail.Microsoft.Tests.Frozen;

/// <summary>Compares token keys and log events of this package with the pinned ones.</summary>
public class FrozenMicrosoftNameTests
{
    private static readonly string?[] Identities =
    [
        null, "6f1e7b3a-1111-4c22-8d33-9e44aa55bb66",
        "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/g/providers/"
            + "Microsoft.ManagedIdentity/userAssignedIdentities/mail",
    ];

    [Fact]
    public void Every_flow_of_every_cloud_has_its_pinned_key()
    {
        var lines = new List<string>();
        using var server = new FrozenServer(_ => "{}");
        var sources = new MicrosoftSources(loggers: null);
        foreach (var provider in MailProviders.All.Where(provider => provider.HasTenants))
        {
            foreach (var flow in provider.Flows)
            {
                foreach (var client in flow == OAuthFlow.ManagedIdentity ? Identities : ["frozen-client"])
                {
                    var account = CreateAccount(provider, flow, client);
                    var source = sources.TryCreate(account.Incoming, account.Name, account.SignInName, server.Http, TimeProvider.System);
                    Assert.NotNull(source);
                    lines.Add($"{provider.Id} | {flow} | {client} | {source.GetKey(new AccessTokenRequest(account.Address))}");
                }
            }
        }

        FrozenFixture.AssertPinned("token-keys-of-microsoft.txt", lines);
    }

    [Fact]
    public async Task Tokens_without_an_account_have_their_pinned_keys()
    {
        var store = new MemoryTokenStore();
        using var tokens = new MailTokens(new MailTokensOptions { Store = store });
        using var server = new FrozenServer(_ => FrozenServer.Token("application"));
        var options = new MicrosoftTokensOptions { Tokens = tokens, Http = server.Http };
        await MicrosoftTokens.ForApplication("frozen.example", "frozen-client", "the-secret", options).GetAccessTokenAsync();
        var assertion = new ClientAssertion("an issuer", _ => new ValueTask<string>("a.b.c"));
        await MicrosoftTokens.ForApplication("frozen.example", "frozen-client", assertion, options).GetAccessTokenAsync();

        var keys = new List<string>();
        await foreach (var entry in store.ListAsync()) keys.Add(entry.Key.Value);
        FrozenFixture.AssertPinned("token-keys-of-applications.txt", keys);
    }

    [Fact]
    public void Log_events_are_pinned()
    {
        var categories = new LogCategories();
        MsalApplicationFactory.CreateLog(categories);

        var events = LogEvents.Describe(typeof(MicrosoftTokens).Assembly, new Dictionary<Type, string>
        {
            [typeof(MsalLog)] = Assert.Single(categories.Created),
            [typeof(StorageLog)] = StorageLog.Category,
        });
        FrozenFixture.AssertPinned("log-events-of-microsoft.txt", events);
    }

    private static MailAccount CreateAccount(MailProvider provider, OAuthFlow flow, string? client)
    {
        var options = new MailAccountOptions { Provider = provider.Id, Flow = flow, ClientId = client, Address = "mailbox@frozen.example" };
        if (flow == OAuthFlow.ClientCredentials) (options.TenantId, options.ClientSecret) = (FrozenMicrosoftAccounts.Tenant, "the-secret");
        if (flow == OAuthFlows.Password) options.Password = "the-password";
        return MailAccount.Create("frozen", options);
    }
}
