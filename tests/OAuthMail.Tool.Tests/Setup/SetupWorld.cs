using System.Text.Json.Nodes;
using OAuthMail.Testing;

namespace OAuthMail.Tool.Tests.Setup;

/// <summary>Servers that answer as Microsoft's, and a configuration file whose provider has their addresses.</summary>
internal sealed class SetupWorld : IAsyncDisposable
{
    public const string Provider = "test365";
    public const string Mailbox = "alerts@contoso.example";
    public const string Secret = "0a1~daemon-secret-value";
    public const string ClientId = "11111111-1111-1111-1111-111111111111";

    private SetupWorld(ToolWorld tool, TestClient client) => (Tool, Client) = (tool, client);

    public ToolWorld Tool { get; }

    public TestClient Client { get; }

    public MailTestHost Host => Tool.Host;

    /// <summary>Gets the section of the provider, which a test can change before <see cref="WriteAsync"/>.</summary>
    public JsonObject ProviderSection { get; private set; } = [];

    /// <summary>Gets the section of an account that works, which a test can change before <see cref="WriteAsync"/>.</summary>
    public JsonObject Account { get; } = new()
    {
        ["Provider"] = Provider,
        ["Flow"] = "ClientCredentials",
        ["Address"] = Mailbox,
        ["TenantId"] = "contoso.onmicrosoft.com",
        ["ClientId"] = ClientId,
        ["ClientSecret"] = Secret,
    };

    public static async Task<SetupWorld> StartAsync()
    {
        var tool = await ToolWorld.StartAsync(options =>
        {
            options.Dialect = AuthorizationDialect.Entra;
            options.Smtp.Dialect = options.Imap.Dialect = options.Pop3.Dialect = MailDialect.Exchange;
        });
        tool.Host.AddMailbox(Mailbox);
        var world = new SetupWorld(tool, TestClient.Confidential(ClientId, Secret));
        tool.Host.AuthorizationServer.AddClient(world.Client);
        world.ProviderSection = CreateProvider(tool.Host);
        await world.WriteAsync(withAccount: false);
        return world;
    }

    /// <summary>Writes the configuration file.</summary>
    public async Task WriteAsync(bool withAccount = true)
    {
        var section = new JsonObject
        {
            ["Providers"] = new JsonObject { [Provider] = ProviderSection.DeepClone() },
            ["Accounts"] = withAccount ? new JsonObject { ["alerts"] = Account.DeepClone() } : new JsonObject(),
        };
        await File.WriteAllTextAsync(Tool.ConfigurationFile, new JsonObject { ["OAuthMail"] = section }.ToJsonString());
    }

    public ValueTask DisposeAsync() => Tool.DisposeAsync();

    private static JsonObject CreateProvider(MailTestHost host)
    {
        var server = host.AuthorizationServer;
        var tenant = new Uri(server.Issuer).Segments[1].Trim('/');
        var options = host.CreateAccountOptions(Mailbox, OAuthFlow.ClientCredentials);
        string ForTenants(Uri? uri) => uri!.AbsoluteUri.Replace($"/{tenant}/", "/{tenant}/", StringComparison.Ordinal);
        return new JsonObject
        {
            ["Smtp"] = options.Smtp,
            ["Imap"] = options.Imap,
            ["Pop3"] = options.Pop3,
            ["Mechanisms"] = new JsonArray("XOAuth2"),
            ["AuthorizationEndpoint"] = ForTenants(server.AuthorizationEndpoint),
            ["TokenEndpoint"] = ForTenants(server.TokenEndpoint),
            ["DeviceAuthorizationEndpoint"] = ForTenants(server.DeviceAuthorizationEndpoint),
            ["DefaultTenant"] = "organizations",
            ["Flows"] = new JsonArray("AuthorizationCode", "DeviceCode", "ClientCredentials"),
            ["Scopes"] = new JsonObject
            {
                ["Smtp"] = "https://outlook.office.com/SMTP.Send",
                ["Imap"] = "https://outlook.office.com/IMAP.AccessAsUser.All",
                ["Pop3"] = "https://outlook.office.com/POP.AccessAsUser.All",
            },
            ["CommonScopes"] = new JsonArray("offline_access", "openid", "profile", "email"),
            ["ApplicationScope"] = "https://outlook.office365.com/.default",
            ["ApplicationRoles"] = new JsonObject
            {
                ["Smtp"] = "SMTP.SendAsApp", ["Imap"] = "IMAP.AccessAsApp", ["Pop3"] = "POP.AccessAsApp",
            },
            ["TokenAudiences"] = new JsonArray("https://outlook.office365.com", "https://outlook.office.com"),
            ["ScopesNameOneResource"] = "true",
            ["ClientSecretIdsAreGuids"] = "true",
            ["SmtpTakesOneLine"] = "true",
            ["Pop3NeedsTwoLines"] = "true",
        };
    }
}
