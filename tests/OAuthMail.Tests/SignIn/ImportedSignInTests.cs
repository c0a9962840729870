using OAuthMail.Testing;

namespace OAuthMail.Tests.SignIn;

public class ImportedSignInTests
{
    [Fact]
    public async Task Refresh_token_of_another_program_is_taken_over()
    {
        await using var world = await TestWorld.StartAsync();
        var account = world.CreatePerson("alice");
        var refreshToken = await SignInElsewhereAsync(world, account);

        var result = await world.SignIn(account).ImportAsync(refreshToken);

        Assert.Equal(UserCheckOutcome.SameName, result.UserCheck);
        var record = (await world.Store.ReadAsync(world.SignIn(account).Key))!.Record;
        Assert.Equal(world.Clock.GetUtcNow(), record.SignedInAt);
        var token = await world.TokensOf(account).GetAccessTokenAsync();
        Assert.Equal(TokenVerdict.Accepted, world.Server.CheckAccessToken(token.Value, account.Address, MailProtocol.Imap));
    }

    [Fact]
    public async Task Rejected_refresh_token_leaves_an_earlier_consent_as_it_was()
    {
        await using var world = await TestWorld.StartAsync();
        var account = world.CreatePerson("alice");
        await world.SignInAsync(account);
        var before = (await world.Store.ReadAsync(world.SignIn(account).Key))!.Record.RefreshToken;

        var failure = await Assert.ThrowsAsync<SignInRequiredException>(() => world.SignIn(account).ImportAsync("made-up"));

        Assert.DoesNotContain("made-up", failure.ToString(), StringComparison.Ordinal);
        var after = (await world.Store.ReadAsync(world.SignIn(account).Key))!.Record;
        Assert.Equal(before, after.RefreshToken);
        await world.TokensOf(account).GetAccessTokenAsync();
    }

    [Fact]
    public async Task Refresh_token_of_another_user_is_not_stored()
    {
        await using var world = await TestWorld.StartAsync();
        var bob = world.CreatePerson("bob");
        var refreshToken = await SignInElsewhereAsync(world, bob);
        var alice = world.CreatePerson("alice");
        var signIn = world.SignIn(
            alice, new SignInOptions { TryLoginAsync = (_, _) => Task.FromResult<string?>("535 5.7.3 Authentication unsuccessful") });

        var failure = await Assert.ThrowsAsync<OAuthMailException>(() => signIn.ImportAsync(refreshToken));

        Assert.Equal(Problems.WrongPerson, failure.Problem);
        Assert.Null(await world.Store.ReadAsync(signIn.Key));
    }

    /// <summary>Signs a user in with a store of another program, and returns its refresh token.</summary>
    private static async Task<string> SignInElsewhereAsync(TestWorld world, MailAccount account)
    {
        var store = new MemoryTokenStore();
        using var elsewhere = new MailTokens(new MailTokensOptions { Store = store, TimeProvider = world.Clock });
        var signIn = new MailSignIn(account, elsewhere, world.Http);
        await signIn.CompleteAsync(await world.BrowseAsync((await signIn.BeginAsync()).Url));
        return (await store.ReadAsync(signIn.Key))!.Record.RefreshToken!;
    }
}
