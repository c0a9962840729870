using OAuthMail.Storage;

namespace OAuthMail.Tests.Tokens;

/// <summary>Two lifecycles over one store are what two processes are.</summary>
public sealed class SharedStoreTests : LifecycleTest
{
    [Fact]
    public async Task Two_processes_over_a_memory_store_share_one_request() => await ShareOneRequestAsync(Store, Store);

    [Fact]
    public async Task Two_processes_over_a_folder_share_one_request()
    {
        using var folder = new TemporaryFolder();
        await ShareOneRequestAsync(Open(), Open());

        FileTokenStore Open() => FileTokenStore.OpenAsync(folder["tokens"], protect => protect.AllowUnprotected()).GetAwaiter().GetResult();
    }

    [Fact]
    public async Task Who_waits_for_the_lease_leaves_as_soon_as_a_usable_token_stands_in_the_store()
    {
        await using var held = await Store.AcquireAsync(Key);
        var waiter = OpenPatient(Store).GetAccessTokenAsync().AsTask();
        await UntilAsync(() => Clock.WaitingTimers >= 2);
        var now = Clock.GetUtcNow();
        await held.WriteAsync(new TokenRecord { AccessToken = "elsewhere", IssuedAt = now, ExpiresAt = now + TimeSpan.FromHours(1) });

        // The lease is held on; only the clock moves.
        var poll = AdvanceUntilDoneAsync(waiter, TimeSpan.FromMilliseconds(200));
        Assert.Equal("elsewhere", (await waiter).Value);
        await poll;
        Assert.Equal(0, Source.Requests);
    }

    [Fact]
    public async Task A_lease_that_nobody_gives_back_is_waited_for_no_longer_than_a_renewal_may_take()
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
    public async Task A_lease_that_arrives_too_late_is_given_back()
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
    public async Task A_lease_that_arrives_while_the_store_is_read_is_given_back(bool fails)
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
        var waiter = OpenPatient(Store).GetAccessTokenAsync().AsTask();
        await AdvanceUntilDoneAsync(waiter, TimeSpan.FromMilliseconds(200));
        var failure = await Record.ExceptionAsync(() => waiter);
        Assert.Equal(fails, failure is TokenStoreException);

        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await using var next = await Store.AcquireAsync(Key, patience.Token);
        Assert.Equal("elsewhere", next.Current!.Record.AccessToken);
    }

    [Fact]
    public async Task A_token_that_was_read_before_a_sign_in_is_not_handed_out_after_it()
    {
        var patient = OpenTokens(configure: options => options.RenewalTimeout = TimeSpan.FromDays(1));
        await using var held = await Store.AcquireAsync(Key);
        await held.WriteAsync(Stored("former"));
        Store.HasRead = async () =>
        {
            Store.HasRead = null;
            await held.WriteAsync(Stored("present"));
            patient.Forget(Key);
        };
        var waiter = patient.From(Source).GetAccessTokenAsync().AsTask();
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
    public async Task A_restarted_process_uses_a_token_that_is_about_to_end_where_no_other_is_to_be_had()
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
    public async Task A_restarted_process_takes_up_the_stored_token()
    {
        var first = await GetAsync();
        var restarted = new ScriptedSource(Clock);
        var taken = await OpenTokens().From(restarted).GetAccessTokenAsync();
        Assert.Equal(first.Value, taken.Value);
        Assert.Equal(first.ExpiresAt, taken.ExpiresAt);
        Assert.Equal(0, restarted.Requests);
    }

    [Fact]
    public async Task A_token_refused_in_two_processes_is_renewed_once()
    {
        var first = await GetAsync();
        var elsewhere = OpenTokens().From(Source);
        var same = await elsewhere.GetAccessTokenAsync();
        Pass(seconds: 61);
        var second = await GetAsync(new AccessTokenRequest().After(first));
        Assert.Equal(second.Value, (await elsewhere.GetAccessTokenAsync(new AccessTokenRequest().After(same))).Value);
        Assert.Equal(2, Source.Requests);

        // There too it is known as the fruit of a refusal.
        Pass(seconds: 61);
        await Assert.ThrowsAsync<TokenRejectedException>(
            () => elsewhere.GetAccessTokenAsync(new AccessTokenRequest(rejectedToken: second)).AsTask());
    }

    [Theory]
    [InlineData("not a bearer token")]
    [InlineData("")]
    public async Task A_stored_token_that_is_none_is_replaced(string stored)
    {
        var now = Clock.GetUtcNow();
        await using (var lease = await Store.AcquireAsync(Key))
        {
            await lease.WriteAsync(new TokenRecord { AccessToken = stored, IssuedAt = now, ExpiresAt = now + TimeSpan.FromHours(1) });
        }

        Assert.Equal("token-1", (await GetAsync()).Value);
    }

    [Fact]
    public async Task A_source_without_a_store_touches_none()
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
    public async Task Whatever_a_store_throws_is_reported_as_the_stores()
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
    public async Task A_store_that_cannot_be_read_leaves_a_remembered_failure_as_it_is()
    {
        Source.Fail(() => new SignInRequiredException("scripted", Problems.NotSignedIn, "Nobody has signed in"));
        await Assert.ThrowsAsync<SignInRequiredException>(() => GetAsync());
        Store.Reading = () => throw new TimeoutException("database");
        await Assert.ThrowsAsync<SignInRequiredException>(() => GetAsync());
        Assert.Equal(1, Source.Requests);
    }

    private async Task ShareOneRequestAsync(ITokenStore one, ITokenStore other)
    {
        var go = Source.Hold();
        var providers = new[] { OpenPatient(one), OpenPatient(other) };
        var callers = Enumerable.Range(0, 100).Select(i => Task.Run(() => providers[i % 2].GetAccessTokenAsync().AsTask())).ToList();
        await Source.AskedAsync();
        go.SetResult();
        var all = Task.WhenAll(callers);
        await AdvanceUntilDoneAsync(all, TimeSpan.FromMilliseconds(200));
        Assert.Single((await all).Select(token => token.Value).Distinct());
        Assert.Equal(1, Source.Requests);
    }

    /// <summary>The clock may run far ahead while a file is written, so the renewal's own end must be further away.</summary>
    private IAccessTokenProvider OpenPatient(ITokenStore store) =>
        OpenTokens(store, options => options.RenewalTimeout = TimeSpan.FromDays(1)).From(Source);

    private async Task AdvanceUntilDoneAsync(Task task, TimeSpan step)
    {
        var patience = System.Diagnostics.Stopwatch.StartNew();
        while (!task.IsCompleted && patience.Elapsed < TimeSpan.FromMinutes(1))
        {
            // Only while something waits for less than a step: a clock that ran on by itself would reach the renewal's own end
            // before a busy machine got round to the renewal.
            if (Clock.TimeToNextTimer is { } next && next <= step) Clock.Advance(next);
            await Task.Yield();
        }

        Assert.True(task.IsCompleted, "Nothing waits for the clock, and nothing goes on.");
    }
}
