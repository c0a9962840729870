using OAuthMail.Testing;

namespace OAuthMail.MailKit.Tests.Watching;

/// <summary>Messages that arrive or disappear between two steps of a watch.</summary>
public class ImapWatchRaceTests : ImapWatchTest
{
    [Theory]
    [InlineData("SEARCH")]
    [InlineData("IDLE")]
    public async Task Message_between_the_search_and_IDLE_is_not_missed(string command)
    {
        var gate = new MailGate();
        Host.Imap.Faults.On(command, MailFault.Hold(gate));
        var watch = Watch();
        var next = watch.MoveNextAsync().AsTask();
        await gate.Reached;
        var stored = Arrive();
        gate.Open();
        Assert.Equal(stored.Uid, await UidAsync(watch, next));
    }

    [Fact]
    public async Task Message_that_arrives_during_a_fetch_is_not_missed()
    {
        var gate = new MailGate();
        Arrive();
        Host.Imap.Faults.On("FETCH", MailFault.Hold(gate));
        var watch = Watch(MailboxPosition.Beginning);
        var next = watch.MoveNextAsync().AsTask();
        await gate.Reached;
        var second = Arrive();
        gate.Open();
        Assert.Equal(1u, await UidAsync(watch, next));
        Assert.Equal(second.Uid, (await NextAsync(watch)).UniqueId.Id);
    }

    [Fact]
    public async Task Message_that_arrives_while_the_caller_works_is_not_missed()
    {
        Arrive();
        var watch = Watch(MailboxPosition.Beginning);
        var first = await NextAsync(watch);
        var second = Arrive();
        await first.GetMessageAsync();
        Assert.Equal(second.Uid, (await NextAsync(watch)).UniqueId.Id);
    }

    [Fact]
    public async Task Message_deleted_before_the_fetch_is_skipped()
    {
        var gate = new MailGate();
        Arrive();
        Arrive();
        Host.Imap.Faults.On("FETCH", MailFault.Hold(gate));
        var watch = Watch(MailboxPosition.Beginning);
        var next = watch.MoveNextAsync().AsTask();
        await gate.Reached;
        Inbox.Remove([1]);
        gate.Open();
        var uid = await UidAsync(watch, next);

        // The server may keep the message for this session (RFC 3501 section 7.4.1). It is then delivered.
        if (uid == 1) uid = (await NextAsync(watch)).UniqueId.Id;
        Assert.Equal(2u, uid);
    }

    [Fact]
    public async Task Watch_continues_if_all_found_messages_were_deleted()
    {
        var gate = new MailGate();
        Arrive();
        Host.Imap.Faults.On("FETCH", MailFault.Hold(gate));
        Host.Imap.Faults.On("FETCH", MailFault.Cut());
        var watch = Watch(MailboxPosition.Beginning);
        var next = watch.MoveNextAsync().AsTask();
        await gate.Reached;
        Inbox.Remove([1]);
        Host.Imap.CutConnections();
        gate.Open();
        Host.Imap.Faults.Clear();
        await PassAsync(Host.Imap.WaitForIdleAsync());
        Assert.Equal(Arrive().Uid, await UidAsync(watch, next));
    }

    [Fact]
    public async Task Watch_continues_after_the_last_message_when_UIDVALIDITY_changes()
    {
        for (var i = 0; i < 3; i++) Arrive();
        var watch = Watch(MailboxPosition.Beginning);
        await NextAsync(watch);
        await NextAsync(watch);
        Inbox.Remove([1]);
        Inbox.RenewUids();
        Arrive("The fourth");
        var seen = new List<string?>();
        while (seen.Count < 2) seen.Add((await NextAsync(watch)).Envelope.Subject);
        Assert.Equal(["Message 5", "The fourth"], seen);
        Assert.Equal(Inbox.UidValidity, watch.Current.Position.UidValidity);
    }

    [Fact]
    public async Task Position_under_an_old_UIDVALIDITY_is_found_again()
    {
        for (var i = 0; i < 3; i++) Arrive();
        var first = Watch(MailboxPosition.Beginning);
        await NextAsync(first);
        var kept = (await NextAsync(first)).Position.ToString();
        await first.DisposeAsync();
        Inbox.Remove([1]);
        Inbox.RenewUids();
        var arrival = await NextAsync(Watch(MailboxPosition.Parse(kept)));
        Assert.Equal("Message 5", arrival.Envelope.Subject);
        Assert.True(arrival.IsResynchronized);
    }

    [Fact]
    public async Task All_messages_are_delivered_again_if_the_last_one_is_not_found()
    {
        for (var i = 0; i < 3; i++) Arrive();
        var first = Watch(MailboxPosition.Beginning);
        await NextAsync(first);
        var kept = (await NextAsync(first)).Position;
        await first.DisposeAsync();
        Inbox.Remove([2]);
        Inbox.RenewUids();
        var watch = Watch(kept);
        var arrival = await NextAsync(watch);
        Assert.Equal("Message 1", arrival.Envelope.Subject);
        Assert.True(arrival.IsResynchronized);
        Assert.Equal("Message 5", (await NextAsync(watch)).Envelope.Subject);
        Arrive("New");
        Assert.False((await NextAsync(watch)).IsResynchronized);
    }

    [Fact]
    public async Task RedeliverWhenRenumbered_delivers_all_messages_again()
    {
        Arrive();
        Arrive();
        var watch = Watch(MailboxPosition.Beginning, options => options.RedeliverWhenRenumbered = true);
        await NextAsync(watch);
        await NextAsync(watch);
        Inbox.RenewUids();
        foreach (var uid in new[] { 1u, 2u })
        {
            var arrival = await NextAsync(watch);
            Assert.Equal(uid, arrival.UniqueId.Id);
            Assert.True(arrival.IsResynchronized);
        }
    }

    [Fact]
    public async Task Reset_UIDs_are_detected_without_a_new_UIDVALIDITY()
    {
        Arrive();
        var watch = Watch(new MailboxPosition(Inbox.UidValidity, 40));
        var arrival = await NextAsync(watch);
        Assert.Equal(1u, arrival.UniqueId.Id);
        Assert.True(arrival.IsResynchronized);
        Arrive();
        Assert.False((await NextAsync(watch)).IsResynchronized);
    }

    [Fact]
    public async Task Message_with_a_lower_UID_that_arrived_no_earlier_is_delivered()
    {
        var messages = Enumerable.Range(0, 3).Select(_ => Arrive()).ToArray();
        var first = Watch(MailboxPosition.Beginning);
        await NextAsync(first);
        var kept = (await NextAsync(first)).Position;
        await first.DisposeAsync();

        // Under the new UIDVALIDITY, the undelivered third message precedes the first and the second.
        Inbox.Remove([1, 2, 3]);
        foreach (var message in new[] { messages[2], messages[0], messages[1] }) Inbox.Append(message.Content, null, message.InternalDate);
        Inbox.RenewUids();
        var watch = Watch(kept);
        var arrival = await NextAsync(watch);
        Assert.Equal("Message 5", arrival.Envelope.Subject);
        Assert.True(arrival.IsResynchronized);
        Assert.Equal(3u, arrival.Position.Uid);
        Arrive("New");
        Assert.Equal("New", (await NextAsync(watch)).Envelope.Subject);
    }

    [Fact]
    public async Task Arrival_is_found_again_when_UIDVALIDITY_changes_while_the_caller_works()
    {
        Arrive();
        Arrive();
        var watch = Watch(MailboxPosition.Beginning);
        await NextAsync(watch);
        var arrival = await NextAsync(watch);
        Inbox.Remove([1]);
        Inbox.RenewUids();
        Assert.Equal(arrival.Envelope.Subject, (await PassAsync(arrival.GetMessageAsync())).Subject);
    }
}
