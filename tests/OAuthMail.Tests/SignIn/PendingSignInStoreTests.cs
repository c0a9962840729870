namespace OAuthMail.Tests.SignIn;

public class PendingSignInStoreTests
{
    [Fact]
    public async Task Beginning_a_sign_in_lists_the_store_at_most_once_per_hour()
    {
        await using var world = await TestWorld.StartAsync();
        var store = new InterceptedStore(world.Store);
        using var tokens = new MailTokens(new MailTokensOptions { Store = store, TimeProvider = world.Clock });
        var account = world.CreatePerson("alice");
        for (var i = 0; i < 20; i++)
        {
            await new MailSignIn(account, tokens, world.Http).BeginAsync();
            world.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(1, store.Listings);
        world.Clock.Advance(TimeSpan.FromHours(1));
        await new MailSignIn(account, tokens, world.Http).BeginAsync();
        Assert.Equal(2, store.Listings);
    }

    [Fact]
    public async Task Beginning_a_sign_in_does_not_wait_for_a_slow_listing()
    {
        await using var world = await TestWorld.StartAsync();
        var listing = new TaskCompletionSource();
        var store = new InterceptedStore(world.Store) { Listed = () => listing.Task };
        using var tokens = new MailTokens(new MailTokensOptions { Store = store, TimeProvider = world.Clock });
        var signIn = new MailSignIn(world.CreatePerson("alice"), tokens, world.Http);

        var begun = await signIn.BeginAsync().WaitAsync(TimeSpan.FromSeconds(20));

        listing.SetResult();
        await signIn.CompleteAsync(await world.BrowseAsync(begun.Url));
    }

    [Fact]
    public async Task Unreadable_record_of_another_account_does_not_prevent_the_use_of_a_pasted_code()
    {
        await using var world = await TestWorld.StartAsync();
        var store = new InterceptedStore(world.Store)
        {
            Listed = () => throw new TokenStoreException(Problems.TokenRecordDamaged, "The record of bob cannot be read."),
        };
        using var tokens = new MailTokens(new MailTokensOptions { Store = store, TimeProvider = world.Clock });
        var signIn = new MailSignIn(world.CreatePerson("alice"), tokens, world.Http);
        var redirect = new Uri(await world.BrowseAsync((await signIn.BeginAsync()).Url));
        var code = redirect.Query.TrimStart('?').Split('&').Single(p => p.StartsWith("code=", StringComparison.Ordinal))[5..];

        await signIn.CompleteAsync(code);

        Assert.True(world.Server.Requests.Token.Single().Succeeded);
    }

    [Fact]
    public async Task Unreadable_store_without_a_pending_sign_in_is_reported()
    {
        await using var world = await TestWorld.StartAsync();
        var store = new InterceptedStore(world.Store)
        {
            Listed = () => throw new TokenStoreException(Problems.TokenRecordDamaged, "The record of bob cannot be read."),
        };
        using var tokens = new MailTokens(new MailTokensOptions { Store = store, TimeProvider = world.Clock });

        var failure = await Assert.ThrowsAsync<TokenStoreException>(
            () => new MailSignIn(world.CreatePerson("alice"), tokens, world.Http).CompleteAsync("4/0Acode"));

        Assert.Equal(Problems.TokenRecordDamaged, failure.Problem);
        Assert.Contains("may belong to another account", failure.Message, StringComparison.Ordinal);
        Assert.Contains("The record of bob", failure.Message, StringComparison.Ordinal);
    }
}
