using MailKit;
using OAuthMail.IntegrationTests.Servers;

namespace OAuthMail.MailKit.IntegrationTests;

/// <summary>Watches at Dovecot: every message is delivered once.</summary>
[Collection(OnRealServers.Name)]
public sealed class WatchTests(RealServers servers)
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(100);

    [RealServersFact]
    public async Task Message_that_arrives_during_IDLE_is_delivered_once()
    {
        using var mail = new RealMailKit(servers);
        await using var watched = await WatchedMailbox.CreateAsync(mail, "idle");
        await using var watch = watched.Watch(await watched.GetPositionAsync());
        var first = watch.NextAsync();
        await watched.SendAsync("One", "Two", "Three");
        var seen = new List<string> { (await first).Envelope.Subject! };
        while (seen.Count < 3) seen.Add((await watch.NextAsync()).Envelope.Subject!);
        Assert.Equal(["One", "Three", "Two"], seen.Order());

        // No message is delivered twice: the next one is new.
        var next = watch.NextAsync();
        await watched.SendAsync("Last");
        Assert.Equal("Last", (await next).Envelope.Subject);
    }

    [RealServersFact]
    public async Task Message_that_arrives_while_the_connection_is_closed_is_delivered_once()
    {
        using var mail = new RealMailKit(servers);
        await using var watched = await WatchedMailbox.CreateAsync(mail, "kicked");
        await using var watch = watched.Watch(await watched.GetPositionAsync());
        for (var round = 0; round < 3; round++)
        {
            var next = watch.NextAsync();
            var sending = watched.SendAsync($"Around {round}");
            await servers.KickAsync(watched.Account.Address);
            await sending;
            Assert.Equal($"Around {round}", (await next).Envelope.Subject);

            next = watch.NextAsync();
            await watched.SendAsync($"Quiet {round}");
            Assert.Equal($"Quiet {round}", (await next).Envelope.Subject);
        }
    }

    [RealServersFact]
    public async Task Message_sent_while_the_server_is_down_is_delivered_once()
    {
        using var mail = new RealMailKit(servers);
        await using var watched = await WatchedMailbox.CreateAsync(mail, "down");
        await using var watch = watched.Watch(await watched.GetPositionAsync());
        var next = watch.NextAsync();
        await watched.SendAsync("Before");
        Assert.Equal("Before", (await next).Envelope.Subject);

        next = watch.NextAsync();
        await servers.StopAsync(RealServer.Dovecot);
        try
        {
            await watched.SendAsync("While it was down");
        }
        finally
        {
            await servers.StartAsync(RealServer.Dovecot);
        }

        await servers.FlushAsync();
        Assert.Equal("While it was down", (await next).Envelope.Subject);
        next = watch.NextAsync();
        await watched.SendAsync("After");
        Assert.Equal("After", (await next).Envelope.Subject);
    }

    [RealServersFact]
    public async Task Watch_continues_at_a_stored_position()
    {
        using var mail = new RealMailKit(servers);
        await using var watched = await WatchedMailbox.CreateAsync(mail, "position");
        string kept;
        await using (var watch = watched.Watch(await watched.GetPositionAsync()))
        {
            var next = watch.NextAsync();
            await watched.SendAsync("One");
            var arrival = await next;
            Assert.Equal("One", arrival.Envelope.Subject);
            kept = arrival.Position.ToString();
        }

        await watched.SendAsync("Two", "Three");
        await mail.ReadSubjectsAsync(watched.Account, 3);
        await using (var watch = watched.Watch(MailboxPosition.Parse(kept)))
        {
            string[] seen = [(await watch.NextAsync()).Envelope.Subject!, (await watch.NextAsync()).Envelope.Subject!];
            Assert.Equal(["Three", "Two"], seen.Order());
            var next = watch.NextAsync();
            await watched.SendAsync("Four");
            Assert.Equal("Four", (await next).Envelope.Subject);
        }
    }

    [RealServersFact]
    public async Task Message_can_be_moved_and_a_deleted_one_is_reported()
    {
        using var mail = new RealMailKit(servers);
        await using var watched = await WatchedMailbox.CreateAsync(mail, "moved");
        var begin = await watched.GetPositionAsync();
        await using var other = await mail.Factory.ConnectImapAsync(watched.Account, mail.Cancellation);
        await other.Client.GetFolder(other.Client.PersonalNamespaces[0]).CreateAsync("Done", isMessageFolder: true, mail.Cancellation);
        await using var watch = watched.Watch(begin);
        var next = watch.NextAsync();
        await watched.SendAsync("Moved");
        var moved = await next;
        Assert.StartsWith(".A dot", (await moved.GetMessageAsync(mail.Cancellation)).TextBody, StringComparison.Ordinal);
        await moved.AddFlagsAsync(MessageFlags.Seen, mail.Cancellation);
        await moved.MoveToAsync("Done", mail.Cancellation);
        var done = await other.Client.GetFolderAsync("Done", mail.Cancellation);
        await done.OpenAsync(FolderAccess.ReadOnly, mail.Cancellation);
        Assert.Equal(
            MessageFlags.Seen,
            Assert.Single(await done.FetchAsync(0, -1, MessageSummaryItems.Flags, mail.Cancellation)).Flags!.Value & MessageFlags.Seen);

        next = watch.NextAsync();
        await watched.SendAsync("Gone");
        var gone = await next;
        Assert.Equal("Gone", gone.Envelope.Subject);
        var inbox = other.Client.Inbox!;
        await inbox.OpenAsync(FolderAccess.ReadWrite, mail.Cancellation);
        await inbox.AddFlagsAsync(gone.UniqueId, MessageFlags.Deleted, silent: true, mail.Cancellation);
        await inbox.ExpungeAsync(mail.Cancellation);
        var failure = await Assert.ThrowsAsync<MailServerException>(() => gone.GetMessageAsync(mail.Cancellation));
        Assert.True(failure.Problem == Problems.MessageGone, failure.ToString());

        // The watch continues.
        next = watch.NextAsync();
        await watched.SendAsync("After");
        Assert.Equal("After", (await next).Envelope.Subject);
    }

    [RealServersFact]
    public async Task POP3_mailbox_can_be_watched_and_emptied()
    {
        using var mail = new RealMailKit(servers);
        await using var watched = await WatchedMailbox.CreateAsync(mail, "pop");
        await watched.SendAsync("One", "Two");
        await mail.ReadSubjectsAsync(watched.Account, 2);
        var options = new Pop3WatchOptions { From = Pop3Position.Beginning, PollInterval = Soon, Retry = WatchedMailbox.Retry };
        Pop3Position position;
        await using (
            var arrivals = new ArrivalReader<Pop3Arrival>(mail.Watcher.WatchPop3Async(watched.Account, options, mail.Cancellation)))
        {
            var seen = new List<string>();
            for (var count = 0; count < 2; count++)
            {
                var arrival = await arrivals.NextAsync();
                seen.Add((await arrival.GetMessageAsync(mail.Cancellation)).Subject!);
                await arrival.DeleteAsync(mail.Cancellation);
            }

            Assert.Equal(["One", "Two"], seen.Order());
            var next = arrivals.NextAsync();
            await watched.SendAsync("Three");
            var third = await next;
            Assert.Equal("Three", (await third.GetHeadersAsync(mail.Cancellation))["Subject"]);
            position = Pop3Position.Parse(third.Position.ToString());
        }

        Assert.Equal(["Three"], await mail.ReadSubjectsAsync(watched.Account, 1));
        await watched.SendAsync("Four");
        options.From = position;
        await using (
            var arrivals = new ArrivalReader<Pop3Arrival>(mail.Watcher.WatchPop3Async(watched.Account, options, mail.Cancellation)))
        {
            Assert.Equal("Four", (await (await arrivals.NextAsync()).GetHeadersAsync(mail.Cancellation))["Subject"]);
        }
    }
}
