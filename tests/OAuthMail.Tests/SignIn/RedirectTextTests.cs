using OAuthMail.SignIn;
using OAuthMail.Storage;

namespace OAuthMail.Tests.SignIn;

public class RedirectTextTests
{
    [Theory]
    [InlineData("code=4/0A&scope=https://mail.google.com/&state=S")]
    [InlineData("state=S&code=4/0A&scope=https://mail.google.com/")]
    [InlineData("?state=S&code=4/0A&scope=https://mail.google.com/")]
    [InlineData("127.0.0.1:8080/?code=4/0A&state=S")]
    [InlineData("localhost:8080/cb?state=S&code=4/0A&scope=https://mail.google.com/#")]
    [InlineData("/cb?code=4/0A&state=S")]
    [InlineData("?code=4/0A&state=S#_")]
    [InlineData("<http://127.0.0.1:8080/?code=4/0A&state=S>")]
    public void Partial_redirect_is_parsed(string text)
    {
        var answer = RedirectAnswer.Parse(text);
        Assert.Equal(("4/0A", "S"), (answer.Code, answer.State));
    }

    [Fact]
    public async Task Unknown_state_acquires_no_lease()
    {
        await using var world = await TestWorld.StartAsync();
        var store = new CountingStore(world.Store);
        using var tokens = new MailTokens(new MailTokensOptions { Store = store, TimeProvider = world.Clock });
        var signIn = new MailSignIn(world.CreatePerson("alice"), tokens, world.Http);

        foreach (
            var complete in new[]
            {
                () => signIn.CompleteAsync("?code=x&state=made-up"),
                () => signIn.CompleteWithDeviceCodeAsync("made-up"),
            })
        {
            var failure = await Assert.ThrowsAsync<OAuthMailException>(complete);
            Assert.Equal(Problems.SignInNotPending, failure.Problem);
        }

        Assert.Equal(0, store.Leases);
    }

    [Fact]
    public async Task Redirect_address_must_be_absolute()
    {
        await using var world = await TestWorld.StartAsync();
        await Assert.ThrowsAsync<ArgumentException>(
            () => world.SignIn(world.CreatePerson("alice")).BeginAsync(new Uri("/cb", UriKind.Relative)));
    }

    private sealed class CountingStore(ITokenStore inner) : ITokenStore
    {
        public int Leases { get; private set; }

        public ValueTask<TokenStoreEntry?> ReadAsync(TokenKey key, CancellationToken cancellationToken = default) =>
            inner.ReadAsync(key, cancellationToken);

        public ValueTask<ITokenLease> AcquireAsync(TokenKey key, CancellationToken cancellationToken = default)
        {
            Leases++;
            return inner.AcquireAsync(key, cancellationToken);
        }

        public IAsyncEnumerable<TokenStoreEntry> ListAsync(CancellationToken cancellationToken = default) =>
            inner.ListAsync(cancellationToken);
    }
}
