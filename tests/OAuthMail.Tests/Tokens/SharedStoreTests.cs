using OAuthMail.Storage;

namespace OAuthMail.Tests.Tokens;

/// <summary>Two caches with one store behave like two processes.</summary>
public sealed class SharedStoreTests : LifecycleTest
{
    [Fact]
    public async Task Two_caches_with_one_memory_store_share_one_request() => await ShareOneRequestAsync(Store, Store);

    [Fact]
    public async Task Two_caches_with_one_folder_share_one_request()
    {
        using var folder = new TemporaryFolder();
        await ShareOneRequestAsync(Open(), Open());

        FileTokenStore Open() => FileTokenStore.OpenAsync(folder["tokens"], protect => protect.AllowUnprotected()).GetAwaiter().GetResult();
    }

    [Fact]
    public async Task Wait_for_the_lease_stops_when_a_usable_token_is_stored()
    {
        await using var held = await Store.AcquireAsync(Key);
        var waiter = OpenWithLongTimeout(Store).GetAccessTokenAsync().AsTask();
        await UntilAsync(() => Clock.WaitingTimers >= 2);
        var now = Clock.GetUtcNow();
        await held.WriteAsync(new TokenRecord { AccessToken = "elsewhere", IssuedAt = now, ExpiresAt = now + TimeSpan.FromHours(1) });

        // The lease stays held. Only the clock advances.
        var poll = AdvanceUntilDoneAsync(waiter, TimeSpan.FromMilliseconds(200));
        Assert.Equal("elsewhere", (await waiter).Value);
        await poll;
        Assert.Equal(0, Source.Requests);
    }

    [Theory]
    [InlineData("token-lease-lost")]
    [InlineData("token-record-conflict")]
    public async Task Lease_that_is_lost_before_the_request_is_acquired_again(string code)
    {
        await WriteRefreshTokenAsync();
        Store.Reserving = () =>
        {
            Store.Reserving = null;
            throw new TokenStoreException(code == "token-lease-lost" ? Problems.TokenLeaseLost : Problems.TokenRecordConflict, "stopped");
        };
        Assert.NotNull(await GetAsync());
        Assert.Equal(1, Source.Requests);
    }

    [Fact]
    public async Task Lease_that_expires_between_reservation_and_request_is_acquired_again()
    {
        await WriteRefreshTokenAsync();
        Store.Lost = new CancellationToken(canceled: true);
        Store.Released = async () =>
        {
            Store.Released = null;
            Store.Lost = default;
            await using var other = await Store.AcquireAsync(Key);
            var now = Clock.GetUtcNow();
            await other.WriteAsync(
                new TokenRecord { AccessToken = "elsewhere", IssuedAt = now, ExpiresAt = now + TimeSpan.FromHours(1) });
        };
        Assert.Equal("elsewhere", (await GetAsync()).Value);
        Assert.Equal(0, Source.Requests);
    }

    [Fact]
    public async Task Token_is_not_requested_under_a_lease_that_is_lost_each_time()
    {
        await WriteRefreshTokenAsync();
        Store.Lost = new CancellationToken(canceled: true);
        Assert.Equal("token-lease-lost", (await Assert.ThrowsAsync<TokenStoreException>(() => GetAsync())).Code);
        Assert.Equal(0, Source.Requests);
    }

    [Fact]
    public async Task Token_of_the_process_that_acquired_a_lost_lease_is_used_although_no_refresh_token_is_at_stake()
    {
        Store.Reserving = () =>
        {
            Store.Reserving = null;
            Store.Released = async () =>
            {
                Store.Released = null;
                await using var other = await Store.AcquireAsync(Key);
                var now = Clock.GetUtcNow();
                await other.WriteAsync(
                    new TokenRecord { AccessToken = "elsewhere", IssuedAt = now, ExpiresAt = now + TimeSpan.FromHours(1) });
            };
            throw new TokenStoreException(Problems.TokenLeaseLost, "stopped");
        };
        Assert.Equal("elsewhere", (await GetAsync()).Value);
        Assert.Equal(0, Source.Requests);
    }

    [Fact]
    public async Task Wait_for_the_lease_times_out_with_the_renewal()
    {
        await using var held = await Store.AcquireAsync(Key);
        var waiter = GetAsync();
        await UntilAsync(() => Clock.WaitingTimers >= 2);
        await AdvanceUntilDoneAsync(waiter, TimeSpan.FromMinutes(1));
        var failure = await Assert.ThrowsAnyAsync<OAuthMailException>(() => waiter);
        Assert.Equal("renewal-timed-out", failure.Code);
        Assert.Equal(0, Source.Requests);
    }

    [Fact]
    public async Task Lease_that_is_acquired_after_the_time_out_is_released()
    {
        var held = await Store.AcquireAsync(Key);
        var waiter = GetAsync();
        await UntilAsync(() => Clock.WaitingTimers >= 2);
        await AdvanceUntilDoneAsync(waiter, TimeSpan.FromMinutes(1));
        await Assert.ThrowsAnyAsync<OAuthMailException>(() => waiter);
        await held.DisposeAsync();
        Pass(seconds: 60);
        Assert.NotNull(await GetAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Lease_that_is_acquired_while_the_store_is_read_is_released(bool fails)
    {
        var held = await Store.AcquireAsync(Key);
        var acquired = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Store.HasAcquired = acquired.SetResult;
        Store.Reading = async () =>
        {
            Store.Reading = null;
            var now = Clock.GetUtcNow();
            await held.WriteAsync(new TokenRecord { AccessToken = "elsewhere", IssuedAt = now, ExpiresAt = now + TimeSpan.FromHours(1) });
            await held.DisposeAsync();
            await acquired.Task;
            Store.HasAcquired = null;
            if (fails) throw new TimeoutException("database");
        };
        var waiter = OpenWithLongTimeout(Store).GetAccessTokenAsync().AsTask();
        await AdvanceUntilDoneAsync(waiter, TimeSpan.FromMilliseconds(200));
        var failure = await Record.ExceptionAsync(() => waiter);
        Assert.Equal(fails, failure is TokenStoreException);

        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await using var next = await Store.AcquireAsync(Key, timeout.Token);
        Assert.Equal("elsewhere", next.Current!.Record.AccessToken);
    }

    [Fact]
    public async Task Token_that_was_read_before_a_sign_in_is_not_returned_after_it()
    {
        var cache = OpenTokens(configure: options => options.RenewalTimeout = TimeSpan.FromDays(1));
        await using var held = await Store.AcquireAsync(Key);
        await held.WriteAsync(Stored("former"));
        Store.HasRead = async () =>
        {
            Store.HasRead = null;
            await held.WriteAsync(Stored("present"));
            cache.Forget(Key);
        };
        var waiter = cache.From(Source).GetAccessTokenAsync().AsTask();
        await UntilAsync(() => Clock.WaitingTimers >= 2);
        await AdvanceUntilDoneAsync(waiter, TimeSpan.FromMilliseconds(200));
        Assert.Equal("present", (await waiter).Value);

        TokenRecord Stored(string token)
        {
            var now = Clock.GetUtcNow();
            return new TokenRecord { AccessToken = token, IssuedAt = now, ExpiresAt = now + TimeSpan.FromDays(1) };
        }
    }

    [Fact]
    public async Task Restarted_process_uses_a_stored_token_that_expires_soon_if_the_renewal_fails()
    {
        var first = await GetAsync();
        Pass(seconds: (59 * 60) - 1);
        Source.Fail(() => new TokenRequestException(Problems.TokenSourceFailed, "Busy"));
        var restarted = OpenTokens().From(Source);
        Assert.Equal(first.Value, (await restarted.GetAccessTokenAsync()).Value);
        Assert.Equal(2, Source.Requests);
        Pass(seconds: 60);
        await Assert.ThrowsAsync<TokenRequestException>(() => restarted.GetAccessTokenAsync().AsTask());
    }

    [Fact]
    public async Task Restarted_process_uses_the_stored_token()
    {
        var first = await GetAsync();
        var restarted = new ScriptedSource(Clock);
        var taken = await OpenTokens().From(restarted).GetAccessTokenAsync();
        Assert.Equal(first.Value, taken.Value);
        Assert.Equal(first.ExpiresAt, taken.ExpiresAt);
        Assert.Equal(0, restarted.Requests);
    }

    [Fact]
    public async Task Token_that_is_rejected_in_two_processes_is_renewed_once()
    {
        var first = await GetAsync();
        var elsewhere = OpenTokens().From(Source);
        var same = await elsewhere.GetAccessTokenAsync();
        Pass(seconds: 61);
        var second = await GetAsync(new AccessTokenRequest().After(first));
        Assert.Equal(second.Value, (await elsewhere.GetAccessTokenAsync(new AccessTokenRequest().After(same))).Value);
        Assert.Equal(2, Source.Requests);

        // The other process also knows that the token was acquired after a rejection.
        Pass(seconds: 61);
        await Assert.ThrowsAsync<TokenRejectedException>(
            () => elsewhere.GetAccessTokenAsync(new AccessTokenRequest(rejectedToken: second)).AsTask());
    }

    [Theory]
    [InlineData("not a bearer token")]
    [InlineData("")]
    public async Task Invalid_stored_token_is_replaced(string stored)
    {
        var now = Clock.GetUtcNow();
        await using (var lease = await Store.AcquireAsync(Key))
        {
            await lease.WriteAsync(new TokenRecord { AccessToken = stored, IssuedAt = now, ExpiresAt = now + TimeSpan.FromHours(1) });
        }

        Assert.Equal("token-1", (await GetAsync()).Value);
    }

    [Fact]
    public async Task Source_without_a_store_does_not_use_it()
    {
        Source.UsesStore = false;
        Store.Acquiring = Store.Reading = () => throw new InvalidOperationException("The store was used.");
        Assert.NotNull(await GetAsync());
        Source.Fail(() => new InvalidOperationException("broken"));
        Pass(seconds: 3600);
        await Assert.ThrowsAsync<TokenRequestException>(() => GetAsync());
        Assert.Equal("token-source-failed", (await Assert.ThrowsAsync<TokenRequestException>(() => GetAsync())).Code);
    }

    [Fact]
    public async Task Every_exception_of_a_store_is_reported_as_a_store_error()
    {
        Store.Acquiring = () => throw new TimeoutException("database");
        var failure = await Assert.ThrowsAsync<TokenStoreException>(() => GetAsync());
        Assert.Equal("token-store-unavailable", failure.Code);
        Assert.IsType<TimeoutException>(failure.InnerException);
        Store.Acquiring = null;
        Pass(seconds: 1);
        Assert.NotNull(await GetAsync());
    }

    [Fact]
    public async Task Token_is_returned_although_the_lease_could_not_be_released()
    {
        Store.Released = () => throw new TimeoutException("database");
        Assert.Equal("token-1", (await GetAsync()).Value);
        Assert.Equal("token-1", (await OpenTokens().From(Source).GetAccessTokenAsync()).Value);
        Assert.Equal(1, Source.Requests);
        Assert.Contains(Log, line => line.Contains("token-store-unavailable", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Failure_of_the_source_is_reported_although_the_lease_could_not_be_released()
    {
        Store.Released = () => throw new TimeoutException("database");
        Source.Fail(() => new TokenRequestException(Problems.TokenSourceFailed, "Busy"));
        Assert.Equal("token-source-failed", (await Assert.ThrowsAsync<TokenRequestException>(() => GetAsync())).Code);
    }

    [Fact]
    public async Task Remembered_failure_stays_in_effect_if_the_store_cannot_be_read()
    {
        Source.Fail(() => new SignInRequiredException("scripted", Problems.NotSignedIn, "No user has signed in."));
        await Assert.ThrowsAsync<SignInRequiredException>(() => GetAsync());
        Store.Reading = () => throw new TimeoutException("database");
        await Assert.ThrowsAsync<SignInRequiredException>(() => GetAsync());
        Assert.Equal(1, Source.Requests);
    }

    private async Task ShareOneRequestAsync(ITokenStore one, ITokenStore other)
    {
        var go = Source.Hold();
        var providers = new[] { OpenWithLongTimeout(one), OpenWithLongTimeout(other) };
        var callers = Enumerable.Range(0, 100).Select(i => Task.Run(() => providers[i % 2].GetAccessTokenAsync().AsTask())).ToList();
        await Source.AskedAsync();
        go.SetResult();
        var all = Task.WhenAll(callers);
        await AdvanceUntilDoneAsync(all, TimeSpan.FromMilliseconds(200));
        Assert.Single((await all).Select(token => token.Value).Distinct());
        Assert.Equal(1, Source.Requests);
    }

    /// <summary>Opens a cache whose renewals do not time out when the clock advances far during a file operation.</summary>
    private IAccessTokenProvider OpenWithLongTimeout(ITokenStore store) =>
        OpenTokens(store, options => options.RenewalTimeout = TimeSpan.FromDays(1)).From(Source);

    private async Task AdvanceUntilDoneAsync(Task task, TimeSpan step)
    {
        var timeout = System.Diagnostics.Stopwatch.StartNew();
        while (!task.IsCompleted && timeout.Elapsed < TimeSpan.FromMinutes(1))
        {
            // The clock advances only to a timer that is due within one step. Otherwise it could reach the renewal's time-out before the
            // renewal has run on a busy computer.
            if (Clock.TimeToNextTimer is { } next && next <= step) Clock.Advance(next);
            await Task.Yield();
        }

        Assert.True(task.IsCompleted, "The task did not complete within one minute.");
    }

    private async Task WriteRefreshTokenAsync()
    {
        await using var lease = await Store.AcquireAsync(Key);
        await lease.WriteAsync(new TokenRecord { RefreshToken = "one" });
    }
}
