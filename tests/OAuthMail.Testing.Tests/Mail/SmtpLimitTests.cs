namespace OAuthMail.Testing.Tests.Mail;

public sealed class SmtpLimitTests : SmtpTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task A_connection_above_the_limit_is_rejected_with_Exchanges_reply()
    {
        Server.Faults.MaxConnectionsPerMailbox = 1;
        await using var first = await LoggedInAsync();
        await using var second = await ReadyAsync();
        Assert.Equal(SmtpReplies.TooManyConnections, await second.AskAsync("AUTH XOAUTH2 " + GoodToken));
        Assert.StartsWith("530 ", await second.AskAsync("MAIL FROM:<alice@example.com>"));
        Assert.Equal(1, Server.AcceptedLogins);
    }

    [Fact]
    public async Task A_connection_above_the_limit_can_be_rejected_at_MAIL_until_another_one_is_closed()
    {
        Server.Faults.MaxConnectionsPerMailbox = 1;
        Options.RejectExcessConnectionsAtMail = true;
        await using var first = await LoggedInAsync();
        await using var second = await LoggedInAsync();
        Assert.Equal(
            "432 4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending.",
            await second.AskAsync("MAIL FROM:<alice@example.com>"));
        await SendMessageAsync(first);
        Assert.StartsWith("250 ", await first.ReadAsync());
        await first.AskAsync("QUIT");
        await SendMessageAsync(second);
        Assert.StartsWith("250 ", await second.ReadAsync());
        Assert.Equal((2, 2), (Server.AcceptedLogins, BobsInbox.Messages.Count));
    }

    [Fact]
    public async Task The_limit_of_messages_per_minute_covers_all_connections_of_a_mailbox()
    {
        Options.TimeProvider = _time;
        Options.MaxMessagesPerMinute = 2;
        await using var first = await LoggedInAsync();
        await SendMessageAsync(first);
        Assert.StartsWith("250 ", await first.ReadAsync());
        _time.Advance(TimeSpan.FromSeconds(30));
        await using var second = await LoggedInAsync();
        await SendMessageAsync(second);
        Assert.StartsWith("250 ", await second.ReadAsync());
        Assert.Equal(
            "421 4.4.2 Message submission rate for this client has exceeded the configured limit", await first.AskAsync(
                "MAIL FROM:<alice@example.com>"));
        Assert.Null(await first.ReadAsync());

        _time.Advance(TimeSpan.FromSeconds(30));
        await SendMessageAsync(second);
        Assert.StartsWith("250 ", await second.ReadAsync());
        Assert.Equal(SmtpReplies.TooManyMessages, await second.AskAsync("MAIL FROM:<alice@example.com>"));
        await using var bob = await ReadyAsync();
        Assert.StartsWith("235 ", await bob.AskAsync("AUTH XOAUTH2 " + MailBench.XOAuth2(MailBench.Bob, "bob-token")));
        Assert.StartsWith("250 ", await bob.AskAsync("MAIL FROM:<bob@example.com>"));
        Assert.Equal(3, BobsInbox.Messages.Count);
    }

    [Fact]
    public async Task A_connection_is_closed_after_its_limit_of_messages()
    {
        Options.MaxMessagesPerConnection = 2;
        await using var client = await LoggedInAsync();
        for (var i = 0; i < 2; i++)
        {
            await SendMessageAsync(client);
            Assert.StartsWith("250 ", await client.ReadAsync());
        }

        Assert.StartsWith("250 ", await client.AskAsync("NOOP"));
        Assert.Equal(SmtpReplies.ConnectionUsedUp, await client.AskAsync("MAIL FROM:<alice@example.com>"));
        Assert.Null(await client.ReadAsync());
        await using var second = await LoggedInAsync();
        await SendMessageAsync(second);
        Assert.StartsWith("250 ", await second.ReadAsync());
    }

    [Fact]
    public async Task A_silent_connection_receives_the_time_out_reply()
    {
        Options.TimeProvider = _time;
        Options.IdleTimeout = TimeSpan.FromMinutes(1);
        await using var client = await LoggedInAsync();
        var told = client.ReadAsync();
        // The timer is read before the transcript: if the transcript does not contain the time-out yet, the timer is
        // not that of the final reply.
        while (true)
        {
            var waits = _time.WaitingTimers > 0;
            if (Server.Transcripts[0].Lines.Any(l => l.Text.StartsWith("time-out", StringComparison.Ordinal))) break;
            if (waits) _time.Advance(TimeSpan.FromMinutes(1));
            else await Task.Yield();
        }

        Assert.Equal("421 4.4.2 Connection timed out", await told);
        Assert.Null(await client.ReadAsync());
    }

    [Fact]
    public async Task A_token_that_expires_soon_is_rejected_and_a_longer_one_is_accepted_on_the_same_connection()
    {
        Options.Dialect = MailDialect.Exchange;
        Options.MinimumTokenLifetime = TimeSpan.FromMinutes(10);
        Bench.Tokens.Life[MailBench.AliceToken] = TimeSpan.FromMinutes(9);
        await using var client = await ReadyAsync();
        Assert.Equal("501 5.5.127 Invalid XOAUTH2 auth data - Token will expire soon", await client.AskAsync("AUTH XOAUTH2 " + GoodToken));
        Bench.Tokens.Life[MailBench.AliceToken] = TimeSpan.FromMinutes(10);
        Assert.StartsWith("235 ", await client.AskAsync("AUTH XOAUTH2 " + GoodToken));
        Assert.Equal((1, 1), (Server.AcceptedLogins, Server.RejectedLogins));
    }

    [Fact]
    public async Task Many_connections_share_the_limit_per_minute_exactly()
    {
        Options.MaxMessagesPerMinute = 10;
        Options.TimeProvider = _time;
        var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(async _ =>
        {
            await using var client = await LoggedInAsync();
            return await client.AskAsync("MAIL FROM:<alice@example.com>");
        }));
        Assert.Equal(10, answers.Count(a => a!.StartsWith("250 ", StringComparison.Ordinal)));
        Assert.Equal(14, answers.Count(a => a == SmtpReplies.TooManyMessages));
    }
}
