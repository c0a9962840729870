namespace OAuthMail.Tests.Tokens;

public sealed class MailTokensTests : LifecycleTest
{
    [Fact]
    public async Task After_disposal_nothing_is_handed_out()
    {
        await GetAsync();
        Tokens.Dispose();
        var failure = await Assert.ThrowsAsync<ObjectDisposedException>(() => GetAsync());
        Assert.Contains(nameof(MailTokens), failure.ObjectName, StringComparison.Ordinal);
        Assert.Equal(1, Source.Requests);
        Tokens.Dispose();
    }

    [Fact]
    public async Task Disposal_ends_what_is_under_way()
    {
        Source.Hold();
        var caller = GetAsync();
        await Source.AskedAsync();
        Tokens.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => caller);
    }

    [Fact]
    public void Options_are_checked_together_and_copied()
    {
        var options = new MailTokensOptions
        {
            Lifecycle = new TokenLifecycleOptions
            {
                EarlyRenewal = TimeSpan.FromSeconds(-1),
                RenewalTimeout = TimeSpan.MaxValue,
                RefusalMinimumAge = TimeSpan.FromSeconds(-1),
                StorePollInterval = TimeSpan.Zero,
            },
        };
        var failure = Assert.Throws<MailConfigurationException>(() => new MailTokens(options));
        foreach (var name in new[] { "EarlyRenewal", "RenewalTimeout", "RefusalMinimumAge", "StorePollInterval" })
        {
            Assert.Contains(name, failure.Message, StringComparison.Ordinal);
        }
        using var tokens = new MailTokens(new MailTokensOptions { Lifecycle = null! });
        Assert.NotNull(tokens.Store);
    }

    [Fact]
    public void A_blocked_thread_gets_its_token()
    {
        BlockedThread.Run(() =>
        {
            var first = BlockedThread.Wait(GetAsync());
            Clock.Advance(TimeSpan.FromMinutes(2));
            var second = BlockedThread.Wait(GetAsync(new AccessTokenRequest(rejectedToken: first)));
            Clock.Advance(TimeSpan.FromHours(1));
            Source.Fail(() => new InvalidOperationException("broken"));
            var failing = GetAsync();
            Assert.Throws<AggregateException>(() => failing.Wait(TimeSpan.FromMinutes(1)));
            var remembered = GetAsync();
            Assert.Throws<AggregateException>(() => remembered.Wait(TimeSpan.FromMinutes(1)));
            Assert.NotSame(first, second);
        });
    }

    [Fact]
    public async Task A_function_is_a_source()
    {
        var calls = 0;
        AccessToken? refused = null;
        var source = TokenSource.FromDelegate("vault", (request, _) =>
        {
            calls++;
            refused = request.RejectedToken;
            return new ValueTask<AccessToken>(
                new AccessToken($"vault-{calls}", Clock.GetUtcNow(), Clock.GetUtcNow() + TimeSpan.FromHours(1)));
        });
        Assert.False(source.UsesStore);
        Assert.Equal("vault", source.Name);
        var provider = Tokens.From(source);
        var first = await provider.GetAccessTokenAsync();
        Assert.Same(first, await provider.GetAccessTokenAsync(new AccessTokenRequest("any@example.com")));
        Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("vault-2", (await provider.GetAccessTokenAsync(new AccessTokenRequest(rejectedToken: first))).Value);
        Assert.Same(first, refused);
        Assert.Equal(2, calls);
        await foreach (var entry in Store.ListAsync()) Assert.Fail($"{entry} was stored.");
    }

    [Fact]
    public async Task Two_functions_of_one_name_share_nothing()
    {
        var one = Tokens.From(TokenSource.FromDelegate("vault", (_, _) => new ValueTask<AccessToken>(Source.NewToken())));
        var other = Tokens.From(TokenSource.FromDelegate("vault", (_, _) => new ValueTask<AccessToken>(Source.NewToken())));
        Assert.NotSame(await one.GetAccessTokenAsync(), await other.GetAccessTokenAsync());
    }

    [Fact]
    public async Task A_function_that_answers_nothing_is_reported()
    {
        var provider = Tokens.From(TokenSource.FromDelegate("vault", (_, _) => default));
        Assert.Equal(
            "token-source-failed", (await Assert.ThrowsAsync<TokenRequestException>(() => provider.GetAccessTokenAsync().AsTask())).Code);
    }

    [Fact]
    public void A_function_needs_a_name()
    {
        Assert.Throws<ArgumentException>(() => TokenSource.FromDelegate("", (_, _) => default));
        Assert.Throws<ArgumentNullException>(() => TokenSource.FromDelegate("vault", null!));
    }
}
