using OAuthMail.Testing;

namespace OAuthMail.MailKit.Tests.Watching;

public class Pop3WatchTests : WatchTest
{
    private static readonly TimeSpan Poll = TimeSpan.FromMinutes(5);

    protected override void Configure(MailTestHostOptions options) => options.Pop3.TimeProvider = Clock;

    [Fact]
    public async Task Default_position_delivers_only_messages_that_arrive_afterwards()
    {
        Arrive("Before");
        var watch = Watch();
        var next = watch.MoveNextAsync().AsTask();
        await UntilAsync(() => Pauses.TimeToNextTimer == Poll);
        await UntilAsync(() => Host.Pop3.OpenConnections == 0);
        var stored = Arrive("Now");
        Assert.True(await PassAsync(next, Poll));
        Assert.Equal("Now", (await watch.Current.GetMessageAsync()).Subject);
        Assert.Equal("Now", (await watch.Current.GetHeadersAsync())["Subject"]);
        Assert.Equal(stored.Content.Length, watch.Current.Size);
        Assert.Equal(1, Host.Pop3.OpenConnections);
    }

    [Fact]
    public async Task Watch_from_a_position_delivers_the_other_messages()
    {
        for (var i = 0; i < 3; i++) Arrive();
        var first = Watch(Pop3Position.Beginning);
        var one = await NextAsync(first);
        await NextAsync(first);
        var kept = first.Current.Position.ToString();
        Assert.Throws<InvalidOperationException>(() => one.Position);
        await first.DisposeAsync();
        Inbox.Remove([1]);

        var second = Watch(Pop3Position.Parse(kept));
        var arrival = await NextAsync(second);
        Assert.EndsWith("-3", arrival.Uid, StringComparison.Ordinal);
        Assert.Equal(2, arrival.Position.Seen.Count());
        await second.DisposeAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => arrival.GetMessageAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(() => arrival.DeleteAsync());
    }

    [Fact]
    public async Task Deletion_takes_effect_with_QUIT()
    {
        Arrive();
        Arrive();
        var watch = Watch(Pop3Position.Beginning);
        await (await NextAsync(watch)).DeleteAsync();
        await NextAsync(watch);
        Assert.Equal(2, Inbox.Messages.Count);
        _ = watch.MoveNextAsync().AsTask();
        await UntilAsync(() => Inbox.Messages.Count == 1);
        Assert.Equal(2u, Inbox.Messages[0].Uid);
    }

    [Fact]
    public async Task Deletion_of_a_lost_session_is_repeated_by_the_next_session()
    {
        Arrive();
        Arrive();
        var watch = Watch(Pop3Position.Beginning);
        await (await NextAsync(watch)).DeleteAsync();
        Host.Pop3.CutConnections();
        var second = await NextAsync(watch);
        Assert.EndsWith("-2", second.Uid, StringComparison.Ordinal);
        await PassAsync(second.GetMessageAsync());
        await watch.DisposeAsync();
        await UntilAsync(() => Inbox.Messages.Count == 1);
        Assert.Equal(2, Host.Pop3.Connections);
    }

    [Fact]
    public async Task Deletion_of_a_lost_process_is_repeated_by_the_next_process()
    {
        Arrive();
        var kept = (await LeaveDeletionPendingAsync()).ToString();
        Assert.Single(Inbox.Messages);

        var successor = Watch(Pop3Position.Parse(kept));
        var next = successor.MoveNextAsync().AsTask();
        await UntilAsync(() => Inbox.Messages.Count == 0);
        Assert.False(next.IsCompleted);
        Arrive();
        Assert.True(await PassAsync(next, Poll));
        Assert.EndsWith("-2", successor.Current.Uid, StringComparison.Ordinal);
        Assert.Empty(successor.Current.Position.Deleted);
    }

    [Fact]
    public async Task Pending_deletions_do_not_delay_new_messages()
    {
        Arrive();
        var kept = await LeaveDeletionPendingAsync();
        var stored = Arrive();

        var connections = Host.Pop3.Connections;
        var next = await NextAsync(Watch(kept));
        Assert.EndsWith("-2", next.Uid, StringComparison.Ordinal);
        Assert.Equal(stored.Content.Length, next.Size);
        Assert.Equal(connections + 1, Host.Pop3.Connections);
    }

    [Fact]
    public async Task Message_that_the_server_does_not_delete_does_not_delay_others()
    {
        Arrive();
        var kept = await LeaveDeletionPendingAsync();
        Arrive();

        Host.Pop3.Faults.On("DELE", MailFault.Reply("-ERR The message is locked"), times: 2);
        var second = Watch(kept);
        var next = await NextAsync(second);
        Assert.EndsWith("-2", next.Uid, StringComparison.Ordinal);
        Assert.Single(next.Position.Deleted);
        await Assert.ThrowsAsync<MailServerException>(() => next.DeleteAsync());
        _ = second.MoveNextAsync().AsTask();
        await UntilAsync(() => Pauses.TimeToNextTimer == Poll);
        Pass(Poll);
        await UntilAsync(() => Inbox.Messages.Count == 1);
        Assert.Equal(2u, Inbox.Messages[0].Uid);
    }

    [Fact]
    public async Task Session_lost_while_the_caller_works_is_replaced()
    {
        Arrive("Thought about");
        Arrive();
        var watch = Watch(Pop3Position.Beginning);
        var arrival = await NextAsync(watch);
        Host.Pop3.CutConnections();
        Assert.Equal("Thought about", (await PassAsync(arrival.GetMessageAsync())).Subject);
        Inbox.Remove([1]);
        Host.Pop3.CutConnections();
        var failure = await Assert.ThrowsAsync<MailServerException>(() => PassAsync(arrival.GetMessageAsync()));
        Assert.Equal(Problems.MessageGone, failure.Problem);
        Assert.EndsWith("-2", (await NextAsync(watch)).Uid, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_after_the_end_of_the_watch_opens_no_connection()
    {
        Arrive();
        var watch = Watch(Pop3Position.Beginning);
        var arrival = await NextAsync(watch);
        Host.Pop3.CutConnections();
        await Host.Pop3.PauseAsync();
        var call = arrival.GetMessageAsync();
        await UntilAsync(() => Pauses.TimeToNextTimer is { } wait && wait <= Pause);
        await watch.DisposeAsync();
        await Host.Pop3.ResumeAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => PassAsync(call));
        await UntilAsync(() => Host.Pop3.OpenConnections == 0);
    }

    [Fact]
    public async Task Longer_LOGIN_DELAY_is_respected()
    {
        Host.Pop3.Options.LoginDelay = TimeSpan.FromMinutes(20);
        var watch = Watch(Pop3Position.Beginning);
        var next = watch.MoveNextAsync().AsTask();
        await UntilAsync(() => Pauses.TimeToNextTimer == TimeSpan.FromMinutes(20));
        Arrive();
        Pass(TimeSpan.FromMinutes(20));
        Assert.True(await PassAsync(next));
        Assert.Equal(0, Host.Pop3.RejectedLogins);
    }

    [Fact]
    public async Task Login_delay_and_locked_mailbox_are_transient()
    {
        Arrive();
        Host.Pop3.Options.LoginDelay = TimeSpan.FromMinutes(3);
        Host.Pop3.Options.ExclusiveMaildrop = true;
        var other = await Factory.ConnectPop3Async(Account);
        var next = Watch(Pop3Position.Beginning).MoveNextAsync().AsTask();
        await UntilAsync(() => Pauses.TimeToNextTimer <= TimeSpan.FromMinutes(2));
        Assert.False(next.IsCompleted);
        for (var i = 0; i < 4; i++) await PassOneAsync(TimeSpan.FromMinutes(2));
        Assert.False(next.IsCompleted);
        await other.DisposeAsync();
        Assert.True(await PassAsync(next, TimeSpan.FromMinutes(2)));
    }

    [Fact]
    public async Task Server_without_UIDL_ends_the_watch()
    {
        Host.Pop3.Options.OfferUidl = false;
        Arrive();
        var failure = await Assert.ThrowsAsync<MailServerException>(() => NextAsync(Watch()));
        Assert.Equal(Problems.UidlMissing, failure.Problem);
    }

    [Theory]
    [InlineData("UIDL")]
    [InlineData("LIST")]
    public async Task Lost_session_is_retried(string command)
    {
        Arrive();
        Host.Pop3.Faults.On(command, MailFault.Cut(), times: 2);
        Assert.EndsWith("-1", (await NextAsync(Watch(Pop3Position.Beginning))).Uid, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UIDL")]
    [InlineData("LIST")]
    [InlineData("pause")]
    [InlineData("RETR")]
    public async Task Watch_can_be_canceled_wherever_it_waits(string where)
    {
        using var stop = new CancellationTokenSource();
        var gate = new MailGate();
        if (where != "pause") Arrive();
        Host.Pop3.Faults.On(where, MailFault.Hold(gate));
        var watch = Watch(Pop3Position.Beginning, stop.Token);
        Task waiting = watch.MoveNextAsync().AsTask();
        if (where == "pause")
        {
            await UntilAsync(() => Pauses.TimeToNextTimer == Poll);
        }
        else if (where == "RETR")
        {
            await waiting;
            waiting = watch.Current.GetMessageAsync(stop.Token);
        }

        if (where != "pause") await gate.Reached;
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        gate.Open();
    }

    [Fact]
    public async Task Watch_can_call_a_delegate()
    {
        Arrive();
        Arrive();
        using var stop = new CancellationTokenSource();
        var sizes = new List<int>();
        var watching = Watcher.WatchPop3Async(Account, async (arrival, ct) =>
        {
            sizes.Add(arrival.Size);
            await arrival.DeleteAsync(ct);
            if (sizes.Count == 2) await stop.CancelAsync();
        }, new Pop3WatchOptions { From = Pop3Position.Beginning, Retry = Retry }, stop.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PassAsync(watching));
        Assert.Equal(2, sizes.Count);
        await UntilAsync(() => Inbox.Messages.Count == 0);
    }

    [Fact]
    public async Task Messages_with_the_same_UIDL_are_delivered_and_deleted_separately()
    {
        for (var i = 1; i <= 3; i++) Arrive($"Copy {i}");
        Host.Pop3.Faults.On("UIDL", MailFault.Reply("+OK\r\n1 same\r\n2 same\r\n3 same\r\n."));
        var watch = Watch(Pop3Position.Beginning);
        var first = await NextAsync(watch);
        Assert.Equal("Copy 1", (await first.GetMessageAsync()).Subject);
        await first.DeleteAsync();
        var kept = first.Position.ToString();
        await watch.DisposeAsync();
        await UntilAsync(() => Inbox.Messages.Count == 2);

        Host.Pop3.Faults.On("UIDL", MailFault.Reply("+OK\r\n1 same\r\n2 same\r\n."));
        var second = Watch(Pop3Position.Parse(kept));
        Assert.Equal("Copy 2", (await (await NextAsync(second)).GetMessageAsync()).Subject);
        Assert.Equal("Copy 3", (await (await NextAsync(second)).GetMessageAsync()).Subject);
        await second.DisposeAsync();
        Assert.Equal(2, Inbox.Messages.Count);
    }

    [Fact]
    public async Task Pending_deletion_is_not_repeated_when_another_message_has_the_same_UIDL()
    {
        Arrive("One");
        Host.Pop3.Faults.On("UIDL", MailFault.Reply("+OK\r\n1 same\r\n."));
        var kept = await LeaveDeletionPendingAsync();
        Arrive("Two");

        Host.Pop3.Faults.On("UIDL", MailFault.Reply("+OK\r\n1 same\r\n2 same\r\n."));
        var second = Watch(kept);
        await NextAsync(second);
        Assert.Equal("Two", (await (await NextAsync(second)).GetMessageAsync()).Subject);
        await second.DisposeAsync();
        Assert.Equal(2, Inbox.Messages.Count);
    }

    [Fact]
    public async Task List_that_is_empty_in_one_session_delivers_no_message_again()
    {
        Arrive();
        Arrive();
        var watch = Watch(Pop3Position.Beginning);
        await NextAsync(watch);
        await NextAsync(watch);
        Host.Pop3.Faults.On("UIDL", MailFault.Reply("+OK\r\n."));
        var next = watch.MoveNextAsync().AsTask();
        for (var i = 0; i < 2; i++)
        {
            await UntilAsync(() => next.IsCompleted || Pauses.TimeToNextTimer == Poll);
            Assert.False(next.IsCompleted);
            Pass(Poll);
        }

        await UntilAsync(() => next.IsCompleted || Pauses.TimeToNextTimer == Poll);
        Arrive();
        Assert.True(await PassAsync(next, Poll));
        Assert.EndsWith("-3", watch.Current.Uid, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Message_that_STAT_does_not_count_does_not_end_the_watch()
    {
        Arrive();
        Host.Pop3.Faults.On("UIDL", MailFault.Reply("+OK\r\n1 one\r\n2 two\r\n."));
        var watch = Watch(Pop3Position.Beginning);
        await NextAsync(watch);
        var next = watch.MoveNextAsync().AsTask();
        await UntilAsync(() => next.IsCompleted || Pauses.TimeToNextTimer == Poll);
        Assert.False(next.IsCompleted);
    }

    [Theory]
    [InlineData("-ERR no")]
    [InlineData("-ERR [SYS/TEMP] later")]
    [InlineData("+OK\r\n1 5\r\n3 5\r\n.")]
    [InlineData("+OK\r\n1 large\r\n.")]
    [InlineData("")]
    public async Task Messages_are_delivered_although_LIST_fails(string reply)
    {
        Arrive();
        Arrive();
        Host.Pop3.Faults.On("LIST", MailFault.Reply(reply), times: 1000);
        var watch = Watch(Pop3Position.Beginning);
        Assert.EndsWith("-1", (await NextAsync(watch)).Uid, StringComparison.Ordinal);
        Assert.EndsWith("-2", (await NextAsync(watch)).Uid, StringComparison.Ordinal);
        await watch.Current.DeleteAsync();
        await watch.DisposeAsync();
        await UntilAsync(() => Inbox.Messages.Count == 1);
    }

    [Fact]
    public async Task Excessive_LOGIN_DELAY_does_not_end_the_watch()
    {
        Host.Pop3.Options.LoginDelay = TimeSpan.FromSeconds(2_000_000_000);
        var next = Watch(Pop3Position.Beginning).MoveNextAsync().AsTask();
        await UntilAsync(() => next.IsCompleted || Pauses.TimeToNextTimer == TimeSpan.FromDays(1));
        Assert.False(next.IsCompleted);
    }

    [Theory]
    [InlineData("-ERR [SYS/TEMP] later")]
    [InlineData("-ERR [IN-USE] locked")]
    public async Task Temporary_failure_of_a_pending_deletion_does_not_delay_new_messages(string reply)
    {
        Arrive();
        var kept = await LeaveDeletionPendingAsync();
        Arrive();
        Host.Pop3.Faults.On("DELE", MailFault.Reply(reply), times: 50);
        var next = await NextAsync(Watch(kept));
        Assert.EndsWith("-2", next.Uid, StringComparison.Ordinal);
        Assert.Single(next.Position.Deleted);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no header\r\n")]
    [InlineData("\0\u0001\u0002\u0003")]
    [InlineData("\r\n")]
    public async Task Unreadable_content_fails_once_and_does_not_delay_others(string content)
    {
        Inbox.Append(System.Text.Encoding.ASCII.GetBytes(content));
        Arrive("Good");
        var watch = Watch(Pop3Position.Beginning);
        var arrival = await NextAsync(watch);
        await RequireQuickFailureAsync(PassAsync(arrival.GetMessageAsync()));
        await RequireQuickFailureAsync(PassAsync(arrival.GetHeadersAsync()));
        Assert.Equal("Good", (await PassAsync((await NextAsync(watch)).GetMessageAsync())).Subject);
        Assert.InRange(Host.Pop3.Connections, 1, 3);
    }

    [Fact]
    public async Task Message_that_is_never_transferred_fails_once_for_the_caller()
    {
        Arrive();
        Arrive();
        Host.Pop3.Faults.On("RETR", MailFault.Cut(), times: 1000);
        var watch = Watch(Pop3Position.Beginning);
        var arrival = await NextAsync(watch);
        var failure = await Assert.ThrowsAsync<MailServerException>(() => PassAsync(arrival.GetMessageAsync(), Poll));
        Assert.Equal(Problems.MessageUnreadable, failure.Problem);
        Host.Pop3.Faults.Clear();
        Assert.EndsWith("-2", (await NextAsync(watch)).Uid, StringComparison.Ordinal);
        await PassAsync(watch.Current.GetMessageAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("what?")]
    public async Task Deletion_that_ends_every_session_does_not_hold_up_new_messages(string reply)
    {
        Arrive();
        var watch = Watch(Pop3Position.Beginning);
        var arrival = await NextAsync(watch);
        Host.Pop3.Faults.On("DELE", MailFault.Reply(reply), times: 1000);
        await PassAsync(arrival.DeleteAsync());
        Arrive();
        var next = await NextAsync(watch, Poll);
        Assert.EndsWith("-2", next.Uid, StringComparison.Ordinal);
        Assert.Single(next.Position.Deleted);
        await PassAsync(next.GetMessageAsync());
    }

    [Theory]
    [InlineData("+OK\r\n1 one\r\n2\r\n3 three\r\n.")]
    [InlineData("+OK\r\n1 one\r\n2 \r\n3 three\r\n.")]
    public async Task Message_without_a_unique_ID_is_delivered_once_and_the_others_arrive(string list)
    {
        for (var i = 1; i <= 3; i++) Arrive($"Number {i}");
        FaultyUidl(list);
        var watch = Watch(Pop3Position.Beginning);
        Assert.Equal("one", (await NextAsync(watch)).Uid);
        var second = await NextAsync(watch);
        Assert.Equal("", second.Uid);
        Assert.Equal(Problems.ServerReplyInvalid, second.Failure!.Problem);
        Assert.Contains("message 2", second.Failure.Detail, StringComparison.Ordinal);
        Assert.Equal("Number 2", (await second.GetMessageAsync()).Subject);
        Assert.Equal("three", (await NextAsync(watch)).Uid);
        Assert.Null(watch.Current.Failure);
        var kept = watch.Current.Position.ToString();
        await watch.DisposeAsync();

        FaultyUidl(list);
        var later = Watch(Pop3Position.Parse(kept));
        var next = later.MoveNextAsync().AsTask();
        await UntilAsync(() => next.IsCompleted || Pauses.TimeToNextTimer == Poll);
        Assert.False(next.IsCompleted);
    }

    [Theory]
    [InlineData("+OK\r\n1 one\r\n3 three\r\n.")]
    [InlineData("+OK\r\n1 one\r\n.")]
    [InlineData("+OK\r\n.")]
    public async Task Messages_that_the_list_leaves_out_are_asked_for(string list)
    {
        for (var i = 1; i <= 3; i++) Arrive();
        Host.Pop3.Faults.On("UIDL", MailFault.Reply(list), times: list.Contains('3', StringComparison.Ordinal) ? 2 : 1);
        var watch = Watch(Pop3Position.Beginning);
        for (var i = 0; i < 3; i++) Assert.NotEmpty((await NextAsync(watch)).Uid);
        Assert.Equal(1, Host.Pop3.Connections);
    }

    [Theory]
    [InlineData("+OK 2 20", "+OK\r\n1 a\r\n2 b\r\n.")]
    [InlineData("+OK 2 20", "+OK\r\n1 b\r\n2 c\r\n.")]
    [InlineData("+OK 1 20", "+OK\r\n1 b\r\n.")]
    public async Task Messages_that_one_session_leaves_out_do_not_arrive_again(string count, string list)
    {
        const string all = "+OK\r\n1 a\r\n2 b\r\n3 c\r\n.";
        for (var i = 1; i <= 3; i++) Arrive();
        Host.Pop3.Faults.On("UIDL", MailFault.Reply(all));
        var watch = Watch(Pop3Position.Beginning);
        for (var i = 0; i < 3; i++) await NextAsync(watch);
        var kept = watch.Current.Position.ToString();
        await watch.DisposeAsync();

        Host.Pop3.Faults.On("STAT", MailFault.Reply(count));
        Host.Pop3.Faults.On("UIDL", MailFault.Reply(list));
        Host.Pop3.Faults.On("UIDL", MailFault.Reply(all), times: 3);
        var second = Watch(Pop3Position.Parse(kept));
        var next = second.MoveNextAsync().AsTask();
        for (var i = 0; i < 3; i++)
        {
            await UntilAsync(() => next.IsCompleted || Pauses.TimeToNextTimer == Poll);
            Assert.False(next.IsCompleted);
            Pass(Poll);
        }
    }

    [Fact]
    public async Task Message_that_two_sessions_leave_out_is_forgotten()
    {
        Arrive();
        Arrive();
        var watch = Watch(Pop3Position.Beginning);
        await NextAsync(watch);
        await NextAsync(watch);
        Inbox.Remove([1]);
        Assert.Equal(2, watch.Current.Position.Seen.Count());
        var next = watch.MoveNextAsync().AsTask();
        for (var i = 0; i < 2; i++)
        {
            await UntilAsync(() => next.IsCompleted || Pauses.TimeToNextTimer == Poll);
            Pass(Poll);
        }
        await UntilAsync(() => Pauses.TimeToNextTimer == Poll);
        Arrive();
        Assert.True(await PassAsync(next, Poll));
        Assert.Equal(2, watch.Current.Position.Messages.Count);
    }

    [Fact]
    public async Task LOGIN_DELAY_holds_back_the_login_after_a_cut_session()
    {
        Arrive("One");
        Host.Pop3.Options.LoginDelay = TimeSpan.FromMinutes(3);
        var watch = Watch(Pop3Position.Beginning);
        var arrival = await NextAsync(watch);
        Host.Pop3.CutConnections();
        var call = arrival.GetMessageAsync();
        await UntilAsync(() => Pauses.TimeToNextTimer is { } wait && wait <= Pause);
        Pass(Pauses.TimeToNextTimer!.Value);
        await UntilAsync(() => Pauses.TimeToNextTimer is { } wait && wait > TimeSpan.FromMinutes(2) && wait < TimeSpan.FromMinutes(3));
        Assert.Equal(1, Host.Pop3.Connections);
        Assert.Equal("One", (await PassAsync(call, TimeSpan.FromMinutes(3))).Subject);
        Assert.Equal(0, Host.Pop3.RejectedLogins);
    }

    /// <summary>The list is sent twice, because the watch repeats a list that can't be parsed. A single message has no ID either.</summary>
    private void FaultyUidl(string list)
    {
        Host.Pop3.Faults.On("UIDL", MailFault.Reply(list), times: 2);
        Host.Pop3.Faults.On("UIDL", MailFault.Reply("+OK 2"));
    }

    private IAsyncEnumerator<Pop3Arrival> Watch(Pop3Position? from = null, CancellationToken cancellationToken = default) =>
        Begin(Watcher.WatchPop3Async(Account, new Pop3WatchOptions { From = from, Retry = Retry }, cancellationToken));

    // The first message of the inbox is received, and deleted when its connection is lost already.
    private async Task<Pop3Position> LeaveDeletionPendingAsync()
    {
        var watch = Watch(Pop3Position.Beginning);
        var arrival = await NextAsync(watch);
        Host.Pop3.CutConnections();
        await arrival.DeleteAsync();
        var kept = arrival.Position;
        await watch.DisposeAsync();
        return kept;
    }

    private async Task PassOneAsync(TimeSpan step)
    {
        await UntilAsync(() => Pauses.TimeToNextTimer is { } wait && wait <= step);
        Pass(Pauses.TimeToNextTimer ?? TimeSpan.Zero);
    }
}
