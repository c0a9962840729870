using System.Diagnostics;

namespace OAuthMail.Testing.Tests.Mail;

public sealed class ImapIdleTests : ImapTests
{
    [Fact]
    public async Task The_server_closes_a_connection_that_exceeds_the_IDLE_limit_even_after_changes()
    {
        var time = new ManualTimeProvider();
        Options.TimeProvider = time;
        Options.IdleLimit = TimeSpan.FromMinutes(10);
        await using var client = await LoggedInAsync("SELECT INBOX");
        Assert.Equal("+ idling", await client.AskAsync("1 IDLE"));
        await Server.WaitForIdleAsync();
        time.Advance(TimeSpan.FromMinutes(6));
        Alice.Inbox.Append("A: b\r\n\r\n"u8.ToArray());
        Assert.Equal("* 1 EXISTS", await client.ReadAsync());
        Assert.Equal("* 1 RECENT", await client.ReadAsync());
        time.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal("* BYE Connection is closed. 13", await client.ReadAsync());
        Assert.Null(await client.ReadAsync());
        await using var second = await LoggedInAsync("SELECT INBOX");
        Assert.Equal("+ idling", await second.AskAsync("1 IDLE"));
        Assert.Equal("1 OK IDLE completed.", await second.AskAsync("DONE"));
        Assert.Equal(0, Server.IdlingConnections);
    }

    [Fact]
    public async Task Every_connection_in_IDLE_is_notified_of_removals_by_another_session()
    {
        for (var i = 0; i < 3; i++) Alice.Inbox.Append("A: b\r\n\r\n"u8.ToArray());
        var clients = new List<LineClient>();
        for (var i = 0; i < 4; i++)
        {
            clients.Add(await LoggedInAsync("SELECT INBOX"));
            Assert.Equal("+ idling", await clients[i].AskAsync("1 IDLE"));
        }

        await Server.WaitForIdleAsync(4);
        await using var other = await LoggedInAsync("SELECT INBOX");
        await AskAsync(other, "c STORE 1:2 +FLAGS.SILENT (\\Deleted)");
        await AskAsync(other, "d UID EXPUNGE 1");
        foreach (var client in clients) await client.ReadUntilAsync(l => l == "* 1 EXPUNGE");
        await AskAsync(other, "e APPEND INBOX {3+}\r\nA:b");
        foreach (var client in clients)
        {
            await client.ReadUntilAsync(l => l == "* 3 EXISTS");
            await client.DisposeAsync();
        }
    }

    [Fact]
    public async Task Renumbering_a_folder_closes_the_sessions_that_have_selected_it()
    {
        for (var i = 0; i < 3; i++) Alice.Inbox.Append("A: b\r\n\r\n"u8.ToArray());
        Alice.Inbox.Remove([1]);
        var before = Alice.Inbox.UidValidity;
        await using var idle = await LoggedInAsync("SELECT INBOX");
        Assert.Equal("+ idling", await idle.AskAsync("1 IDLE"));
        await using var busy = await LoggedInAsync("SELECT INBOX");
        await using var elsewhere = await LoggedInAsync();
        Alice.Inbox.RenewUids();
        Assert.Equal("* BYE The folder has a new UIDVALIDITY", await idle.ReadAsync());
        Assert.Null(await idle.ReadAsync());
        Assert.Equal("* BYE The folder has a new UIDVALIDITY", await busy.AskAsync("c UID FETCH 2 FLAGS"));
        Assert.Null(await busy.ReadAsync());

        var selected = await AskAsync(elsewhere, "c SELECT INBOX");
        Assert.Contains($"* OK [UIDVALIDITY {Alice.Inbox.UidValidity}] UIDs are valid", selected);
        Assert.Contains("* OK [UIDNEXT 3] The next UID", selected);
        Assert.True(Alice.Inbox.UidValidity > before);
        Assert.Equal(["* 1 FETCH (UID 1)", "* 2 FETCH (UID 2)", "d OK FETCH completed."], await AskAsync(elsewhere, "d UID FETCH 1:* UID"));
        Assert.NotEqual(Alice.Inbox.UidValidity, Alice.CreateFolder("Next")!.UidValidity);
    }

    [Fact]
    public async Task Extensions_that_are_not_offered_are_unknown_commands()
    {
        Options.OfferNamespace = Options.OfferUnselect = Options.OfferId = Options.OfferLiteralPlus = false;
        Options.OfferIdle = Options.OfferMove = Options.OfferUidPlus = false;
        Options.OfferSpecialUse = Options.OfferExtendedSearch = Options.OfferCondStore = Options.OfferUtf8 = false;
        await using var client = await LoggedInAsync();
        Assert.Equal("* CAPABILITY IMAP4rev1 CHILDREN", (await AskAsync(client, "1 CAPABILITY"))[0]);
        foreach (var command in new[] { "NAMESPACE", "UNSELECT", "ID NIL", "IDLE", "MOVE 1 x", "UID EXPUNGE 1", "ENABLE CONDSTORE" })
            Assert.StartsWith("2 BAD ", await client.AskAsync("2 " + command));
        Assert.StartsWith("3 BAD ", await client.AskAsync("3 SELECT {5+}"));
        Assert.Equal("+ Ready for literal data", await client.AskAsync("4 SELECT {5}"));
        Assert.StartsWith("4 OK ", (await client.AskAsync("INBOX", l => l.StartsWith("4 ", StringComparison.Ordinal)))[^1]);
    }

    [Fact]
    public async Task Five_hundred_connections_in_IDLE_do_not_use_a_thread_each()
    {
        const int Watchers = 500;
        await using (var first = await LoggedInAsync("SELECT INBOX")) await AskAsync(first, "z NOOP");
        var threads = Process.GetCurrentProcess().Threads.Count;
        var clients = new List<LineClient>();
        try
        {
            foreach (var batch in Enumerable.Range(0, Watchers).Chunk(20))
            {
                clients.AddRange(await Task.WhenAll(batch.Select(async _ =>
                {
                    var client = await LoggedInAsync("SELECT INBOX");
                    Assert.Equal("+ idling", await client.AskAsync("1 IDLE"));
                    return client;
                })));
            }

            await Server.WaitForIdleAsync(Watchers);
            Assert.InRange(Process.GetCurrentProcess().Threads.Count - threads, int.MinValue, Watchers / 10);
            Bench.Store.Deliver(MailBench.Alice, "A: b\r\n\r\n"u8.ToArray());
            await Task.WhenAll(clients.Select(c => c.ReadUntilAsync(l => l == "* 1 EXISTS")));
            Assert.Equal(Watchers, Server.IdlingConnections);
            Server.CloseConnections("* BYE Server shutting down");
            await Task.WhenAll(clients.Select(c => c.ReadUntilAsync(l => l == "* BYE Server shutting down")));
        }
        finally
        {
            foreach (var client in clients) await client.DisposeAsync();
        }
    }

    [Fact]
    public async Task Waiting_for_connections_in_IDLE_times_out()
    {
        await Assert.ThrowsAsync<TimeoutException>(() => Server.WaitForIdleAsync(1, TimeSpan.Zero));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Server.WaitForIdleAsync(1, null, new CancellationToken(true)));
        await Server.WaitForIdleAsync(0, TimeSpan.Zero);
    }
}
