using OAuthMail.Testing;

namespace OAuthMail.Tests.Flows;

/// <summary>The lifetime and the scopes of a consent, as refreshes report them.</summary>
public class ConsentTests
{
    [Fact]
    public async Task Narrower_scope_of_one_access_token_does_not_narrow_the_consent()
    {
        await using var world = await TestWorld.StartAsync();
        var account = world.CreatePerson("alice", configure: options => options.Scope = "mail openid email offline_access");
        await world.SignInAsync(account);
        var granted = (await ReadAsync(world, account)).Scope;
        world.Server.Faults.Token.Next(ServerFault.Member("scope", "\"openid offline_access\""));

        await RefreshAsync(world, account);
        Assert.Equal(granted, (await ReadAsync(world, account)).Scope);
        await RefreshAsync(world, account);

        Assert.Contains("mail", world.Server.Requests.Token[^1].Scope, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("refresh_token_expires_in", "86400", 86400)]
    [InlineData("refresh_token_expires_in", "\"86400\"", 86400)]
    [InlineData("refresh_expires_in", "1800", 1800)]
    [InlineData("refresh_token_expires_in", "0", null)]
    [InlineData("refresh_token_expires_in", "-1", null)]
    [InlineData("refresh_token_expires_in", "\"never\"", null)]
    [InlineData("refresh_expires_in", "0", null)]
    public async Task Lifetime_of_the_refresh_token_is_stored_and_listed(string member, string json, int? seconds)
    {
        await using var world = await TestWorld.StartAsync();
        var account = world.CreatePerson("alice");
        world.Server.Faults.Token.Next(ServerFault.Member(member, json));
        var begun = world.Clock.GetUtcNow();
        await world.SignInAsync(account);

        var end = Assert.Single(await ListAsync(world, account));

        Assert.Equal(seconds is { } one ? begun.AddSeconds(one) : null, end.ExpiresAt);
        if (seconds is not null) Assert.Contains("Sign in again before this date", end.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Consent_to_a_Google_project_in_testing_names_the_publishing_status()
    {
        await using var world = await TestWorld.StartAsync();
        var account = CreateGoogle(world);
        world.Server.Faults.Token.Next(ServerFault.Member("refresh_token_expires_in", "604799"));
        await SignInAtGoogleAsync(world, account);

        Assert.Contains("'Testing'", Assert.Single(await ListAsync(world, account)).Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(7, true)]
    [InlineData(10, true)]
    [InlineData(3, false)]
    public async Task Refusal_seven_days_after_the_consent_names_the_publishing_status(int days, bool isNamed)
    {
        await using var world = await TestWorld.StartAsync();
        var account = CreateGoogle(world);
        await SignInAtGoogleAsync(world, account);
        world.Clock.Advance(TimeSpan.FromDays(days));
        world.Server.Faults.Token.Next(ServerFault.Error("invalid_grant", "Token has been expired or revoked."));

        var failure = await Assert.ThrowsAsync<SignInRequiredException>(async () => await world.TokensOf(account).GetAccessTokenAsync());

        Assert.Equal(isNamed, failure.Message.Contains("'Testing'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Refusal_of_an_older_consent_does_not_name_the_publishing_status()
    {
        await using var world = await TestWorld.StartAsync();
        var account = CreateGoogle(world);
        await SignInAtGoogleAsync(world, account);
        world.Clock.Advance(TimeSpan.FromDays(8));
        await world.TokensOf(account).GetAccessTokenAsync();
        world.Clock.Advance(TimeSpan.FromDays(1));
        world.Server.Faults.Token.Next(ServerFault.Error("invalid_grant", "Token has been expired or revoked."));

        var failure = await Assert.ThrowsAsync<SignInRequiredException>(async () => await world.TokensOf(account).GetAccessTokenAsync());

        Assert.DoesNotContain("'Testing'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refused_consent_is_listed_in_this_and_in_other_processes_until_the_next_sign_in()
    {
        await using var world = await TestWorld.StartAsync();
        var account = world.CreatePerson("alice");
        await world.SignInAsync(account);
        world.Clock.Advance(TimeSpan.FromHours(2));
        world.Server.Faults.Token.Next(ServerFault.Error("INVALID_REFRESH_TOKEN"));
        await Assert.ThrowsAsync<SignInRequiredException>(async () => await world.TokensOf(account).GetAccessTokenAsync());
        using var other = new MailTokens(new MailTokensOptions { Store = world.Store, TimeProvider = world.Clock });

        Assert.Equal(Problems.RefreshTokenRefused, Assert.Single(await ListAsync(world, account)).Problem);
        Assert.Equal(Problems.RefreshTokenRefused, Assert.Single(await ListAsync(world, account, other)).Problem);
        await world.SignInAsync(account);
        Assert.Null(Assert.Single(await ListAsync(world, account)).Problem);
        Assert.Null(Assert.Single(await ListAsync(world, account, other)).Problem);
    }

    [Fact]
    public async Task Refused_consent_that_another_process_renewed_is_not_listed()
    {
        await using var world = await TestWorld.StartAsync();
        var account = world.CreatePerson("alice");
        await world.SignInAsync(account);
        world.Clock.Advance(TimeSpan.FromHours(2));
        world.Server.RevokeAll();
        using var other = new MailTokens(new MailTokensOptions { Store = world.Store, TimeProvider = world.Clock });
        await Assert.ThrowsAsync<SignInRequiredException>(async () => await other.For(account, world.Http).GetAccessTokenAsync());
        Assert.Equal(Problems.RefreshTokenRefused, Assert.Single(await ListAsync(world, account, other)).Problem);

        await world.SignInAsync(account);

        Assert.Null(Assert.Single(await ListAsync(world, account, other)).Problem);
    }

    [Fact]
    public async Task Stored_refusal_does_not_make_two_processes_repeat_their_requests()
    {
        await using var world = await TestWorld.StartAsync();
        var account = world.CreatePerson("alice");
        await world.SignInAsync(account);
        world.Clock.Advance(TimeSpan.FromHours(2));
        world.Server.RevokeAll();
        world.Server.Requests.Clear();
        using var other = new MailTokens(new MailTokensOptions { Store = world.Store, TimeProvider = world.Clock });
        IAccessTokenProvider[] processes = [world.TokensOf(account), other.For(account, world.Http)];

        for (var call = 0; call < 20; call++)
        {
            await Assert.ThrowsAsync<SignInRequiredException>(async () => await processes[call % 2].GetAccessTokenAsync());
        }

        Assert.Equal(2, world.Server.Requests.Token.Count);
    }

    private static async Task RefreshAsync(TestWorld world, MailAccount account)
    {
        world.Clock.Advance(TimeSpan.FromHours(2));
        await world.TokensOf(account).GetAccessTokenAsync();
    }

    private static async Task<OAuthMail.Storage.TokenRecord> ReadAsync(TestWorld world, MailAccount account) =>
        (await world.Store.ReadAsync(world.SignIn(account).Key))!.Record;

    private static Task<IReadOnlyList<CredentialExpiration>> ListAsync(TestWorld world, MailAccount account, MailTokens? tokens = null) =>
        new CredentialExpirationReader(
            new MailAccounts([account], tokens ?? world.Tokens, world.Http), tokens ?? world.Tokens).ListAsync();

    private static MailAccount CreateGoogle(TestWorld world) => world.CreatePerson("alice", configure: options =>
    {
        options.Issuer = "https://accounts.google.com";
        options.SendsIssuerInRedirects = false;
    });

    /// <summary>Signs in with a redirect that names Google's issuer, as the test server does not.</summary>
    private static async Task SignInAtGoogleAsync(TestWorld world, MailAccount account)
    {
        world.Server.Faults.Authorization.Next(ServerFault.RedirectParameter("iss", null));
        await world.SignInAsync(account);
    }
}
