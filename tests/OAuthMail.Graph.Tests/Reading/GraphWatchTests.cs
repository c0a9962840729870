using MailKit;
using OAuthMail.MailKit;
using OAuthMail.Testing;

namespace OAuthMail.Graph.Tests.Reading;

/// <summary>The cases that both transports have in common, through Microsoft Graph, and those of Graph alone.</summary>
public sealed class GraphWatchTests : WatchContract
{
    private protected override int FailuresUntilUnreadable => 5;

    private protected override Problem ProblemOfUnreadable => Problems.MessageUnreadable;

    [Fact]
    public async Task Requests_ask_for_immutable_ids()
    {
        Deliver("one");
        await TakeAsync(MailboxPosition.Beginning, 1);

        Assert.All(World.Server.Requests, request => Assert.Contains("ImmutableId", request.Prefer, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Change_that_graph_lists_again_is_not_delivered_again()
    {
        World.Server.RepeatsChanges = true;
        for (var i = 0; i < 120; i++) Deliver($"{i}");

        Assert.Equal(Enumerable.Range(0, 120).Select(i => $"{i}"), await ReadWithRestartsAsync());
    }

    [Fact]
    public async Task Listing_of_a_large_folder_continues_after_a_failure_at_the_page_that_failed()
    {
        for (var i = 0; i < 900; i++) Deliver($"{i}");
        var before = World.Server.Requests.Count;
        World.Server.On(GraphOperation.Delta, GraphFault.Hold(Opened()), times: 3);
        World.Server.On(GraphOperation.Delta, GraphFault.Error(503, "serviceNotAvailable", retryAfter: "1"));

        var position = await Watcher.GetPositionAsync("alerts");
        Deliver("new");
        var arrivals = await TakeAsync(position, 1, fetch: false);

        Assert.Equal("new", arrivals[0].Envelope.Subject);

        // Five pages of 200, one failure, and one page of the watch.
        Assert.Equal(7, World.Server.Requests.Count - before);
    }

    [Fact]
    public async Task Message_can_be_used_after_it_was_moved_because_its_id_is_immutable()
    {
        Deliver("one");
        await using var mails = Watch(MailboxPosition.Beginning).GetAsyncEnumerator(Limit);
        Assert.True(await mails.MoveNextAsync());

        await mails.Current.MoveToAsync("Deleted Items", Limit);
        using var moved = await mails.Current.GetMessageAsync(Limit);

        Assert.Equal("one", moved.Subject);
        Assert.Single(Mailbox.FindFolder("Deleted Items")!.Messages);
    }

    [Fact]
    public async Task Flag_that_graph_does_not_have_is_an_error()
    {
        Deliver("one");
        await using var mails = Watch(MailboxPosition.Beginning).GetAsyncEnumerator(Limit);
        Assert.True(await mails.MoveNextAsync());

        await Assert.ThrowsAsync<NotSupportedException>(() => mails.Current.AddFlagsAsync(MessageFlags.Answered, Limit));
    }

    [Fact]
    public async Task Message_that_is_gone_fails_when_it_is_fetched_and_not_when_it_is_changed()
    {
        var message = Deliver("one");
        await using var mails = Watch(MailboxPosition.Beginning).GetAsyncEnumerator(Limit);
        Assert.True(await mails.MoveNextAsync());
        Mailbox.Inbox.Remove([message.Uid]);

        await mails.Current.AddFlagsAsync(MessageFlags.Seen, Limit);
        await mails.Current.MoveToAsync("Archive", Limit);
        var failure = await Assert.ThrowsAsync<MailServerException>(() => mails.Current.GetMessageAsync(Limit));

        Assert.Equal(Problems.MessageGone, failure.Problem);
    }

    [Fact]
    public async Task Link_to_another_server_is_not_opened_with_the_token()
    {
        World.Server.On(
            GraphOperation.Delta, GraphFault.Response(200, """{"value":[],"@odata.nextLink":"https://elsewhere.contoso.test/v1.0/x"}"""));
        await using var mails = Watch(MailboxPosition.Beginning).GetAsyncEnumerator(Limit);

        var failure = await Assert.ThrowsAsync<MailServerException>(async () => await mails.MoveNextAsync());

        Assert.Equal(Problems.CredentialRedirected, failure.Problem);
    }

    [Fact]
    public async Task Missing_permission_ends_the_watch()
    {
        World.Client.Roles.Remove("Mail.ReadWrite");

        var denied = await Assert.ThrowsAsync<MailServerException>(() => Watcher.GetPositionAsync("alerts"));

        Assert.Equal(Problems.GraphAccessDenied, denied.Problem);
    }

    [Fact]
    public async Task Position_of_imap_continues_at_the_date_of_its_last_message()
    {
        var start = DateTimeOffset.UtcNow.AddDays(-3);
        for (var day = 0; day < 3; day++)
        {
            Mailbox.Inbox.Append(
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

    private protected override Task<GraphWorld> StartAsync() => GraphWorld.StartAsync();

    private protected override async Task WaitUntilWaitingAsync()
    {
        while (World.Server.Requests.Count(request => request.Operation == GraphOperation.Delta && request.Status == 200) < 2)
        {
            await Task.Delay(1, Limit);
        }
    }

    private protected override void ForgetPositions() => World.Server.ExpireChanges();

    private protected override void FailLists()
    {
        World.Server.On(GraphOperation.Delta, GraphFault.Cut());
        World.Server.On(GraphOperation.Delta, GraphFault.Error(503, "serviceNotAvailable"));
        World.Server.On(GraphOperation.Delta, GraphFault.Error(429, "ApplicationThrottled", retryAfter: "1"));
        World.Server.On(GraphOperation.Delta, GraphFault.Response(200, "<html>not JSON</html>"));
    }

    private protected override void FailContent(int times) =>
        World.Server.On(GraphOperation.GetContent, GraphFault.Error(500, "ErrorInternalServerError", "Corrupt."), times);

    private static MailGate Opened()
    {
        var gate = new MailGate();
        gate.Open();
        return gate;
    }
}
