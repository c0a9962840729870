using MailKit;
using OAuthMail.MailKit;
using OAuthMail.Testing;

namespace OAuthMail.Graph.Tests.Reading;

public sealed class WatchTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _limit = new(Patience);
    private GraphWorld _world = null!;

    private IMailWatcher Watcher => _world.Application.Get<IMailWatcher>();

    public async Task InitializeAsync() => _world = await GraphWorld.StartAsync();

    public async Task DisposeAsync() => await _world.DisposeAsync();

    public void Dispose() => _limit.Dispose();

    [Fact]
    public async Task Messages_are_delivered_once_and_in_the_mailbox_they_stay_unread()
    {
        GraphWorld.Deliver(_world.AlertsMailbox, "before");
        var start = await Watcher.GetPositionAsync("alerts");
        GraphWorld.Deliver(_world.AlertsMailbox, "one");
        GraphWorld.Deliver(_world.AlertsMailbox, "two");

        var arrivals = await TakeAsync(start, 2);

        Assert.Equal(["one", "two"], arrivals.Select(arrival => arrival.Envelope.Subject));
        Assert.Equal("customer@test.example", arrivals[0].Envelope.From.Mailboxes.Single().Address);
        Assert.Equal(["one", "two"], arrivals.Select(arrival => arrival.Content));
        Assert.All(_world.AlertsMailbox.Inbox.Messages, message => Assert.DoesNotContain("\\Seen", message.Flags));
        Assert.All(_world.Server.Requests, request => Assert.Contains("ImmutableId", request.Prefer, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Message_that_arrives_later_is_found_by_polling()
    {
        await using var mails = Watch(null).GetAsyncEnumerator(_limit.Token);
        var next = mails.MoveNextAsync().AsTask();
        while (!_world.Server.Requests.Any(request => request.Operation == GraphOperation.Delta)) await Task.Delay(1);
        while (_world.Server.Requests.Count(request => request.Operation == GraphOperation.Delta && request.Status == 200) < 2)
        {
            await Task.Delay(1);
        }

        GraphWorld.Deliver(_world.AlertsMailbox, "later");

        Assert.True(await next);
        Assert.Equal("later", mails.Current.Envelope.Subject);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Position_of_every_message_survives_a_restart(bool repeatsChanges)
    {
        _world.Server.RepeatsChanges = repeatsChanges;
        for (var i = 0; i < 120; i++) GraphWorld.Deliver(_world.AlertsMailbox, $"{i}");
        var position = MailboxPosition.Beginning;
        var found = new List<string>();

        // Some restarts in the middle of a page, some at its end.
        foreach (var count in new[] { 1, 7, 42, 30, 20, 20 })
        {
            var arrivals = await TakeAsync(position, count, fetch: false);
            found.AddRange(arrivals.Select(arrival => arrival.Envelope.Subject!));
            position = MailboxPosition.Parse(arrivals[^1].Position.ToString());
        }

        Assert.Equal(Enumerable.Range(0, 120).Select(i => $"{i}"), found);
    }

    [Fact]
    public async Task Expired_position_loses_nothing_and_repeats_nothing_that_is_remembered()
    {
        for (var i = 0; i < 10; i++) GraphWorld.Deliver(_world.AlertsMailbox, $"old {i}");
        var delivered = await TakeAsync(MailboxPosition.Beginning, 10, fetch: false);
        _world.Server.ExpireChanges();
        for (var i = 0; i < 3; i++) GraphWorld.Deliver(_world.AlertsMailbox, $"new {i}");

        var arrivals = await TakeAsync(delivered[^1].Position, 3, fetch: false);

        Assert.Equal(["new 0", "new 1", "new 2"], arrivals.Select(arrival => arrival.Envelope.Subject));
        Assert.All(arrivals, arrival => Assert.True(arrival.IsResynchronized));
    }

    [Fact]
    public async Task Listing_of_a_large_folder_continues_after_a_failure_at_the_page_that_failed()
    {
        for (var i = 0; i < 900; i++) GraphWorld.Deliver(_world.AlertsMailbox, $"{i}");
        var before = _world.Server.Requests.Count;
        _world.Server.On(GraphOperation.Delta, GraphFault.Hold(Opened()), times: 3);
        _world.Server.On(GraphOperation.Delta, GraphFault.Error(503, "serviceNotAvailable", retryAfter: "1"));

        var position = await Watcher.GetPositionAsync("alerts");
        GraphWorld.Deliver(_world.AlertsMailbox, "new");
        var arrivals = await TakeAsync(position, 1, fetch: false);

        Assert.Equal("new", arrivals[0].Envelope.Subject);

        // Five pages of 200, one failure, and one page of the watch.
        Assert.Equal(7, _world.Server.Requests.Count - before);
    }

    [Fact]
    public async Task Transient_failures_and_cut_connections_lose_nothing()
    {
        for (var i = 0; i < 60; i++) GraphWorld.Deliver(_world.AlertsMailbox, $"{i}");
        _world.Server.On(GraphOperation.Delta, GraphFault.Cut());
        _world.Server.On(GraphOperation.Delta, GraphFault.Error(503, "serviceNotAvailable"));
        _world.Server.On(GraphOperation.Delta, GraphFault.Error(429, "ApplicationThrottled", retryAfter: "1"));
        _world.Server.On(GraphOperation.Delta, GraphFault.Response(200, "<html>not JSON</html>"));
        _world.Server.On(GraphOperation.GetContent, GraphFault.Cut());

        var arrivals = await TakeAsync(MailboxPosition.Beginning, 60);

        Assert.Equal(Enumerable.Range(0, 60).Select(i => $"{i}"), arrivals.Select(arrival => arrival.Content));
    }

    [Fact]
    public async Task Message_that_cannot_be_fetched_blocks_no_other()
    {
        GraphWorld.Deliver(_world.AlertsMailbox, "bad");
        GraphWorld.Deliver(_world.AlertsMailbox, "good");
        await using var mails = Watch(MailboxPosition.Beginning).GetAsyncEnumerator(_limit.Token);
        Assert.True(await mails.MoveNextAsync());
        _world.Server.On(GraphOperation.GetContent, GraphFault.Error(500, "ErrorInternalServerError", "Corrupt."), times: 5);

        var failure = await Assert.ThrowsAsync<MailServerException>(() => mails.Current.GetMessageAsync(_limit.Token));
        Assert.True(await mails.MoveNextAsync());
        using var message = await mails.Current.GetMessageAsync(_limit.Token);

        Assert.Equal(Problems.MessageUnreadable, failure.Problem);
        Assert.Equal("good", message.Subject);
    }

    [Fact]
    public async Task Message_can_be_marked_moved_and_deleted()
    {
        _world.AlertsMailbox.CreateFolder("Projects/Done");
        GraphWorld.Deliver(_world.AlertsMailbox, "one");
        GraphWorld.Deliver(_world.AlertsMailbox, "two");
        await using var mails = Watch(MailboxPosition.Beginning).GetAsyncEnumerator(_limit.Token);
        Assert.True(await mails.MoveNextAsync());
        await mails.Current.AddFlagsAsync(MessageFlags.Seen | MessageFlags.Flagged);
        await mails.Current.RemoveFlagsAsync(MessageFlags.Flagged);
        await mails.Current.MoveToAsync("Projects/Done");
        Assert.True(await mails.MoveNextAsync());
        await mails.Current.MoveToAsync("Deleted Items");

        // The id is immutable, so that the message can be used after it was moved.
        using var moved = await mails.Current.GetMessageAsync();
        var failure = await Assert.ThrowsAsync<MailServerException>(() => mails.Current.MoveToAsync("Nowhere"));

        var done = Assert.Single(_world.AlertsMailbox.FindFolder("Projects/Done")!.Messages);
        Assert.Equal(["\\Seen"], done.Flags);
        Assert.Equal("two", moved.Subject);
        Assert.Equal(Problems.FolderNotFound, failure.Problem);
        Assert.Empty(_world.AlertsMailbox.Inbox.Messages);
        await Assert.ThrowsAsync<NotSupportedException>(() => mails.Current.AddFlagsAsync(MessageFlags.Answered));
    }

    [Fact]
    public async Task Message_that_is_gone_fails_when_it_is_fetched_and_not_when_it_is_changed()
    {
        var message = GraphWorld.Deliver(_world.AlertsMailbox, "one");
        await using var mails = Watch(MailboxPosition.Beginning).GetAsyncEnumerator(_limit.Token);
        Assert.True(await mails.MoveNextAsync());
        _world.AlertsMailbox.Inbox.Remove([message.Uid]);

        await mails.Current.AddFlagsAsync(MessageFlags.Seen);
        await mails.Current.MoveToAsync("Archive");
        var failure = await Assert.ThrowsAsync<MailServerException>(() => mails.Current.GetMessageAsync(_limit.Token));

        Assert.Equal(Problems.MessageGone, failure.Problem);
    }

    [Fact]
    public async Task Link_to_another_server_is_not_opened_with_the_token()
    {
        _world.Server.On(
            GraphOperation.Delta, GraphFault.Response(200, """{"value":[],"@odata.nextLink":"https://elsewhere.contoso.test/v1.0/x"}"""));
        await using var mails = Watch(MailboxPosition.Beginning).GetAsyncEnumerator(_limit.Token);

        var failure = await Assert.ThrowsAsync<MailServerException>(async () => await mails.MoveNextAsync());

        Assert.Equal(Problems.CredentialRedirected, failure.Problem);
    }

    [Fact]
    public async Task Missing_folder_and_missing_permission_end_the_watch()
    {
        var missing = await Assert.ThrowsAsync<MailServerException>(() => Watcher.GetPositionAsync("alerts", "Nowhere"));
        _world.Client.Roles.Remove("Mail.ReadWrite");
        await using var world = await GraphWorld.StartAsync();
        world.Client.Roles.Remove("Mail.ReadWrite");
        var denied = await Assert.ThrowsAsync<MailServerException>(
            () => world.Application.Get<IMailWatcher>().GetPositionAsync("alerts"));

        Assert.Equal(Problems.FolderNotFound, missing.Problem);
        Assert.Equal(Problems.GraphAccessDenied, denied.Problem);
    }

    [Fact]
    public async Task Position_of_imap_continues_at_the_date_of_its_last_message()
    {
        var start = DateTimeOffset.UtcNow.AddDays(-3);
        for (var day = 0; day < 3; day++)
        {
            _world.AlertsMailbox.Inbox.Append(
                System.Text.Encoding.ASCII.GetBytes(
                    $"From: a@test.example\r\nSubject: {day}\r\nMessage-ID: <{day}@test.example>\r\n\r\nx\r\n"),
                internalDate: start.AddDays(day));
        }

        var position = new MailboxPosition(7, 2, start.AddDays(1).ToUnixTimeSeconds(), MailboxPosition.FingerprintOf("1@test.example"));
        var arrivals = await TakeAsync(position, 2, fetch: false);

        Assert.Equal(["1", "2"], arrivals.Select(arrival => arrival.Envelope.Subject));
    }

    [Fact]
    public void Damaged_position_is_recognized()
    {
        var text = MailboxPosition.OfTransport(3, 17, null, "abc").ToString();

        Assert.Equal(MailboxPosition.Parse(text), MailboxPosition.OfTransport(3, 17, null, "abc"));
        Assert.False(MailboxPosition.TryParse(text[..^1], out _));
        Assert.NotEqual(MailboxPosition.Parse(text), MailboxPosition.OfTransport(3, 17, null, "abd"));
    }

    private static MailGate Opened()
    {
        var gate = new MailGate();
        gate.Open();
        return gate;
    }

    private IAsyncEnumerable<MailArrival> Watch(MailboxPosition? from) => Watcher.WatchAsync(
        "alerts",
        new MailWatchOptions
        {
            From = from, PollInterval = TimeSpan.FromMilliseconds(20),
            Retry = new WatchRetryOptions { FirstPause = TimeSpan.FromMilliseconds(10), MaximumPause = TimeSpan.FromMilliseconds(50) },
        },
        _limit.Token);

    private async Task<List<(Envelope Envelope, string? Content, MailboxPosition Position, bool IsResynchronized)>> TakeAsync(
        MailboxPosition from, int count, bool fetch = true)
    {
        var arrivals = new List<(Envelope, string?, MailboxPosition, bool)>();
        await foreach (var arrival in Watch(from))
        {
            using var message = fetch ? await arrival.GetMessageAsync(_limit.Token) : null;
            arrivals.Add((arrival.Envelope, message?.TextBody?.Trim(), arrival.Position, arrival.IsResynchronized));
            if (arrivals.Count == count) break;
        }

        return arrivals;
    }
}
