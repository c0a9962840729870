using OAuthMail.Testing;

namespace OAuthMail.Tests.SignIn;

/// <summary>An account whose user signs in once for incoming and once for outgoing mail.</summary>
public class SeparateRegistrationTests
{
    [Fact]
    public async Task Exception_names_the_side_that_requires_the_sign_in()
    {
        await using var world = await TestWorld.StartAsync();
        var account = CreateAccount(world);

        Assert.Equal(MailProtocol.Smtp, (await RequireSignInAsync(world, account, MailProtocol.Smtp)).Protocol);
        Assert.Equal(MailProtocol.Imap, (await RequireSignInAsync(world, account, MailProtocol.Imap)).Protocol);
        Assert.Equal(MailProtocol.Imap, (await RequireSignInAsync(world, account, MailProtocol.Pop3)).Protocol);
        Assert.Equal(MailProtocol.Imap, (await RequireSignInAsync(world, account, null)).Protocol);
        var single = world.CreatePerson("bob");
        Assert.Null((await RequireSignInAsync(world, single, MailProtocol.Smtp)).Protocol);
    }

    [Fact]
    public async Task Exception_names_each_of_two_accounts_that_share_a_consent()
    {
        await using var world = await TestWorld.StartAsync();
        var first = world.CreatePerson("alice");
        var second = world.CreatePerson("team", configure: options => options.SignInName = "alice@test.example");

        Assert.Equal("alice", (await RequireSignInAsync(world, first, null)).Account);
        Assert.Equal("team", (await RequireSignInAsync(world, second, null)).Account);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Signing_in_for_each_exception_completes_both_sides(bool setProtocol)
    {
        await using var world = await TestWorld.StartAsync();
        var account = CreateAccount(world);
        foreach (var protocol in new[] { MailProtocol.Smtp, MailProtocol.Imap, MailProtocol.Smtp })
        {
            try
            {
                await world.TokensOf(account).GetAccessTokenAsync(new AccessTokenRequest(protocol: protocol));
            }
            catch (SignInRequiredException required)
            {
                await world.SignInAsync(account, setProtocol ? new SignInOptions { Protocol = required.Protocol } : null);
            }
        }

        await world.TokensOf(account).GetAccessTokenAsync(new AccessTokenRequest(protocol: MailProtocol.Imap));
        await world.TokensOf(account).GetAccessTokenAsync(new AccessTokenRequest(protocol: MailProtocol.Smtp));
        Assert.Equal(2, world.Server.Requests.Token.Count);
    }

    [Fact]
    public async Task Revoked_side_is_the_one_that_signs_in_again()
    {
        await using var world = await TestWorld.StartAsync();
        var account = CreateAccount(world);
        await world.SignInAsync(account);
        await world.SignInAsync(account);
        world.Clock.Advance(TimeSpan.FromHours(2));
        world.Server.Faults.Token.Next(ServerFault.Error("invalid_grant"));
        await RequireSignInAsync(world, account, MailProtocol.Smtp);

        Assert.Equal(MailProtocol.Smtp, (await world.SignInAsync(account)).Protocol);

        await world.TokensOf(account).GetAccessTokenAsync(new AccessTokenRequest(protocol: MailProtocol.Smtp));
    }

    [Theory]
    [InlineData(MailProtocol.Imap)]
    [InlineData(MailProtocol.Smtp)]
    [InlineData(null)]
    public async Task Redirect_completes_the_side_for_which_it_was_begun(MailProtocol? protocol)
    {
        await using var world = await TestWorld.StartAsync();
        var account = CreateAccount(world);
        var begun = await world.SignIn(account, new SignInOptions { Protocol = MailProtocol.Smtp }).BeginAsync();
        var redirect = await world.BrowseAsync(begun.Url);

        Assert.Equal(account.Name, await MailSignIn.FindAccountAsync(redirect, world.Tokens));
        var result = await world.SignIn(account, new SignInOptions { Protocol = protocol }).CompleteAsync(redirect);

        Assert.Equal(MailProtocol.Smtp, result.Protocol);
        Assert.Equal(account.Name, result.Account);
        await world.TokensOf(account).GetAccessTokenAsync(new AccessTokenRequest(protocol: MailProtocol.Smtp));
        await RequireSignInAsync(world, account, MailProtocol.Imap);
        Assert.Null(await MailSignIn.FindAccountAsync(redirect, world.Tokens));
    }

    [Fact]
    public async Task Signing_out_removes_both_consents()
    {
        await using var world = await TestWorld.StartAsync();
        var account = CreateAccount(world);
        await world.SignInAsync(account);
        await world.SignInAsync(account);

        Assert.True(await world.SignIn(account).SignOutAsync());

        await RequireSignInAsync(world, account, MailProtocol.Imap);
        await RequireSignInAsync(world, account, MailProtocol.Smtp);
        Assert.False(await world.SignIn(account).SignOutAsync());
    }

    [Fact]
    public async Task Sign_in_for_the_side_of_an_application_is_refused()
    {
        await using var world = await TestWorld.StartAsync();
        var account = world.CreatePerson("alice", configure: options =>
        {
            options.Outgoing = new OAuthClientOptions
            {
                Flow = OAuthFlow.ClientCredentials, ClientId = "robot", ClientSecret = "secret", Scope = options.Scope,
            };
        });

        Assert.Throws<MailConfigurationException>(() => world.SignIn(account, new SignInOptions { Protocol = MailProtocol.Smtp }));
        await world.SignInAsync(account);
        await world.TokensOf(account).GetAccessTokenAsync(new AccessTokenRequest(protocol: MailProtocol.Imap));
    }

    private static async Task<SignInRequiredException> RequireSignInAsync(TestWorld world, MailAccount account, MailProtocol? protocol) =>
        await Assert.ThrowsAsync<SignInRequiredException>(
            async () => await world.TokensOf(account).GetAccessTokenAsync(new AccessTokenRequest(protocol: protocol)));

    private static MailAccount CreateAccount(TestWorld world)
    {
        world.Server.AddClient(TestClient.Native("sender"));
        return world.CreatePerson("alice", configure: options => options.Outgoing = new OAuthClientOptions { ClientId = "sender" });
    }
}
