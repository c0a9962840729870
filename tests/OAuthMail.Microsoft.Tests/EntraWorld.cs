using Microsoft.Extensions.Logging;
using OAuthMail.Testing;
using OAuthMail.Tests;

namespace OAuthMail.Microsoft.Tests;

/// <summary>
/// The test servers with the behavior of Microsoft: the dialect of Entra ID, a tenant, and accounts of the provider Microsoft365.
/// </summary>
internal sealed class EntraWorld(TestWorld world) : IAsyncDisposable
{
    /// <summary>The tenant of the test server.</summary>
    public const string TenantId = "3f0f5d1c-8a52-4c37-9a3e-5d0b1c2d3e4f";

    /// <summary>The client id of the application that <see cref="AddApplication"/> registers.</summary>
    public const string ApplicationId = "alerts-app";

    /// <summary>The secret of the application.</summary>
    public const string Secret = "the-secret-value";

    public TestWorld World { get; } = world;

    public TestAuthorizationServer Server => World.Server;

    /// <summary>Gets options whose cloud is the test server, for tokens without an account.</summary>
    public MicrosoftTokensOptions Options => new()
    {
        Tokens = World.Tokens,
        Http = World.Http,
        Provider = new MailProvider(new MailProviderOptions
        {
            Id = "TestCloud",
            Smtp = new MailEndpoint("smtp.test.example", 587, TlsMode.StartTls),
            Mechanisms = { OAuthMechanism.XOAuth2 },
            TokenEndpoint = Server.TokenEndpoint.AbsoluteUri.Replace(TenantId, "{tenant}", StringComparison.Ordinal),
            DefaultTenant = "organizations",
            Flows = { OAuthFlow.ClientCredentials },
            ApplicationScope = "https://outlook.office365.com/.default",
        }),
    };

    /// <summary>Gets the grant types of all token requests, in order.</summary>
    public IReadOnlyList<string?> GrantTypes => [.. Server.Requests.Token.Select(request => request.GrantType)];

    public static async Task<EntraWorld> StartAsync(Action<AuthorizationServerOptions>? configure = null) =>
        new(await TestWorld.StartAsync(options =>
    {
        options.Authorization.Dialect = AuthorizationDialect.Entra;
        configure?.Invoke(options.Authorization);
    }));

    /// <summary>Registers an application with a secret.</summary>
    public TestClient AddApplication() => Server.AddClient(new TestClient(ApplicationId).AddSecret(Secret));

    /// <summary>Registers an application and creates an account that uses it.</summary>
    public MailAccount CreateApplication(Action<MailAccountOptions>? configure = null)
    {
        AddApplication();
        return CreateApplicationAccount("alerts", configure);
    }

    /// <summary>Creates an account of the registered application.</summary>
    public MailAccount CreateApplicationAccount(string name, Action<MailAccountOptions>? configure = null) =>
        CreateAccount(name, OAuthFlow.ClientCredentials, options =>
    {
        (options.ClientId, options.ClientSecret) = (ApplicationId, Secret);
        configure?.Invoke(options);
    });

    /// <summary>Creates an account of the provider Microsoft365 whose endpoints and mail servers are the test servers.</summary>
    public MailAccount CreateAccount(string name, OAuthFlow flow, Action<MailAccountOptions> configure) =>
        World.CreateAccount(name, flow, options =>
    {
        options.Provider = "Microsoft365";
        options.TenantId = TenantId;
        options.Scope = null;
        configure(options);
    });

    public IAccessTokenProvider TokensOf(MailAccount account, ILoggerFactory? loggerFactory = null) =>
        World.Tokens.ForMicrosoft(account, World.Http, loggerFactory);

    /// <summary>Logs in over all three protocols with the account's token.</summary>
    public async Task OpenMailboxAsync(MailAccount account, IAccessTokenProvider tokens)
    {
        var tester = new ConnectionTester(
            new ConnectionTesterOptions
            {
                TimeProvider = World.Clock,
                ServerCertificateValidationCallback = World.Host.CertificateAuthority.ValidationCallback,
            });
        foreach (var protocol in new[] { MailProtocol.Smtp, MailProtocol.Imap, MailProtocol.Pop3 })
        {
            var report = await tester.TestAsync(account, protocol, tokens);
            Assert.True(report.Succeeded, report.ToString());
        }
    }

    public void PassHours(int hours) => World.Clock.Advance(TimeSpan.FromHours(hours));

    public ValueTask DisposeAsync() => World.DisposeAsync();
}
