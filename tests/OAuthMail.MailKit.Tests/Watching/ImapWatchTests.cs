using MailKit;

namespace OAuthMail.MailKit.Tests.Watching;

public class ImapWatchTests : ImapWatchTest
{
    [Fact]
    public async Task Default_position_delivers_only_messages_that_arrive_afterwards()
    {
        Arrive();
        var (watch, next) = await IdleAsync();
        var second = Arrive("The second");
        Assert.Equal(second.Uid, await UidAsync(watch, next));
        Assert.Equal("The second", watch.Current.Envelope.Subject);
        Assert.False(watch.Current.IsResynchronized);
        var third = Arrive();
        Assert.Equal(third.Uid, (await NextAsync(watch)).UniqueId.Id);
    }

    [Fact]
    public async Task Watch_from_the_beginning_delivers_all_messages_in_ascending_order()
    {
        var there = Enumerable.Range(0, 120).Select(_ => Arrive().Uid).ToArray();
        Inbox.Remove([there[3], there[60]]);
        var watch = Watch(MailboxPosition.Beginning);
        foreach (var uid in there.Where((_, i) => i is not (3 or 60))) Assert.Equal(uid, (await NextAsync(watch)).UniqueId.Id);
        Assert.Equal(3, Times("UID FETCH"));
    }

    [Fact]
    public async Task Watch_from_a_position_begins_with_the_next_message()
    {
        Arrive();
        Arrive();
        var third = Arrive();
        var first = Watch(MailboxPosition.Beginning);
        await NextAsync(first);
        await NextAsync(first);
        var kept = first.Current.Position.ToString();
        await first.DisposeAsync();

        var second = Watch(MailboxPosition.Parse(kept));
        Assert.Equal(third.Uid, (await NextAsync(second)).UniqueId.Id);
    }

    [Fact]
    public async Task Position_can_be_queried_before_the_first_arrival()
    {
        Assert.Equal(0u, (await Watcher.GetPositionAsync(Account)).Uid);
        Arrive();
        var position = await Watcher.GetPositionAsync(Account);
        var second = Arrive();
        Assert.Equal(second.Uid, (await NextAsync(Watch(position))).UniqueId.Id);
    }

    [Fact]
    public async Task Arrival_can_be_fetched_flagged_and_moved()
    {
        var done = Alice.CreateFolder("Done")!;
        var stored = Arrive("To do");
        var watch = Watch(MailboxPosition.Beginning);
        var arrival = await NextAsync(watch);
        Assert.Equal("To do", (await arrival.GetMessageAsync()).Subject);
        Assert.Empty(Inbox.Messages[0].Flags);
        await arrival.AddFlagsAsync(MessageFlags.Answered | MessageFlags.Seen);
        await arrival.RemoveFlagsAsync(MessageFlags.Seen);
        Assert.Equal(["\\Answered"], Inbox.Messages[0].Flags);
        Assert.Equal(stored.Text.Length, (await arrival.UseAsync((folder, uid, ct) => folder.GetStreamAsync(uid, ct))).Length);
        await arrival.MoveToAsync("Done");
        Assert.Empty(Inbox.Messages);
        Assert.Equal(stored.Text, Assert.Single(done.Messages).Text);
        Assert.Equal(1, Host.Imap.Connections);
    }

    [Fact]
    public async Task Arrival_cannot_be_used_after_the_next_one_is_requested()
    {
        Arrive();
        Arrive();
        var watch = Watch(MailboxPosition.Beginning);
        var first = await NextAsync(watch);
        var second = await NextAsync(watch);
        await Assert.ThrowsAsync<InvalidOperationException>(() => first.GetMessageAsync());
        await watch.DisposeAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => second.AddFlagsAsync(MessageFlags.Seen));
        Assert.Equal(1u, first.Position.Uid);
    }

    [Fact]
    public async Task Concurrent_calls_on_an_arrival_are_rejected()
    {
        Arrive();
        var watch = Watch(MailboxPosition.Beginning);
        var arrival = await NextAsync(watch);
        var gate = new OAuthMail.Testing.MailGate();
        Host.Imap.Faults.On("FETCH", OAuthMail.Testing.MailFault.Hold(gate));
        var fetching = arrival.GetMessageAsync();
        await gate.Reached;
        await Assert.ThrowsAsync<InvalidOperationException>(() => arrival.AddFlagsAsync(MessageFlags.Seen));
        gate.Open();
        await fetching;
        await arrival.AddFlagsAsync(MessageFlags.Seen);
    }

    [Fact]
    public async Task IDLE_is_renewed_before_its_limit()
    {
        var (watch, next) = await IdleAsync();
        Pauses.Advance(TimeSpan.FromMinutes(9));
        await UntilAsync(() => Times("IDLE") == 2 && Host.Imap.IdlingConnections == 1);
        Assert.Equal(1, Times("DONE"));
        Assert.Equal(2, Times("UID SEARCH"));
        Assert.Equal(Arrive().Uid, await UidAsync(watch, next));
        Assert.Equal(1, Host.Imap.Connections);
    }

    [Fact]
    public async Task Server_without_IDLE_is_polled()
    {
        Host.Imap.Options.OfferIdle = false;
        var watch = Watch();
        var next = watch.MoveNextAsync().AsTask();
        await UntilAsync(() => Pauses.TimeToNextTimer == TimeSpan.FromMinutes(1));
        var stored = Arrive();
        Pauses.Advance(TimeSpan.FromMinutes(1));
        await PassAsync(next);
        Assert.Equal(stored.Uid, watch.Current.UniqueId.Id);
        Assert.Equal(1, Times("NOOP"));
    }

    [Fact]
    public async Task Connection_is_closed_between_polls_that_are_far_apart()
    {
        Host.Imap.Options.OfferIdle = false;
        var watch = Watch(configure: options => options.PollInterval = TimeSpan.FromMinutes(15));
        var next = watch.MoveNextAsync().AsTask();
        await UntilAsync(() => Pauses.TimeToNextTimer == TimeSpan.FromMinutes(15) && Host.Imap.OpenConnections == 0);
        var stored = Arrive();
        Pauses.Advance(TimeSpan.FromMinutes(15));
        await PassAsync(next);
        Assert.Equal(stored.Uid, watch.Current.UniqueId.Id);
        Assert.Equal(2, Host.Imap.Connections);
    }

    [Fact]
    public async Task Expunged_message_does_not_hide_a_new_one()
    {
        var old = Arrive();
        var (watch, next) = await IdleAsync();
        Inbox.Remove([old.Uid]);
        Assert.Equal(Arrive().Uid, await UidAsync(watch, next));
    }

    [Fact]
    public async Task Two_watches_of_one_folder_both_deliver_all_messages()
    {
        var one = Watch(MailboxPosition.Beginning);
        var other = Watch(MailboxPosition.Beginning);
        for (var i = 0; i < 5; i++)
        {
            var uid = Arrive().Uid;
            Assert.Equal(uid, (await NextAsync(one)).UniqueId.Id);
            Assert.Equal(uid, (await NextAsync(other)).UniqueId.Id);
        }
    }

    [Fact]
    public async Task Any_folder_can_be_watched_with_a_delegate()
    {
        var folder = Alice.CreateFolder("Reports")!;
        using var stop = new CancellationTokenSource();
        var seen = new List<string>();
        var options = new MailWatchOptions { Folder = "Reports", From = MailboxPosition.Beginning, Retry = Retry };
        var watching = Watcher.WatchAsync("alice", (arrival, _) =>
        {
            seen.Add(arrival.Envelope.Subject!);
            if (seen.Count == 2) stop.Cancel();
            return Task.CompletedTask;
        }, options, stop.Token);
        Arrive("One", folder);
        Arrive("Two", folder);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PassAsync(watching));
        Assert.Equal(["One", "Two"], seen);
    }

    [Fact]
    public async Task Folder_can_be_watched_by_name()
    {
        using var stop = new CancellationTokenSource();
        IMailWatcher mail = Watcher;
        var reading = Task.Run(async () =>
        {
            await foreach (var arrival in mail.WatchAsync("alice", "INBOX", stop.Token)) return arrival.Envelope.Subject;
            return null;
        });
        await PassAsync(Host.Imap.WaitForIdleAsync());
        Arrive("Hello");
        Assert.Equal("Hello", await PassAsync(reading));
    }

    [Fact]
    public async Task Missing_folder_ends_the_watch()
    {
        var failure = await Assert.ThrowsAnyAsync<OAuthMailException>(
            () => NextAsync(Watch(configure: options => options.Folder = "Nowhere")));
        Assert.Equal(Problems.FolderNotFound, failure.Problem);
    }

    [Fact]
    public void Invalid_options_are_rejected_at_once()
    {
        foreach (var wrong in new MailWatchOptions[]
        {
            new() { Folder = " " },
            new() { PollInterval = TimeSpan.Zero },
            new() { PollInterval = TimeSpan.MaxValue },
            new() { IdleLimit = TimeSpan.FromMinutes(30) },
            new() { Retry = new WatchRetryOptions { FirstPause = TimeSpan.Zero } },
            new() { Retry = new WatchRetryOptions { MaximumPause = TimeSpan.FromMilliseconds(1) } },
            new() { Retry = new WatchRetryOptions { MaximumPause = TimeSpan.MaxValue } },
            new() { Retry = null! },
        })
        {
            Assert.Throws<MailConfigurationException>(() => Watcher.WatchAsync(Account, wrong));
        }

        var all = new MailWatchOptions
        {
            Folder = "",
            IdleLimit = TimeSpan.FromHours(1),
            Retry = new WatchRetryOptions { FirstPause = TimeSpan.Zero },
        };
        var failure = Assert.Throws<MailConfigurationException>(() => Watcher.WatchAsync(Account, all));
        Assert.Equal(["Folder", "IdleLimit", "Retry:FirstPause"], failure.Errors.Select(error => error.Option));
        var pop3 = new Pop3WatchOptions { PollInterval = TimeSpan.MaxValue };
        Assert.Throws<MailConfigurationException>(() => Watcher.WatchPop3Async(Account, pop3));
        Assert.Throws<MailConfigurationException>(() => Watcher.WatchAsync("nobody", new MailWatchOptions()));
    }
}
