using OAuthMail.Storage;

namespace OAuthMail.Tests.Tokens;

/// <summary>A rotated refresh token is issued once. If it is lost, the user must sign in again.</summary>
public sealed class RotationTests : LifecycleTest
{
    private readonly List<string?> _presented = [];
    private int _rotations;

    public RotationTests() => Source.Answer = RotateAsync;

    [Fact]
    public async Task Refresh_token_is_written_before_the_access_token_is_returned()
    {
        var writing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Store.Writing = record =>
        {
            Assert.Equal("refresh-1", record.RefreshToken);
            writing.SetResult();
            return go.Task;
        };
        var caller = GetAsync();
        await writing.Task;
        var late = GetAsync();
        Assert.False(caller.IsCompleted);
        Assert.False(late.IsCompleted);
        go.SetResult();
        Assert.Same(await caller, await late);
        Assert.Equal("refresh-1", (await Store.ReadAsync(Key))!.Record.RefreshToken);
    }

    [Fact]
    public async Task Unwritten_refresh_token_is_written_before_the_next_request()
    {
        await GetAsync();
        Pass(seconds: 3600);
        Store.Writing = _ => throw new TokenStoreException(Problems.TokenStoreFull, "No space left");
        Assert.Equal("token-store-full", (await Assert.ThrowsAsync<TokenStoreException>(() => GetAsync())).Code);
        Assert.Equal("refresh-1", (await Store.ReadAsync(Key))!.Record.RefreshToken);

        // While there is no space, the old refresh token is not sent.
        Pass(seconds: 1);
        await Assert.ThrowsAsync<TokenStoreException>(() => GetAsync());
        Assert.Equal(2, Source.Requests);

        Pass(seconds: 1);
        Store.Writing = null;
        Assert.Equal("token-2", (await GetAsync()).Value);
        Assert.Equal("refresh-2", (await Store.ReadAsync(Key))!.Record.RefreshToken);
        Assert.Equal(2, Source.Requests);

        Pass(seconds: 3600);
        await GetAsync();
        Assert.Equal([null, "refresh-1", "refresh-2"], _presented);
    }

    [Fact]
    public async Task Unwritten_refresh_token_survives_a_foreign_exception_of_the_store()
    {
        await GetAsync();
        Pass(seconds: 3600);
        Store.Writing = _ => throw new IOException("Host is down");
        var failure = await Assert.ThrowsAsync<TokenStoreException>(() => GetAsync());
        Assert.Equal("token-store-unavailable", failure.Code);
        Assert.IsType<IOException>(failure.InnerException);
        Pass(seconds: 1);
        Store.Writing = null;
        Assert.Equal("token-2", (await GetAsync()).Value);
        Assert.Equal([null, "refresh-1"], _presented);
    }

    [Fact]
    public async Task Write_that_never_completes_fails_and_loses_no_token()
    {
        var never = new TaskCompletionSource();
        var writing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Store.Writing = _ =>
        {
            writing.TrySetResult();
            return never.Task;
        };
        var before = Clock.WaitingTimers;
        var caller = GetAsync();
        await writing.Task;
        await UntilAsync(() => Clock.WaitingTimers > before);
        Pass(seconds: 120);
        Assert.Equal("token-store-unavailable", (await Assert.ThrowsAsync<TokenStoreException>(() => caller)).Code);
        Store.Writing = null;
        Pass(seconds: 1);
        Assert.Equal("token-1", (await GetAsync()).Value);
        Assert.Equal(1, Source.Requests);
    }

    [Fact]
    public async Task Deferred_write_that_never_completes_does_not_block_callers()
    {
        Store.Writing = _ => throw new TokenStoreException(Problems.TokenStoreFull, "No space left");
        await Assert.ThrowsAsync<TokenStoreException>(() => GetAsync());
        Pass(seconds: 1);
        var writing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Store.Writing = _ =>
        {
            writing.TrySetResult();
            return new TaskCompletionSource().Task;
        };
        var caller = GetAsync();
        await writing.Task;
        Pass(seconds: 120);
        Assert.Equal(
            "renewal-timed-out", (await Assert.ThrowsAsync<TokenRequestException>(() => caller.WaitAsync(TimeSpan.FromMinutes(1)))).Code);
        Store.Writing = null;
        Pass(seconds: 2);
        Assert.Equal("token-1", (await GetAsync()).Value);
        Assert.Equal(1, Source.Requests);
    }

    [Fact]
    public async Task Unwritten_record_is_discarded_if_another_process_has_written()
    {
        await GetAsync();
        Pass(seconds: 3600);
        Store.Writing = _ => throw new TokenStoreException(Problems.TokenStoreFull, "No space left");
        await Assert.ThrowsAsync<TokenStoreException>(() => GetAsync());
        Store.Writing = null;
        await using (var lease = await Store.AcquireAsync(Key)) await lease.WriteAsync(
            new TokenRecord { RefreshToken = "signed in again" });
        Pass(seconds: 1);
        await GetAsync();
        Assert.Equal([null, "refresh-1", "signed in again"], _presented);
    }

    [Fact]
    public async Task Token_without_a_refresh_token_is_returned_although_it_could_not_be_written()
    {
        Source.Answer = null;
        Store.Writing = _ => throw new TokenStoreException(Problems.TokenStoreFull, "No space left");
        Assert.Equal("token-1", (await GetAsync()).Value);
        Assert.Contains(
            Log,
            line => line.StartsWith(
                "Error: The token of scripted (scripted) is used, but it could not be stored", StringComparison.Ordinal));
        Assert.Null(await Store.ReadAsync(Key));
    }

    [Fact]
    public async Task Token_with_an_unchanged_refresh_token_is_returned_although_it_could_not_be_written()
    {
        Source.Answer = (_, _) => Task.FromResult(Source.Issue("the only one"));
        await GetAsync();
        Pass(seconds: 3600);
        Store.Writing = _ => throw new TokenStoreException(Problems.TokenStoreFull, "No space left");
        Assert.Equal("token-2", (await GetAsync()).Value);
    }

    [Fact]
    public async Task Token_with_new_properties_of_the_source_is_not_returned_if_it_could_not_be_written()
    {
        Source.Answer = (_, _) =>
        {
            var grant = Source.Issue();
            grant.Properties["cache"] = "with a refresh token in it";
            return Task.FromResult(grant);
        };
        Store.Writing = _ => throw new TokenStoreException(Problems.TokenStoreFull, "No space left");
        await Assert.ThrowsAsync<TokenStoreException>(() => GetAsync());
    }

    [Fact]
    public async Task Refresh_token_that_arrives_after_the_time_out_is_kept()
    {
        await GetAsync();
        Pass(seconds: 3600);
        var answer = new TaskCompletionSource<TokenGrant>();
        Source.Answer = (_, _) => answer.Task;
        await Source.AskedAsync();
        var caller = GetAsync();
        await Source.AskedAsync();
        Pass(seconds: 120);
        await Assert.ThrowsAsync<TokenRequestException>(() => caller);

        // Another thread keeps the refresh token. Renewals that run earlier fail and change nothing.
        Source.Lifetime = TimeSpan.FromDays(365);
        answer.SetResult(Source.Issue("late"));
        Source.Fail(() => new TokenRequestException(Problems.TokenSourceFailed, "Busy"));
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (await Record.ExceptionAsync(() => GetAsync()) is TokenRequestException)
        {
            timeout.Token.ThrowIfCancellationRequested();
            Pass(seconds: 1);
            await Task.Yield();
        }

        Assert.Equal("late", (await Store.ReadAsync(Key))!.Record.RefreshToken);
        Assert.Equal([null], _presented);
    }

    [Fact]
    public async Task Disposal_does_not_interrupt_a_write()
    {
        var writing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Store.Writing = _ =>
        {
            writing.SetResult();
            return go.Task;
        };
        var caller = GetAsync();
        await writing.Task;
        Tokens.Dispose();
        go.SetResult();
        await Record.ExceptionAsync(() => caller);
        Assert.Equal("refresh-1", (await Store.ReadAsync(Key))!.Record.RefreshToken);
    }

    [Fact]
    public async Task Disposal_waits_for_a_running_refresh()
    {
        await GetAsync();
        Pass(seconds: 3600);
        var (caller, go) = await ExchangeAsync();
        var ending = Task.Run(Tokens.Dispose);
        await UntilAsync(() => GetAsync() is { IsFaulted: true, Exception.InnerException: ObjectDisposedException });
        Assert.False(ending.IsCompleted);
        go.SetResult();
        await ending;
        Assert.Equal("refresh-2", (await Store.ReadAsync(Key))!.Record.RefreshToken);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => caller);
    }

    [Fact]
    public async Task Request_has_its_full_time_after_waiting_for_another_process()
    {
        await GetAsync();
        Pass(seconds: 3600);
        var held = await Store.AcquireAsync(Key);
        var timers = Clock.WaitingTimers;
        var go = AnswerLater();
        await Source.AskedAsync();
        var caller = GetAsync();
        await UntilAsync(() => Clock.WaitingTimers >= timers + 2);
        Pass(seconds: 119);
        await held.DisposeAsync();
        await Source.AskedAsync();
        Pass(seconds: 119);
        go.SetResult();
        Assert.Equal("token-2", (await caller.WaitAsync(TimeSpan.FromMinutes(1))).Value);
        Assert.Equal("refresh-2", (await Store.ReadAsync(Key))!.Record.RefreshToken);
    }

    [Fact]
    public async Task Disposal_cancels_a_refresh_after_the_grace_period()
    {
        await GetAsync();
        Pass(seconds: 3600);
        var (caller, _) = await ExchangeAsync();
        Tokens.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => caller);
        Assert.Equal("refresh-1", (await Store.ReadAsync(Key))!.Record.RefreshToken);
    }

    /// <summary>Starts a request that the server has received but not yet answered.</summary>
    private async Task<(Task<AccessToken> Caller, TaskCompletionSource Go)> ExchangeAsync()
    {
        var go = AnswerLater();
        await Source.AskedAsync();
        var caller = GetAsync();
        await Source.AskedAsync();
        return (caller, go);
    }

    private TaskCompletionSource AnswerLater()
    {
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Source.Answer = async (context, cancellationToken) =>
        {
            await go.Task.WaitAsync(cancellationToken);
            return await RotateAsync(context, cancellationToken);
        };
        return go;
    }

    private Task<TokenGrant> RotateAsync(TokenSourceContext context, CancellationToken cancellationToken)
    {
        _presented.Add(context.Record?.RefreshToken);
        return Task.FromResult(Source.Issue($"refresh-{++_rotations}"));
    }
}
