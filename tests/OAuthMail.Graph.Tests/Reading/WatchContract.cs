using System.Text;
using MailKit;
using OAuthMail.MailKit;
using OAuthMail.Testing;

namespace OAuthMail.Graph.Tests.Reading;

/// <summary>
/// What a watch promises, whatever transport the account uses: nothing is lost, one bad message blocks no other, and each position
/// survives a restart. <see cref="GraphWatchTests"/> and <see cref="ImapWatchTests"/> run the same cases with the same mailboxes.
/// </summary>
public abstract class WatchContract : IAsyncLifetime, IDisposable
{
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(60));

    private protected GraphWorld World { get; private set; } = null!;

    protected CancellationToken Limit => _limit.Token;

    protected IMailWatcher Watcher => World.Application.Get<IMailWatcher>();

    private protected TestMailbox Mailbox => World.AlertsMailbox;

    public async Task InitializeAsync() => World = await StartAsync();

    public async Task DisposeAsync() => await World.DisposeAsync();

    public void Dispose()
    {
        _limit.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Messages_are_delivered_once_and_in_the_mailbox_they_stay_unread()
    {
        Deliver("before");
        var start = await Watcher.GetPositionAsync("alerts");
        Deliver("one");
        Deliver("two");

        var arrivals = await TakeAsync(start, 2);

        Assert.Equal(["one", "two"], arrivals.Select(arrival => arrival.Envelope.Subject));
        Assert.Equal("customer@test.example", arrivals[0].Envelope.From.Mailboxes.Single().Address);
        Assert.Equal(["one", "two"], arrivals.Select(arrival => arrival.Content));
        Assert.All(Mailbox.Inbox.Messages, message => Assert.DoesNotContain("\\Seen", message.Flags));
    }

    [Fact]
    public async Task Message_that_arrives_while_the_watch_waits_is_delivered()
    {
        Deliver("before");
        await using var mails = Watch(null).GetAsyncEnumerator(Limit);
        var next = mails.MoveNextAsync().AsTask();
        await WaitUntilWaitingAsync();

        Deliver("later");

        Assert.True(await next);
        Assert.Equal("later", mails.Current.Envelope.Subject);
    }

    [Fact]
    public async Task Position_of_every_message_survives_a_restart()
    {
        for (var i = 0; i < 120; i++) Deliver($"{i}");

        Assert.Equal(Enumerable.Range(0, 120).Select(i => $"{i}"), await ReadWithRestartsAsync());
    }

    [Fact]
    public async Task Position_that_the_server_forgot_loses_nothing_and_repeats_nothing_that_is_remembered()
    {
        for (var i = 0; i < 10; i++) Deliver($"old {i}", DateTimeOffset.UtcNow.AddSeconds(i - 10));
        var delivered = await TakeAsync(MailboxPosition.Beginning, 10, fetch: false);
        ForgetPositions();
        for (var i = 0; i < 3; i++) Deliver($"new {i}");

        var arrivals = await TakeAsync(delivered[^1].Position, 3, fetch: false);

        Assert.Equal(["new 0", "new 1", "new 2"], arrivals.Select(arrival => arrival.Envelope.Subject));
        Assert.True(arrivals[0].IsResynchronized);
    }

    [Fact]
    public async Task Transient_failures_and_cut_connections_lose_nothing()
    {
        for (var i = 0; i < 60; i++) Deliver($"{i}");
        FailLists();
        FailContent(times: 1);

        var arrivals = await TakeAsync(MailboxPosition.Beginning, 60);

        Assert.Equal(Enumerable.Range(0, 60).Select(i => $"{i}"), arrivals.Select(arrival => arrival.Content));
    }

    [Fact]
    public async Task Message_that_cannot_be_fetched_blocks_no_other()
    {
        Deliver("bad");
        Deliver("good");
        await using var mails = Watch(MailboxPosition.Beginning).GetAsyncEnumerator(Limit);
        Assert.True(await mails.MoveNextAsync());
        FailContent(FailuresUntilUnreadable);

        var failure = await Assert.ThrowsAsync<MailServerException>(() => mails.Current.GetMessageAsync(Limit));
        Assert.True(await mails.MoveNextAsync());
        using var message = await mails.Current.GetMessageAsync(Limit);

        Assert.Equal(ProblemOfUnreadable, failure.Problem);
        Assert.Equal("good", message.Subject);
    }

    [Theory]
    [InlineData("From: \"@\" <<a@b>\r\nSubject: bad\r\n\r\nx\r\n")]
    [InlineData("From: =?utf-8?B?/w==?= <\0>\r\nTo: ,;:<>\r\nDate: yesterday\r\nSubject: bad\r\n\r\nx\r\n")]
    [InlineData("Content-Type: multipart/mixed; boundary=\"\"\r\nSubject: bad\r\n\r\n--\r\n")]
    [InlineData("Subject: bad\r\n")]
    public async Task Malformed_message_is_delivered_and_blocks_no_other(string malformed)
    {
        Mailbox.Inbox.Append(Encoding.UTF8.GetBytes(malformed));
        Deliver("good");

        var arrivals = await TakeAsync(MailboxPosition.Beginning, 2);

        Assert.Equal("good", arrivals[1].Content);
    }

    [Fact]
    public async Task Message_can_be_marked_and_moved()
    {
        Mailbox.CreateFolder("Projects/Done");
        Deliver("one");
        await using var mails = Watch(MailboxPosition.Beginning).GetAsyncEnumerator(Limit);
        Assert.True(await mails.MoveNextAsync());
        await mails.Current.AddFlagsAsync(MessageFlags.Seen | MessageFlags.Flagged, Limit);
        await mails.Current.RemoveFlagsAsync(MessageFlags.Flagged, Limit);
        var failure = await Assert.ThrowsAsync<MailServerException>(() => mails.Current.MoveToAsync("Nowhere", Limit));
        await mails.Current.MoveToAsync("Projects/Done", Limit);

        Assert.Equal(Problems.FolderNotFound, failure.Problem);
        var done = Assert.Single(Mailbox.FindFolder("Projects/Done")!.Messages);
        Assert.Equal(["\\Seen"], done.Flags);
        Assert.Empty(Mailbox.Inbox.Messages);
    }

    [Fact]
    public async Task Message_that_is_gone_blocks_no_other()
    {
        var message = Deliver("one");
        Deliver("two");
        await using var mails = Watch(MailboxPosition.Beginning).GetAsyncEnumerator(Limit);
        Assert.True(await mails.MoveNextAsync());
        Mailbox.Inbox.Remove([message.Uid]);

        // Over IMAP, a session may still fetch a message that another one has expunged (RFC 2180 section 3).
        var failure = await Record.ExceptionAsync(() => mails.Current.GetMessageAsync(Limit));
        Assert.True(await mails.MoveNextAsync());

        if (failure is not null) Assert.Equal(Problems.MessageGone, Assert.IsType<MailServerException>(failure).Problem);
        Assert.Equal("two", mails.Current.Envelope.Subject);
    }

    [Fact]
    public async Task Arrival_cannot_be_used_after_the_next_one_is_requested()
    {
        Deliver("one");
        Deliver("two");
        await using var mails = Watch(MailboxPosition.Beginning).GetAsyncEnumerator(Limit);
        Assert.True(await mails.MoveNextAsync());
        var first = mails.Current;
        Assert.True(await mails.MoveNextAsync());

        await Assert.ThrowsAsync<InvalidOperationException>(() => first.GetMessageAsync(Limit));
    }

    [Fact]
    public async Task Two_watches_of_one_folder_both_deliver_all_messages()
    {
        for (var i = 0; i < 5; i++) Deliver($"{i}");

        var both = await Task.WhenAll(
            TakeAsync(MailboxPosition.Beginning, 5), TakeAsync(MailboxPosition.Beginning, 5));

        Assert.All(both, arrivals => Assert.Equal(["0", "1", "2", "3", "4"], arrivals.Select(arrival => arrival.Content)));
    }

    [Fact]
    public async Task Missing_folder_ends_the_watch()
    {
        await using var mails = Watch(MailboxPosition.Beginning, "Nowhere").GetAsyncEnumerator(Limit);

        var failure = await Assert.ThrowsAsync<MailServerException>(async () => await mails.MoveNextAsync());

        Assert.Equal(Problems.FolderNotFound, failure.Problem);
    }

    /// <summary>Gets how often a server must fail at a message until the call ends.</summary>
    private protected abstract int FailuresUntilUnreadable { get; }

    /// <summary>Gets the problem of that call.</summary>
    private protected abstract Problem ProblemOfUnreadable { get; }

    private protected abstract Task<GraphWorld> StartAsync();

    private protected abstract Task WaitUntilWaitingAsync();

    private protected abstract void ForgetPositions();

    /// <summary>Makes the server fail in several ways when it is asked for new messages.</summary>
    private protected abstract void FailLists();

    private protected abstract void FailContent(int times);

    private protected StoredMessage Deliver(string subject, DateTimeOffset? receivedAt = null) =>
        GraphWorld.Deliver(Mailbox, subject, receivedAt: receivedAt);

    private protected IAsyncEnumerable<MailArrival> Watch(MailboxPosition? from, string folder = "INBOX") => Watcher.WatchAsync(
        "alerts",
        new MailWatchOptions
        {
            From = from, Folder = folder, PollInterval = TimeSpan.FromMilliseconds(20),
            Retry = new WatchRetryOptions { FirstPause = TimeSpan.FromMilliseconds(10), MaximumPause = TimeSpan.FromMilliseconds(50) },
        },
        Limit);

    /// <summary>Reads 120 messages: some restarts are in the middle of a page, some at its end.</summary>
    private protected async Task<List<string>> ReadWithRestartsAsync()
    {
        var position = MailboxPosition.Beginning;
        var found = new List<string>();
        foreach (var count in new[] { 1, 7, 42, 30, 20, 20 })
        {
            var arrivals = await TakeAsync(position, count, fetch: false);
            found.AddRange(arrivals.Select(arrival => arrival.Envelope.Subject!));
            position = MailboxPosition.Parse(arrivals[^1].Position.ToString());
        }

        return found;
    }

    private protected async Task<List<Arrived>> TakeAsync(MailboxPosition from, int count, bool fetch = true)
    {
        var arrivals = new List<Arrived>();
        await foreach (var arrival in Watch(from))
        {
            using var message = fetch ? await arrival.GetMessageAsync(Limit) : null;
            arrivals.Add(new Arrived(arrival.Envelope, message?.TextBody?.Trim(), arrival.Position, arrival.IsResynchronized));
            if (arrivals.Count == count) break;
        }

        return arrivals;
    }

    private protected sealed record Arrived(Envelope Envelope, string? Content, MailboxPosition Position, bool IsResynchronized);
}
