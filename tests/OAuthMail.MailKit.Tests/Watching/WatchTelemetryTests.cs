using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using OAuthMail.Tests;

namespace OAuthMail.MailKit.Tests.Watching;

/// <summary>Logs and metrics of watches, and watches on a blocked thread.</summary>
public class WatchTelemetryTests : ImapWatchTest
{
    [Fact]
    public async Task Log_contains_failures_and_no_addresses()
    {
        using var log = new RecordedLog();
        var watcher = new MailWatcher(Factory, new MailWatcherOptions { TimeProvider = Pauses, LoggerFactory = log });
        Arrive("A secret subject");
        var watch = Begin(watcher.WatchAsync(Account, new MailWatchOptions { From = MailboxPosition.Beginning, Retry = Retry }));
        await NextAsync(watch);
        Host.Imap.CutConnections();
        Arrive("Another one");
        await NextAsync(watch);
        Inbox.Remove([2]);
        Inbox.RenewUids();
        Arrive("A third one");
        await NextAsync(watch);
        await watch.DisposeAsync();
        var lines = log.Lines.ToArray();
        Assert.Contains(lines, line => line.Level == LogLevel.Information && line.Text == "Watching alice INBOX.");
        Assert.Contains(lines, line => line.Level == LogLevel.Information && line.Text == "Stopped watching alice INBOX.");
        Assert.Contains(lines, line => line.Level == LogLevel.Warning && line.Text.Contains("(connection-lost)", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Level == LogLevel.Warning && line.Text.Contains("delivered again", StringComparison.Ordinal));
        Assert.DoesNotContain(
            lines, line => line.Text.Contains("secret", StringComparison.Ordinal) || line.Text.Contains('@', StringComparison.Ordinal));
    }

    [Fact]
    public async Task Arrivals_failures_and_watches_are_measured()
    {
        var name = $"counted-{Guid.NewGuid():N}";
        var account = CreateAccount(name, AliceAddress);
        var counts = new ConcurrentDictionary<string, long>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument.Name.StartsWith("oauthmail.watch.", StringComparison.Ordinal)) own.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            foreach (var tag in tags)
            {
                if (tag.Key == "oauthmail.account" && name.Equals(tag.Value))
                {
                    counts.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value);
                }
            }
        });
        listener.Start();
        Arrive();
        Arrive();
        var watch = Begin(Watcher.WatchAsync(account, new MailWatchOptions { From = MailboxPosition.Beginning, Retry = Retry }));
        await NextAsync(watch);
        Assert.Equal(1, counts["oauthmail.watch.active"]);
        Host.Imap.CutConnections();
        await NextAsync(watch);
        var next = watch.MoveNextAsync().AsTask();
        await PassAsync(Host.Imap.WaitForIdleAsync());
        Arrive();
        Assert.True(await PassAsync(next));
        await watch.DisposeAsync();
        Assert.Equal(3, counts["oauthmail.watch.arrivals"]);
        Assert.Equal(1, counts["oauthmail.watch.reconnects"]);
        Assert.Equal(0, counts["oauthmail.watch.active"]);
    }

    [Fact]
    public void Every_method_can_be_waited_for_on_a_blocked_thread()
    {
        Arrive("Waited for");
        BlockedThread.Run(() =>
        {
            Assert.Equal(1u, BlockedThread.Wait(Watcher.GetPositionAsync(Account)).Uid);
            Assert.Single(BlockedThread.Wait(Watcher.GetPop3PositionAsync("alice")).Seen);
            var watch = Begin(Watcher.WatchAsync("alice", new MailWatchOptions { From = MailboxPosition.Beginning }));
            Assert.True(BlockedThread.Wait(watch.MoveNextAsync().AsTask()));
            Assert.Equal("Waited for", BlockedThread.Wait(watch.Current.GetMessageAsync()).Subject);
            BlockedThread.Wait(watch.Current.UseAsync((folder, uid, ct) => folder.GetHeadersAsync(uid, ct)));
            Assert.True(watch.Current.AddFlagsAsync(global::MailKit.MessageFlags.Seen).Wait(TimeSpan.FromMinutes(1)));
            var spool = Begin(Watcher.WatchPop3Async("alice", new Pop3WatchOptions { From = Pop3Position.Beginning }));
            Assert.True(BlockedThread.Wait(spool.MoveNextAsync().AsTask()));
            Assert.Equal("Waited for", BlockedThread.Wait(spool.Current.GetHeadersAsync())["Subject"]);
            Assert.True(spool.Current.DeleteAsync().Wait(TimeSpan.FromMinutes(1)));
            Assert.True(spool.DisposeAsync().AsTask().Wait(TimeSpan.FromMinutes(1)));
            Assert.True(watch.DisposeAsync().AsTask().Wait(TimeSpan.FromMinutes(1)));
        });
        Assert.Empty(Inbox.Messages);
    }

    [Fact]
    public async Task Exception_of_a_callers_action_is_thrown_unchanged()
    {
        Arrive();
        var arrival = await NextAsync(Watch(MailboxPosition.Beginning));
        await Assert.ThrowsAsync<IOException>(() => arrival.UseAsync<int>((_, _, _) => throw new IOException("The disk is full.")));
        await Assert.ThrowsAsync<OperationCanceledException>(
            () => arrival.UseAsync<int>((_, _, _) => throw new OperationCanceledException()));
        Assert.NotNull(await arrival.GetMessageAsync());
        Assert.Equal(1, Host.Imap.Connections);
    }

    private sealed class RecordedLog : ILoggerFactory, ILogger
    {
        public ConcurrentQueue<(LogLevel Level, string Text)> Lines { get; } = new();

        public void AddProvider(ILoggerProvider provider)
        {
            // The test has only this provider.
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue((logLevel, formatter(state, exception)));

        public void Dispose()
        {
            // There is nothing to dispose.
        }
    }

    public static TheoryData<string> Kinds => [.. BrokenTelemetry.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Telemetry_that_throws_loses_neither_messages_nor_the_watch(string kind)
    {
        var telemetry = new BrokenTelemetry();
        using var listeners = telemetry.Break(kind);
        using var loggers = telemetry.CreateLoggers();
        var watcher = new MailWatcher(Factory, new MailWatcherOptions { TimeProvider = Pauses, LoggerFactory = loggers });
        Arrive();
        Arrive();
        var imap = Begin(watcher.WatchAsync(Account, new MailWatchOptions { From = MailboxPosition.Beginning, Retry = Retry }));
        var pop3 = Begin(watcher.WatchPop3Async(Account, new Pop3WatchOptions { From = Pop3Position.Beginning, Retry = Retry }));
        for (var uid = 1u; uid <= 2; uid++)
        {
            Assert.Equal(uid, (await NextAsync(imap)).UniqueId.Id);
            Assert.EndsWith($"-{uid}", (await NextAsync(pop3, TimeSpan.FromMinutes(5))).Uid, StringComparison.Ordinal);
            Host.Imap.CutConnections();
            Host.Pop3.CutConnections();
        }

        Arrive();
        Assert.Equal(3u, (await NextAsync(imap)).UniqueId.Id);
        Assert.EndsWith("-3", (await NextAsync(pop3, TimeSpan.FromMinutes(5))).Uid, StringComparison.Ordinal);
        await imap.DisposeAsync();
        await pop3.DisposeAsync();
    }

    [Fact]
    public async Task Handlers_of_client_events_that_throw_do_not_end_a_watch()
    {
        var factory = CreateFactory(options => options.ConfigureClient = (_, client) =>
            client.Disconnected += (_, _) => throw new InvalidOperationException("The handler has failed."));
        var watcher = new MailWatcher(factory, new MailWatcherOptions { TimeProvider = Pauses });
        Arrive();
        var watch = Begin(watcher.WatchAsync(Account, new MailWatchOptions { From = MailboxPosition.Beginning, Retry = Retry }));
        await NextAsync(watch);
        Host.Imap.CutConnections();
        Arrive();
        Assert.Equal(2u, (await NextAsync(watch)).UniqueId.Id);
        await watch.DisposeAsync();
    }

    [Theory]
    [InlineData("* BYE Session invalidated - AccessTokenExpired")]
    [InlineData("* BYE Session expired, please login again.")]
    [InlineData("* BYE [EXPIRED] The token is over")]
    public async Task Session_that_ends_with_its_token_is_renewed_without_a_warning(string bye)
    {
        using var log = new RecordedLog();
        var watcher = new MailWatcher(Factory, new MailWatcherOptions { TimeProvider = Pauses, LoggerFactory = log });
        var watch = Begin(watcher.WatchAsync(Account, new MailWatchOptions { Retry = Retry }));
        var next = watch.MoveNextAsync().AsTask();
        await PassAsync(Host.Imap.WaitForIdleAsync(cancellationToken: CancellationToken.None));
        var requests = TokenRequests;
        Clock.Advance(TimeSpan.FromMinutes(2));
        Host.Imap.CloseConnections(bye);
        await UntilAsync(() => Host.Imap.Connections == 2 && Host.Imap.IdlingConnections == 1);
        Assert.Equal(requests + 1, TokenRequests);
        Assert.Equal(0, Host.Imap.RejectedLogins);
        Assert.DoesNotContain(log.Lines, line => line.Level >= LogLevel.Warning);
        Assert.Equal(Arrive().Uid, await UidAsync(watch, next));
    }
}
