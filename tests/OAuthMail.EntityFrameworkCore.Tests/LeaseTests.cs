using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging;
using OAuthMail.Storage;
using OAuthMail.Testing;
using OAuthMail.Tests;

namespace OAuthMail.EntityFrameworkCore.Tests;

/// <summary>Leases whose holders are dead, stopped or late.</summary>
public sealed class LeaseTests : IAsyncLifetime, IDisposable
{
    private const string Past = "strftime('%Y-%m-%d %H:%M:%f', 'now', '-1 seconds')";

    private static readonly TokenKey Key = new("account-1");

    private readonly TemporaryFolder _folder = new();
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestDatabase.CreateSqliteAsync(_folder);

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Lease_of_a_dead_process_is_taken_over_when_it_has_expired()
    {
        await WriteAsync(Open(), "one");
        var begun = TimeProvider.System.GetTimestamp();
        await SetAsync($"LeaseOwner = '{NewOwner()}', LeaseExpiresAt = strftime('%Y-%m-%d %H:%M:%f', 'now', '1 seconds')");
        await using var lease = await Open().AcquireAsync(Key);
        Assert.True(TimeProvider.System.GetElapsedTime(begun) > TimeSpan.FromSeconds(0.9));
        Assert.Equal("one", lease.Current!.Record.RefreshToken);
    }

    [Fact]
    public async Task Unfinished_renewal_is_waited_for_longer()
    {
        await WriteAsync(Open(), "one");
        var dead = NewOwner();
        await SetAsync($"LeaseOwner = '{dead}', RenewalOwner = '{dead}', LeaseExpiresAt = {Past}");
        var begun = TimeProvider.System.GetTimestamp();
        await using var lease = await Open(leaseSeconds: 2).AcquireAsync(Key);
        Assert.True(TimeProvider.System.GetElapsedTime(begun) > TimeSpan.FromSeconds(1.9));
    }

    [Fact]
    public async Task Held_lease_is_extended()
    {
        await using var lease = await Open(leaseSeconds: 6).AcquireAsync(Key);
        var expires = (await _database.FindRowAsync(Key.Value))!.LeaseExpiresAt;
        while ((await _database.FindRowAsync(Key.Value))!.LeaseExpiresAt == expires) await Task.Delay(50);
        Assert.False(lease.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task Lost_lease_is_seen_as_lost_while_another_thread_logs_it()
    {
        var clock = new ManualTimeProvider();
        var held = new HeldStatements();
        using var log = new HeldLog();
        var store = new TestDatabase(options => options.UseSqlite($"Data Source={_folder["tokens.db"]}").AddInterceptors(held))
            .Open(options => (options.TimeProvider, options.LoggerFactory) = (clock, log));
        await using var lease = await store.AcquireAsync(Key);
        held.Holds = true;
        while (clock.TimeToNextTimer != TimeSpan.FromSeconds(10)) await Task.Delay(10);
        clock.Advance(TimeSpan.FromSeconds(10));
        await held.IsReached.Task.WaitAsync(TimeSpan.FromMinutes(1));

        // As after a suspension: a timer notices first, and its log is slow.
        var advancing = Task.Run(() => clock.Advance(TimeSpan.FromSeconds(17)));
        await log.Reached.Task.WaitAsync(TimeSpan.FromMinutes(1));
        var isLost = lease.Lost.IsCancellationRequested;
        log.Go.Set();
        await advancing.WaitAsync(TimeSpan.FromMinutes(1));
        held.Holds = false;
        held.End.SetResult();
        Assert.True(isLost);
    }

    [Fact]
    public async Task Lease_is_lost_before_it_expires_even_if_its_extension_does_not_end()
    {
        var clock = new ManualTimeProvider();
        var held = new HeldStatements();
        var store = new TestDatabase(options => options.UseSqlite($"Data Source={_folder["tokens.db"]}").AddInterceptors(held))
            .Open(options => options.TimeProvider = clock);
        await using var lease = await store.AcquireAsync(Key);
        var lost = lease.Lost;
        held.Holds = true;

        // The extension starts on another thread, and waits for 10 of the 30 seconds.
        while (clock.TimeToNextTimer != TimeSpan.FromSeconds(10)) await Task.Delay(10);
        clock.Advance(TimeSpan.FromSeconds(10));
        await held.IsReached.Task.WaitAsync(TimeSpan.FromMinutes(1));
        clock.Advance(TimeSpan.FromSeconds(16.9));
        Assert.False(lost.IsCancellationRequested);
        clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.True(lost.IsCancellationRequested);
        held.Holds = false;
        held.End.SetResult();
    }

    [Fact]
    public async Task Lease_that_another_process_has_taken_is_lost()
    {
        await using var lease = (IReservingTokenLease)await Open(leaseSeconds: 2).AcquireAsync(Key);
        await SetAsync($"LeaseOwner = '{NewOwner()}'");
        await Task.Delay(Timeout.Infinite, lease.Lost).ContinueWith(_ => { }, TaskScheduler.Default);
        var reserving = await Assert.ThrowsAsync<TokenStoreException>(async () => await lease.ReserveAsync());
        Assert.Equal(Problems.TokenLeaseLost, reserving.Problem);
        var writing = await Assert.ThrowsAsync<TokenStoreException>(async () => await lease.WriteAsync(new TokenRecord()));
        Assert.Equal(Problems.TokenLeaseLost, writing.Problem);
    }

    [Fact]
    public async Task Late_write_is_accepted_while_no_other_renewal_has_begun()
    {
        await WriteAsync(Open(), "one");
        var late = (IReservingTokenLease)await Open().AcquireAsync(Key);
        await late.ReserveAsync();
        await SetAsync($"LeaseOwner = '{NewOwner()}'");
        await late.WriteAsync(new TokenRecord { RefreshToken = "two" });
        await late.DisposeAsync();
        Assert.Equal("two", (await Open().ReadAsync(Key))!.Record.RefreshToken);
        Assert.Null((await _database.FindRowAsync(Key.Value))!.RenewalOwner);
    }

    [Fact]
    public async Task Process_that_took_over_must_not_begin_a_renewal_of_a_record_that_was_written_late()
    {
        await WriteAsync(Open(), "one");
        var late = (IReservingTokenLease)await Open().AcquireAsync(Key);
        await late.ReserveAsync();
        var owner = (await _database.FindRowAsync(Key.Value))!.RenewalOwner.ToString()!.ToUpperInvariant();

        // Without the mark, the test does not have to wait as another process does.
        await SetAsync($"LeaseOwner = NULL, RenewalOwner = NULL, LeaseExpiresAt = {Past}");
        await using var next = (IReservingTokenLease)await Open().AcquireAsync(Key);
        await SetAsync($"RenewalOwner = '{owner}'");
        await late.WriteAsync(new TokenRecord { RefreshToken = "two" });
        var error = await Assert.ThrowsAsync<TokenStoreException>(async () => await next.ReserveAsync());
        Assert.Equal(Problems.TokenRecordConflict, error.Problem);
        await late.DisposeAsync();
        Assert.Equal("two", (await Open().ReadAsync(Key))!.Record.RefreshToken);
    }

    [Fact]
    public async Task Late_write_is_refused_after_another_renewal_has_begun()
    {
        await WriteAsync(Open(), "one");
        var late = (IReservingTokenLease)await Open().AcquireAsync(Key);
        await late.ReserveAsync();
        var other = NewOwner();
        await SetAsync($"LeaseOwner = '{other}', RenewalOwner = '{other}'");
        var error = await Assert.ThrowsAsync<TokenStoreException>(
            async () => await late.WriteAsync(new TokenRecord { RefreshToken = "late" }));
        Assert.Equal(Problems.TokenLeaseLost, error.Problem);
        await late.DisposeAsync();
        Assert.Equal("one", (await Open().ReadAsync(Key))!.Record.RefreshToken);
        Assert.Equal(other, (await _database.FindRowAsync(Key.Value))!.RenewalOwner.ToString()!.ToUpperInvariant());
    }

    [Fact]
    public async Task Write_fails_if_the_record_has_changed()
    {
        await WriteAsync(Open(), "one");
        await using var lease = await Open().AcquireAsync(Key);
        await SetAsync("Version = 'other'");
        var error = await Assert.ThrowsAsync<TokenStoreException>(async () => await lease.WriteAsync(new TokenRecord()));
        Assert.Equal(Problems.TokenRecordConflict, error.Problem);
    }

    [Fact]
    public async Task Lease_without_a_record_leaves_no_row()
    {
        await (await Open().AcquireAsync(Key)).DisposeAsync();
        Assert.Null(await _database.FindRowAsync(Key.Value));
    }

    [Fact]
    public async Task Damaged_record_is_moved_and_a_sign_in_can_replace_it()
    {
        await WriteAsync(Open(), "one");
        await SetAsync("Data = X'0102'");
        Assert.Equal(
            Problems.TokenRecordDamaged, (await Assert.ThrowsAsync<TokenStoreException>(async () => await Open().ReadAsync(Key))).Problem);
        var error = await Assert.ThrowsAsync<TokenStoreException>(async () => await Open().AcquireAsync(Key));
        Assert.Equal(Problems.TokenRecordDamaged, error.Problem);
        Assert.Contains(".damaged-", error.Message, StringComparison.Ordinal);
        await WriteAsync(Open(), "two");
        Assert.Equal("two", (await Open().ReadAsync(Key))!.Record.RefreshToken);
    }

    private static string NewOwner() => Guid.NewGuid().ToString().ToUpperInvariant();

    private DatabaseTokenStore<MailDbContext> Open(int leaseSeconds = 30) =>
        _database.Open(options => options.LeaseDuration = TimeSpan.FromSeconds(leaseSeconds));

    private static async Task WriteAsync(DatabaseTokenStore<MailDbContext> store, string refreshToken)
    {
        await using var lease = await store.AcquireAsync(Key);
        await lease.WriteAsync(new TokenRecord { RefreshToken = refreshToken });
    }

    private Task SetAsync(string assignments) =>
        _database.ExecuteAsync($"UPDATE OAuthMailTokens SET {assignments} WHERE Key = CAST('{Key}' AS BLOB)");

    /// <summary>Holds statements, whether or not they are canceled.</summary>
    private sealed class HeldStatements : DbCommandInterceptor
    {
        public bool Holds { get; set; }

        public TaskCompletionSource IsReached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource End { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            if (Holds)
            {
                IsReached.TrySetResult();
                await End.Task;
            }

            return result;
        }
    }

    /// <summary>A log that holds the thread that writes.</summary>
    private sealed class HeldLog : ILoggerFactory, ILogger
    {
        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ManualResetEventSlim Go { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Reached.TrySetResult();
            Go.Wait(TimeSpan.FromMinutes(1));
        }

        public void Dispose() => Go.Dispose();
    }
}
