namespace OAuthMail.Testing.Tests.Mail;

public sealed class ImapLiveTests : ImapTests
{
    [Fact]
    public async Task IDLE_reports_deliveries_flags_and_expunges_immediately()
    {
        await using var client = await LoggedInAsync("SELECT INBOX");
        Assert.Equal("+ idling", await client.AskAsync("1 IDLE"));
        Bench.Store.Deliver(MailBench.Alice, "A: b\r\n\r\n"u8.ToArray());
        Assert.Equal("* 1 EXISTS", await client.ReadAsync());
        Assert.Equal("* 1 RECENT", await client.ReadAsync());
        Alice.Inbox.SetFlags(1, ["\\Seen"]);
        Assert.Equal("* 1 FETCH (UID 1 FLAGS (\\Recent \\Seen))", await client.ReadAsync());

        await using var other = await LoggedInAsync("SELECT INBOX");
        await AskAsync(other, "c STORE 1 +FLAGS.SILENT (\\Deleted)");
        Assert.Equal("* 1 FETCH (UID 1 FLAGS (\\Deleted \\Recent \\Seen))", await client.ReadAsync());
        await AskAsync(other, "d EXPUNGE");
        Assert.Equal("* 1 EXPUNGE", await client.ReadAsync());
        Assert.Equal("1 OK IDLE completed.", await client.AskAsync("DONE"));
        Assert.StartsWith("2 OK ", await client.AskAsync("2 NOOP"));
    }

    [Fact]
    public async Task Expunges_are_not_reported_during_FETCH_but_during_NOOP()
    {
        for (var i = 0; i < 3; i++) Alice.Inbox.Append("A: b\r\n\r\n"u8.ToArray());
        await using var client = await LoggedInAsync("SELECT INBOX");
        Alice.Inbox.Remove([1]);
        Assert.Equal(["* 3 FETCH (UID 3)", "1 OK FETCH completed."], await AskAsync(client, "1 FETCH 3 UID"));
        Assert.Equal(["* 1 EXPUNGE", "2 OK NOOP completed."], await AskAsync(client, "2 NOOP"));
        Assert.Equal(["* 2 FETCH (UID 3)", "3 OK FETCH completed."], await AskAsync(client, "3 FETCH * UID"));
    }

    [Fact]
    public async Task A_BYE_is_sent_to_a_session_in_IDLE()
    {
        await using var client = await LoggedInAsync("SELECT INBOX");
        Assert.Equal("+ idling", await client.AskAsync("1 IDLE"));
        Server.Faults.At(MailStage.Idle, MailFault.ReplyAndClose("* BYE Server shutting down"));
        Assert.Equal("* BYE Server shutting down", await client.ReadAsync());
        Assert.Null(await client.ReadAsync());
    }

    [Fact]
    public async Task A_throttled_command_is_answered_with_its_tag_and_the_next_command_succeeds()
    {
        await using var client = await LoggedInAsync();
        Server.Faults.On("LIST", MailFault.Reply("BAD Request is throttled. Suggested Backoff Time: 92415 milliseconds"));
        Assert.Equal("1 BAD Request is throttled. Suggested Backoff Time: 92415 milliseconds", await client.AskAsync("1 LIST \"\" *"));
        Assert.Equal(2, (await AskAsync(client, "2 LIST \"\" INBOX")).Count);
        Server.Faults.On("NOOP", MailFault.Reply("%%% garbage"));
        Assert.Equal("%%% garbage", await client.AskAsync("3 NOOP"));
    }

    [Fact]
    public async Task Deliveries_are_reported_to_all_connections_in_IDLE()
    {
        var clients = new List<LineClient>();
        for (var i = 0; i < 8; i++)
        {
            clients.Add(await LoggedInAsync("SELECT INBOX"));
            Assert.Equal("+ idling", await clients[i].AskAsync("1 IDLE"));
        }

        await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => Task.Run(() => Bench.Store.Deliver(MailBench.Alice, "A: b\r\n\r\n"u8.ToArray()))));
        foreach (var client in clients)
        {
            await client.ReadUntilAsync(l => l == "* 20 EXISTS");
            await client.DisposeAsync();
        }
    }
}
