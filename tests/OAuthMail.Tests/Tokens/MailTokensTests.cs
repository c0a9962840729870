namespace OAuthMail.Tests.Tokens;

public sealed class MailTokensTests : LifecycleTest
{
    [Fact]
    public async Task Disposed_cache_returns_no_token()
    {
        await GetAsync();
        Tokens.Dispose();
        var failure = await Assert.ThrowsAsync<ObjectDisposedException>(() => GetAsync());
        Assert.Contains(nameof(MailTokens), failure.ObjectName, StringComparison.Ordinal);
        Assert.Equal(1, Source.Requests);
        Tokens.Dispose();
    }

    [Fact]
    public async Task Disposal_cancels_running_renewals()
    {
        Source.Hold();
        var caller = GetAsync();
        await Source.AskedAsync();
        Tokens.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => caller);
    }

    [Fact]
    public void Options_are_validated_together()
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
    public void Blocked_thread_receives_its_token()
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
    public async Task Function_can_be_a_token_source()
    {
        var calls = 0;
        AccessToken? rejected = null;
        var source = TokenSource.FromDelegate("vault", (request, _) =>
        {
            calls++;
            rejected = request.RejectedToken;
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
        Assert.Same(first, rejected);
        Assert.Equal(2, calls);
        await foreach (var entry in Store.ListAsync()) Assert.Fail($"{entry} was stored.");
    }

    [Fact]
    public async Task Two_functions_with_the_same_name_share_no_token()
    {
        var one = Tokens.From(TokenSource.FromDelegate("vault", (_, _) => new ValueTask<AccessToken>(Source.NewToken())));
        var other = Tokens.From(TokenSource.FromDelegate("vault", (_, _) => new ValueTask<AccessToken>(Source.NewToken())));
        Assert.NotSame(await one.GetAccessTokenAsync(), await other.GetAccessTokenAsync());
    }

    [Fact]
    public async Task Function_that_returns_null_is_reported()
    {
        var provider = Tokens.From(TokenSource.FromDelegate("vault", (_, _) => default));
        Assert.Equal(
            "token-source-failed", (await Assert.ThrowsAsync<TokenRequestException>(() => provider.GetAccessTokenAsync().AsTask())).Code);
    }

    [Fact]
    public void Function_without_a_name_is_refused()
    {
        Assert.Throws<ArgumentException>(() => TokenSource.FromDelegate("", (_, _) => default));
        Assert.Throws<ArgumentNullException>(() => TokenSource.FromDelegate("vault", null!));
    }
}
