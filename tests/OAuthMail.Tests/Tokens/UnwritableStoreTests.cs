namespace OAuthMail.Tests.Tokens;

/// <summary>What could not be kept is not asked for.</summary>
public sealed class UnwritableStoreTests : LifecycleTest
{
    private readonly List<string?> _presented = [];
    private bool _rotates = true;

    public UnwritableStoreTests() => Source.Answer = (context, _) =>
    {
        _presented.Add(context.Record?.RefreshToken);
        return Task.FromResult(Source.Issue(_rotates || _presented.Count == 1 ? $"refresh-{_presented.Count}" : null));
    };

    [Fact]
    public async Task A_refresh_token_is_not_presented_while_its_successor_could_not_be_kept()
    {
        await GetAsync();
        Pass(seconds: 3600);
        Store.Reserving = Full;
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("token-store-full", (await Assert.ThrowsAsync<TokenStoreException>(() => GetAsync())).Code);
            Pass(seconds: 1);
        }

        Assert.Equal(1, Source.Requests);
        Store.Reserving = null;
        Assert.Equal("token-2", (await GetAsync()).Value);
        Assert.Equal([null, "refresh-1"], _presented);
    }

    [Fact]
    public async Task An_exception_of_the_stores_own_is_reported_as_the_stores()
    {
        await GetAsync();
        Pass(seconds: 3600);
        Store.Reserving = () => throw new IOException("Host is down");
        var failure = await Assert.ThrowsAsync<TokenStoreException>(() => GetAsync());
        Assert.Equal("token-store-unavailable", failure.Code);
        Assert.IsType<IOException>(failure.InnerException);
    }

    [Fact]
    public async Task A_store_that_never_says_whether_there_is_room_is_waited_for_no_longer_than_a_renewal_may_take()
    {
        await GetAsync();
        Pass(seconds: 3600);
        var reserving = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Store.Reserving = () =>
        {
            reserving.TrySetResult();
            return new TaskCompletionSource().Task;
        };
        var caller = GetAsync();
        await reserving.Task.WaitAsync(TimeSpan.FromMinutes(1));
        Pass(seconds: 120);
        Assert.Equal(
            "renewal-timed-out", (await Assert.ThrowsAsync<TokenRequestException>(() => caller.WaitAsync(TimeSpan.FromMinutes(1)))).Code);
        Assert.Equal(1, Source.Requests);
    }

    [Fact]
    public async Task The_token_at_hand_is_used_to_its_end_while_the_store_takes_nothing()
    {
        var first = await GetAsync();
        Store.Reserving = Full;
        Pass(seconds: (59 * 60) - 1);
        Assert.Same(first, await GetAsync());

        // A process that starts now uses it as well.
        Assert.Equal(first.Value, (await OpenTokens().From(Source).GetAccessTokenAsync()).Value);
        Assert.Equal(1, Source.Requests);
    }

    [Fact]
    public async Task Where_the_server_replaces_no_refresh_token_a_token_that_cannot_be_stored_is_better_than_none()
    {
        _rotates = false;
        await GetAsync();
        Pass(seconds: 3600);
        await GetAsync();
        Pass(seconds: 3600);
        Store.Reserving = Full;
        Store.Writing = _ => Full();
        Assert.Equal("token-3", (await GetAsync()).Value);
        Assert.Equal([null, "refresh-1", "refresh-1"], _presented);

        // Who has just started does not know that.
        Pass(seconds: 3600);
        await Assert.ThrowsAsync<TokenStoreException>(() => OpenTokens().From(Source).GetAccessTokenAsync().AsTask());
        Assert.Equal(3, Source.Requests);
    }

    [Fact]
    public async Task Where_there_is_no_refresh_token_a_token_that_cannot_be_stored_is_better_than_none()
    {
        Source.Answer = null;
        await GetAsync();
        Pass(seconds: 3600);
        Store.Reserving = Full;
        Store.Writing = _ => Full();
        Assert.Equal("token-2", (await OpenTokens().From(Source).GetAccessTokenAsync()).Value);
        Assert.Contains(Log, line => line.Contains("could not be stored", StringComparison.Ordinal));
    }

    [Fact]
    public async Task After_a_sign_in_the_server_may_replace_the_refresh_token_after_all()
    {
        _rotates = false;
        await GetAsync();
        Pass(seconds: 3600);
        await GetAsync();
        Tokens.Forget(Key);
        Pass(seconds: 3600);
        Store.Reserving = Full;
        await Assert.ThrowsAsync<TokenStoreException>(() => GetAsync());
        Assert.Equal(2, Source.Requests);
    }

    private static Task Full() => Task.FromException(new TokenStoreException(Problems.TokenStoreFull, "No space left"));
}
