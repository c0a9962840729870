using System.Collections.Concurrent;

namespace OAuthMail.Testing.Tests.Mailboxes;

public sealed class MailboxStoreTests
{
    [Fact]
    public void Mail_to_an_alias_is_delivered_and_case_is_ignored()
    {
        var store = new MailboxStore(new ManualTimeProvider());
        var alice = store.AddMailbox("alice@example.com", "sales@example.com");
        var message = store.Deliver("SALES@example.com", "A: b\r\n\r\n"u8.ToArray());
        Assert.Same(message, Assert.Single(alice.Inbox.Messages));
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), message.InternalDate);
        Assert.Single(store.Mailboxes);
        Assert.Throws<ArgumentException>(() => store.Deliver("bob@example.com", default));
    }

    [Fact]
    public void An_address_in_use_adds_no_mailbox()
    {
        var store = new MailboxStore();
        store.AddMailbox("alice@example.com");
        Assert.Throws<ArgumentException>(() => store.AddMailbox("bob@example.com", "ALICE@example.com"));
        Assert.Null(store.Find("bob@example.com"));
    }

    [Fact]
    public void Change_events_contain_the_message_after_the_change()
    {
        var store = new MailboxStore();
        var inbox = store.AddMailbox("alice@example.com").Inbox;
        var told = new List<(MailboxChange, uint, int)>();
        store.Changed += (_, change) => told.Add((change.Change, change.Message.Uid, change.Message.Flags.Count));
        inbox.Append("A: b\r\n\r\n"u8.ToArray());
        Assert.True(inbox.SetFlags(1, ["\\Seen"]));
        Assert.True(inbox.SetFlags(1, ["\\SEEN"]));
        Assert.False(inbox.SetFlags(2, []));
        Assert.Equal(1, inbox.Remove([1, 7]));
        Assert.Equal([(MailboxChange.Added, 1u, 0), (MailboxChange.FlagsChanged, 1u, 1), (MailboxChange.Removed, 1u, 1)], told);
    }

    [Fact]
    public async Task A_wait_completes_with_the_message_or_times_out()
    {
        var store = new MailboxStore();
        var inbox = store.AddMailbox("alice@example.com").Inbox;
        var waiting = inbox.WaitForMessagesAsync(1);
        store.Deliver("alice@example.com", "A: b\r\n\r\n"u8.ToArray());
        Assert.Single(await waiting);
        await Assert.ThrowsAsync<TimeoutException>(() => inbox.WaitForMessagesAsync(2, TimeSpan.Zero));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => inbox.WaitForMessagesAsync(2, null, new CancellationToken(true)));
    }

    [Fact]
    public async Task Concurrent_writers_lose_no_message_and_receive_distinct_UIDs()
    {
        var inbox = new MailboxStore().AddMailbox("alice@example.com").Inbox;
        var uids = new ConcurrentBag<uint>();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 200; i++)
            {
                var message = inbox.Append("A: b\r\n\r\n"u8.ToArray());
                uids.Add(message.Uid);
                inbox.SetFlags(message.Uid, ["\\Seen"]);
                if (i % 2 == 0) inbox.Remove([message.Uid]);
            }
        })));
        Assert.Equal(1600, uids.Distinct().Count());
        Assert.Equal(800, inbox.Messages.Count);
        Assert.Equal(inbox.Messages.Select(m => m.Uid).Order(), inbox.Messages.Select(m => m.Uid));
    }

    [Fact]
    public void Renaming_the_INBOX_moves_its_messages_and_keeps_it()
    {
        var mailbox = new MailboxStore().AddMailbox("alice@example.com");
        mailbox.Inbox.Append("A: b\r\n\r\n"u8.ToArray(), ["\\Seen"]);
        Assert.True(mailbox.RenameFolder("inbox", "Old"));
        Assert.Empty(mailbox.Inbox.Messages);
        Assert.Contains("\\Seen", Assert.Single(mailbox.FindFolder("Old")!.Messages).Flags);
        Assert.False(mailbox.RenameFolder("Old", "Old/below"));
    }
}
