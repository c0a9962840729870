using Microsoft.Extensions.Logging;
using OAuthMail.Testing;
using OAuthMail.Tests;

namespace OAuthMail.Microsoft.Tests;

/// <summary>The test servers as Microsoft's: Entra's dialect, a tenant, and accounts that say they are at Microsoft 365.</summary>
internal sealed class EntraWorld(TestWorld world) : IAsyncDisposable
{
    public TestWorld World { get; } = world;

    /// <summary>The tenant of the test server.</summary>
    public const string TenantId = "3f0f5d1c-8a52-4c37-9a3e-5d0b1c2d3e4f";

    public TestAuthorizationServer Server => World.Server;

    /// <summary>The test servers as a cloud, for what is made without an account.</summary>
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

    /// <summary>What was presented at the token endpoint, in order.</summary>
    public IReadOnlyList<string?> GrantTypes => [.. Server.Requests.Token.Select(request => request.GrantType)];

    public static async Task<EntraWorld> StartAsync(Action<AuthorizationServerOptions>? configure = null) =>
        new(await TestWorld.StartAsync(options =>
    {
        options.Authorization.Dialect = AuthorizationDialect.Entra;
        configure?.Invoke(options.Authorization);
    }));

    /// <summary>An account of the provider Microsoft365 whose endpoints and servers are the test servers'.</summary>
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

    /// <summary>Opens the mailbox over all three protocols with the account's token.</summary>
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
