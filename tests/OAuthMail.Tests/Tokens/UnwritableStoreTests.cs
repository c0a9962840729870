namespace OAuthMail.Tests.Tokens;

/// <summary>A token is not requested if its refresh token could not be stored.</summary>
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
    public async Task Refresh_token_is_not_sent_while_its_successor_could_not_be_stored()
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
    public async Task Foreign_exception_of_the_store_is_reported_as_a_store_error()
    {
        await GetAsync();
        Pass(seconds: 3600);
        Store.Reserving = () => throw new IOException("Host is down");
        var failure = await Assert.ThrowsAsync<TokenStoreException>(() => GetAsync());
        Assert.Equal("token-store-unavailable", failure.Code);
        Assert.IsType<IOException>(failure.InnerException);
    }

    [Fact]
    public async Task Reservation_that_never_completes_times_out_with_the_renewal()
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
    public async Task Cached_token_is_used_until_it_expires_while_the_store_is_full()
    {
        var first = await GetAsync();
        Store.Reserving = Full;
        Pass(seconds: (59 * 60) - 1);
        Assert.Same(first, await GetAsync());

        // A process that has just started uses it as well.
        Assert.Equal(first.Value, (await OpenTokens().From(Source).GetAccessTokenAsync()).Value);
        Assert.Equal(1, Source.Requests);
    }

    [Fact]
    public async Task Token_is_acquired_with_a_full_store_if_the_server_does_not_rotate_refresh_tokens()
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

        // A process that has just started does not know whether the server rotates refresh tokens.
        Pass(seconds: 3600);
        await Assert.ThrowsAsync<TokenStoreException>(() => OpenTokens().From(Source).GetAccessTokenAsync().AsTask());
        Assert.Equal(3, Source.Requests);
    }

    [Fact]
    public async Task Token_is_acquired_with_a_full_store_if_there_is_no_refresh_token()
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
    public async Task Token_is_not_acquired_with_a_full_store_after_a_new_sign_in()
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
