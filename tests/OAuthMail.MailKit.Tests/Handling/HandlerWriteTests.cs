using Microsoft.Extensions.Logging.Abstractions;
using OAuthMail.MailKit.Handling;
using OAuthMail.Storage;
using OAuthMail.Testing;

namespace OAuthMail.MailKit.Tests.Handling;

/// <summary>When positions are written, and what waits for a write.</summary>
public class HandlerWriteTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Message_that_arrives_during_a_write_does_not_wait_for_it()
    {
        using var lease = new HeldLease();
        var progress = await BeginAsync(lease);
        var write = lease.Hold();
        var arriving = new TaskCompletionSource();
        await progress.CompleteAsync(() => "1", None);
        var idle = progress.StoreWhenIdleAsync(arriving.Task, None);
        await write.Begun.WaitAsync(TimeSpan.FromSeconds(30));
        arriving.SetResult();
        await idle.WaitAsync(TimeSpan.FromSeconds(30));
        await progress.CompleteAsync(() => "2", None);
        Assert.True(progress.HasUnstored);

        write.Release();
        await progress.EndAsync();
        Assert.Equal(["0", "1", "2"], lease.Positions);
        Assert.False(progress.HasUnstored);
    }

    [Fact]
    public async Task Position_is_written_once_while_no_message_arrives()
    {
        using var lease = new HeldLease();
        var progress = await BeginAsync(lease);
        var write = lease.Hold();
        await progress.CompleteAsync(() => "1", None);
        await write.Begun.WaitAsync(TimeSpan.FromSeconds(30));
        var arriving = new TaskCompletionSource();
        var idle = progress.StoreWhenIdleAsync(arriving.Task, None);
        write.Release();
        await idle.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.False(progress.HasUnstored);
        Assert.Equal(["0", "1"], lease.Positions);
        arriving.SetResult();
    }

    [Fact]
    public async Task Handler_waits_for_the_store_before_more_messages_than_allowed_would_be_repeated()
    {
        using var lease = new HeldLease();
        var progress = await BeginAsync(lease, maxRepeats: 4);
        var write = lease.Hold();
        for (var i = 1; i < 4; i++) await progress.CompleteAsync(() => "early", None);
        var last = progress.CompleteAsync(() => "last", None);
        Assert.False(last.IsCompleted);
        write.Release();
        await last.WaitAsync(TimeSpan.FromSeconds(30));
        await progress.EndAsync();
        Assert.Equal("last", lease.Positions[^1]);
    }

    [Theory]
    [InlineData(5, false)]
    [InlineData(40, true)]
    public async Task Write_begins_earlier_if_many_messages_were_handled_during_the_last_one(int handled, bool begins)
    {
        var clock = new ManualTimeProvider(DateTimeOffset.UtcNow);
        using var lease = new HeldLease();
        var progress = await BeginAsync(lease, clock: clock);
        var write = lease.Hold();
        for (var i = 0; i < handled; i++) await progress.CompleteAsync(() => "1", None);
        clock.Advance(TimeSpan.FromSeconds(1));
        write.Release();
        var arriving = new TaskCompletionSource();
        var idle = progress.StoreWhenIdleAsync(arriving.Task, None);
        await HandlerWorld.UntilAsync(() => clock.WaitingTimers == 1);
        arriving.SetResult();
        await idle;

        var next = lease.Hold();
        await progress.CompleteAsync(() => "2", None);
        Assert.Equal(begins, next.Begun.IsCompleted);
        next.Release();
        await progress.EndAsync();
        Assert.Equal("2", lease.Positions[^1]);
    }

    [Fact]
    public async Task Lost_lease_is_kept_until_the_write_in_progress_has_ended_and_nothing_is_written_after_that()
    {
        using var lease = new HeldLease();
        var progress = await BeginAsync(lease);
        var write = lease.Hold();
        await progress.CompleteAsync(() => "1", None);
        await write.Begun.WaitAsync(TimeSpan.FromSeconds(30));
        lease.Lose();
        var ending = progress.EndAsync();
        Assert.False(ending.IsCompleted);
        write.Release();
        await ending.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(["0"], lease.Positions);
    }

    [Fact]
    public async Task Stop_during_a_write_that_the_store_refuses_attempts_it_once_more()
    {
        using var lease = new HeldLease();
        using var stopping = new CancellationTokenSource();
        var progress = await BeginAsync(lease);
        var write = lease.Hold();
        await progress.CompleteAsync(() => "1", stopping.Token);
        await write.Begun.WaitAsync(TimeSpan.FromSeconds(30));
        lease.Failure = new TokenStoreException(Problems.TokenStoreUnavailable, "The database is down.");
        write.Release();
        await stopping.CancelAsync();
        lease.Failure = null;
        await progress.EndAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal("1", lease.Positions[^1]);
    }

    /// <summary>Begins with writes that take no time, so that the next one can follow at once.</summary>
    private static Task<HandlerProgress> BeginAsync(HeldLease lease, int maxRepeats = 100, TimeProvider? clock = null)
    {
        clock ??= new ManualTimeProvider(DateTimeOffset.UtcNow);
        return HandlerProgress.BeginAsync(
            lease, "0", new PatientStore("support", clock, NullLogger.Instance), clock, maxRepeats, None);
    }

    /// <summary>A lease whose writes a test holds.</summary>
    private sealed class HeldLease : ITokenLease
    {
        private readonly CancellationTokenSource _lost = new();
        private readonly List<string> _positions = [];
        private HeldWrite? _next;

        public TokenKey Key { get; } = TokenKey.Create("test", "support");

        public TokenStoreEntry? Current { get; private set; }

        public CancellationToken Lost => _lost.Token;

        public volatile TokenStoreException? Failure;

        public List<string> Positions
        {
            get
            {
                lock (_positions) return [.. _positions];
            }
        }

        public HeldWrite Hold() => _next = new HeldWrite();

        public void Lose()
        {
            _lost.Cancel();
            Failure = new TokenStoreException(Problems.TokenLeaseLost, "Another process has the lease.");
        }

        public async ValueTask<TokenStoreEntry> WriteAsync(TokenRecord record, CancellationToken cancellationToken = default)
        {
            if (Interlocked.Exchange(ref _next, null) is { } held) await held.WaitAsync();
            if (Failure is { } failure) throw failure;
            lock (_positions) _positions.Add(record.Properties["handler.position"]);
            return Current = new TokenStoreEntry(Key, "1", record);
        }

        public ValueTask DeleteAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }

        public void Dispose() => _lost.Dispose();
    }

    private sealed class HeldWrite
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Begun => _begun.Task;

        public void Release() => _released.SetResult();

        public Task WaitAsync()
        {
            _begun.SetResult();
            return _released.Task;
        }
    }
}
