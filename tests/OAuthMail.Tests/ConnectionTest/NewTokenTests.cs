using OAuthMail.Testing;

namespace OAuthMail.Tests.ConnectionTest;

public class NewTokenTests
{
    private const string Redirect = "http://127.0.0.1/callback";

    [Fact]
    public async Task Mistyped_secret_is_found_although_a_token_is_cached()
    {
        await using var world = await TestWorld.StartAsync();
        var good = await SignInAsync(world);
        var token = await world.TokensOf(good).GetAccessTokenAsync();
        var mistyped = Create(world, "secrte");

        Assert.True((await TestAsync(world, mistyped, acquireNewToken: false)).Succeeded);
        var report = await TestAsync(world, mistyped, acquireNewToken: true);

        Assert.False(report.Succeeded);
        Assert.Equal(ConnectionStepKind.Token, report.Steps[^1].Kind);
        Assert.Contains("invalid_client", report.ToText(), StringComparison.Ordinal);
        Assert.Equal(token.Value, (await world.TokensOf(good).GetAccessTokenAsync()).Value);
    }

    [Fact]
    public async Task New_token_is_acquired_once_and_then_cached()
    {
        await using var world = await TestWorld.StartAsync();
        var account = await SignInAsync(world);
        var first = await world.TokensOf(account).GetAccessTokenAsync();

        var report = await TestAsync(world, account, acquireNewToken: true);

        Assert.True(report.Succeeded, report.ToText());
        Assert.Equal(2, world.Server.Requests.Token.Count);
        Assert.NotEqual(first.Value, (await world.TokensOf(account).GetAccessTokenAsync()).Value);
        Assert.Equal(2, world.Server.Requests.Token.Count);
    }

    [Fact]
    public async Task New_token_is_acquired_although_one_is_stored()
    {
        await using var world = await TestWorld.StartAsync();
        var account = await SignInAsync(world);
        await world.TokensOf(account).GetAccessTokenAsync();
        using var restarted = new MailTokens(new MailTokensOptions { Store = world.Store, TimeProvider = world.Clock });

        var report = await TestAsync(world, account, acquireNewToken: true, restarted.For(account, world.Http));

        Assert.True(report.Succeeded, report.ToText());
        Assert.Equal(2, world.Server.Requests.Token.Count);
    }

    [Fact]
    public async Task Test_acquires_no_new_token_by_default()
    {
        await using var world = await TestWorld.StartAsync();
        var account = await SignInAsync(world);
        await world.TokensOf(account).GetAccessTokenAsync();

        Assert.True((await TestAsync(world, account, acquireNewToken: false)).Succeeded);
        Assert.Single(world.Server.Requests.Token);
    }

    /// <summary>Signs in, so that the first token request, for the code, has been made.</summary>
    private static async Task<MailAccount> SignInAsync(TestWorld world)
    {
        world.Server.AddClient(TestClient.Confidential("web", "secret", Redirect));
        var account = Create(world, "secret");
        await world.SignInAsync(account);
        return account;
    }

    private static MailAccount Create(TestWorld world, string secret) =>
        world.CreateAccount("alice", OAuthFlow.AuthorizationCode, options =>
    {
        (options.ClientId, options.ClientSecret) = ("web", secret);
        options.RedirectUri = Redirect;
    });

    private static Task<ConnectionReport> TestAsync(
        TestWorld world, MailAccount account, bool acquireNewToken, IAccessTokenProvider? tokens = null)
    {
        var tester = new ConnectionTester(new ConnectionTesterOptions
        {
            ServerCertificateValidationCallback = world.Host.CertificateAuthority.ValidationCallback,
        });
        return tester.TestAsync(
            account, MailProtocol.Imap, tokens ?? world.TokensOf(account), new ConnectionTestOptions { AcquireNewToken = acquireNewToken });
    }
}
